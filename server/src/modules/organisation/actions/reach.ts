/** Whose people and organisations a viewer may change. */
import { demand, reachesTo, reachOf, type Viewer } from '../../../platform/access/index.ts';
import type { Tx } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { isNumber } from '../store/officer.ts';
import { placeOf } from '../store/organisations.ts';
import { personPlaces } from '../store/reach.ts';
import { badField, type Doing, demandPlace, notFound, todayOf } from './doing.ts';

/** @throws XinhengError not-found when the viewer does not reach the organisation */
export async function demandOrganisation(
  tx: Tx,
  { viewer }: Pick<Doing, 'viewer'>,
  permission: 'people.manage' | 'organisation.manage',
  code: string,
): Promise<void> {
  const place = await placeOf(tx.client, code);
  if (place === null && reachOf(viewer, permission) === 'city')
    throw badField('organisation', `机构名录中没有“${code}”。`);
  demandPlace(viewer, permission, place, '该机构');
}

/**
 * Passes when the viewer manages the person: some post of his is within reach, and for a change of himself all of them.
 * Of somebody without a post those that he last held count, so that he can be appointed again.
 * @throws XinhengError forbidden, not-found
 */
export async function demandPerson(tx: Tx, doing: Doing, personId: string, part: 'some' | 'all'): Promise<void> {
  const { viewer } = doing;
  demand(viewer, 'people.manage');
  const places = isNumber(personId) ? await personPlaces(tx.client, personId, todayOf(doing)) : null;
  if (places === null) throw notFound('该人员');
  if (reachOf(viewer, 'people.manage') === 'city') return;
  const [reached, beyond] = [places.filter(reaches(viewer)), places.filter((place) => !reaches(viewer)(place))];
  if (reached.length === 0) throw notFound('该人员');
  const [other] = beyond;
  if (part === 'all' && other)
    throw new XinhengError('forbidden', `该人员还在${other.name}任职，须由能管理其全部任职的管理员办理。`);
}

const reaches = (viewer: Viewer) => (place: { department: string; region: string }) =>
  reachesTo(viewer, 'people.manage', place);
