/** Duties as officers see them. */
import type { DutyKind } from '@xinheng/contracts/organisation.ts';
import { type Viewer, within } from '../../../platform/access/index.ts';
import type { Queryable } from '../../../platform/db/index.ts';
import { type Clocks, known, nearest } from './clocks.ts';
import { type Stamp, stampColumns } from './dated.ts';
import { isNumber } from './officer.ts';
import { binder, regionOf } from './reach.ts';

export interface DutyView {
  dutyId: string;
  kind: DutyKind;
  item: string;
  organisation: string;
  organisationName: string;
  region: string;
  remark: string;
  from: string;
  until: string;
  declared: boolean;
  stamp: Stamp;
}

/**
 * The spans of one duty, or of all duties of an organisation, within the viewer's reach, by item and day.
 * @throws XinhengError unauthorised, forbidden
 */
export async function dutySpans(
  q: Queryable,
  viewer: Viewer,
  which: { dutyId: string } | { organisation: string },
  clocks: Clocks,
): Promise<DutyView[]> {
  const { values, bind } = binder();
  const region = regionOf('d.organisation');
  const reach = within(viewer, 'organisation.read', { department: 'd.organisation', region }, bind);
  if ('dutyId' in which && !isNumber(which.dutyId)) return [];
  const { rows } = await q.query(
    `select d.duty_id::text as "dutyId", d.kind, d.item, d.organisation, o.name as "organisationName",
            ${region} as region, v.remark, v.valid_from as "from", v.valid_until as until,
            d.origin = 'declared' as declared, ${stampColumns}
       from organisation.duty d
       join organisation.duty_version v on v.duty_id = d.duty_id and ${known('v', clocks, bind)}
       join lateral ${nearest('organisation', 'code = d.organisation', 'n.name', clocks, bind)} o on true
      where ${'dutyId' in which ? `d.duty_id = ${bind(which.dutyId)}` : `d.organisation = ${bind(which.organisation)}`}
        and ${reach}
      order by d.kind, d.item, v.valid_from`,
    values,
  );
  return rows.map(({ version, changedAt, changedBy, changedByName, ...duty }) => ({
    ...duty,
    stamp: { version, changedAt, changedBy, changedByName },
  }));
}
