/** What officers are told of organisations, people, posts and duties, and what they may do with them. */
import type {
  DutyLine,
  HistoryLine,
  OrganisationDetail,
  PersonDetail,
  PostDetail,
  PostLine,
  Stamp as ToldStamp,
} from '@xinheng/contracts/organisation.ts';
import { may, type PermissionName, reachesTo, type Viewer } from '../../../platform/access/index.ts';
import type { City } from '../../../platform/city/index.ts';
import type { Queryable } from '../../../platform/db/index.ts';
import { notFound } from '../actions/doing.ts';
import { masked } from '../rules/mask.ts';
import { type Clocks, daysOf, stateOn, told } from '../store/clocks.ts';
import type { DatedKind, Stamp } from '../store/dated.ts';
import { type DutyView, dutySpans } from '../store/duty-views.ts';
import { namesOf, recordedOf } from '../store/history.ts';
import { placeOf } from '../store/organisations.ts';
import { type PostSpan, personOn, postSpans, postStamp } from '../store/people-views.ts';
import { personPlaces } from '../store/reach.ts';
import { below, unitOn } from '../store/tree.ts';

/** What every read of this room works with. */
export interface Reading {
  q: Queryable;
  city: Pick<City, 'roles' | 'catalogue'>;
  viewer: Viewer;
  clocks: Clocks;
  /** The business day on which reach is judged. */
  today: string;
}

const stampOf = ({ version, changedAt, changedByName }: Stamp): ToldStamp => ({
  ...{ version, changedAt, changedBy: changedByName ?? '系统' },
});

const askedOf = ({ on, knownAt }: Clocks) => ({ on, ...(knownAt !== null && { knownAt }) });

/** Who manages people sees telephone numbers whole. */
const contact = (viewer: Viewer, value: string | null) =>
  value === null || may(viewer, 'people.manage') ? value : masked(value);

/** @throws XinhengError not-found */
export async function describeUnit(reading: Reading, code: string): Promise<OrganisationDetail> {
  const { q, viewer, clocks } = reading;
  const [unit, place] = [await unitOn(q, code, clocks), await placeOf(q, code)];
  if (!unit || !place || !reachesTo(viewer, 'organisation.read', place)) throw notFound('该机构');
  const { stamp, from, until, ...facts } = unit;
  const reaches = (permission: PermissionName) => reachesTo(viewer, permission, place);
  const change = reaches('organisation.manage');
  return {
    ...(told(facts) as Omit<OrganisationDetail, 'on' | 'stamp' | 'below' | 'duties' | 'may'>),
    ...askedOf(clocks),
    ...daysOf({ from, until }),
    stamp: stampOf(stamp),
    below: await below(q, code, clocks),
    duties: (await dutySpans(q, viewer, { organisation: code }, clocks))
      .map((duty) => dutyLine(reading, duty))
      .filter(({ state }) => state === 'holds'),
    ...(reaches('people.read') && {
      posts: (await postSpans(q, { organisation: code }, clocks))
        .map((span) => postLine(reading, span))
        .filter(({ state }) => state === 'holds'),
    }),
    may: { change, addPost: reaches('people.manage'), setDuty: change },
  };
}

function dutyLine({ city, clocks }: Reading, duty: DutyView): DutyLine {
  const { region: _region, stamp: _stamp, declared: _declared, from, until, ...line } = duty;
  const known = line.kind === 'information-item' ? city.catalogue.items.find(({ code }) => code === line.item) : null;
  const state = stateOn(clocks.on, { from, until });
  return { ...line, itemName: known?.name ?? line.item, ...daysOf({ from, until }), state };
}

/** The span of the day, or the nearest one. */
function spanOn<S extends { from: string; until: string }>(spans: readonly S[], on: string): S | undefined {
  return (
    spans.find((span) => stateOn(on, span) === 'holds') ??
    spans.findLast((span) => stateOn(on, span) === 'ended') ??
    spans[0]
  );
}

/** @throws XinhengError not-found */
export async function describeDuty(reading: Reading, dutyId: string) {
  const { q, viewer, clocks } = reading;
  const duty = spanOn(await dutySpans(q, viewer, { dutyId }, clocks), clocks.on);
  if (!duty) throw notFound('该职责');
  const place = { department: duty.organisation, region: duty.region };
  const line = dutyLine(reading, duty);
  const end = line.state !== 'ended' && reachesTo(viewer, 'organisation.manage', place);
  return { ...line, stamp: stampOf(duty.stamp), declared: duty.declared, may: { end } };
}

function rolesOf({ city }: Pick<Reading, 'city'>, codes: readonly string[]) {
  return codes.map((code) => ({ code, name: city.roles.find((role) => role.code === code)?.name ?? code }));
}

function postLine(reading: Reading, { region: _region, from, until, ...span }: PostSpan): PostLine {
  const state = stateOn(reading.clocks.on, { from, until });
  return { ...span, roles: rolesOf(reading, span.roles), ...daysOf({ from, until }), state };
}

/** Spans of one post as one line: the facts of the day, the days of all. */
function postOf(reading: Reading, spans: readonly PostSpan[]): PostLine | undefined {
  const [span, first, last] = [spanOn(spans, reading.clocks.on), spans[0], spans.at(-1)];
  if (!span || !first || !last) return undefined;
  const { from: _from, until: _until, state, ...line } = postLine(reading, span);
  return { ...line, ...daysOf({ from: first.from, until: last.until }), state };
}

const isSelf = (viewer: Viewer, personId: string) => viewer.kind === 'officer' && viewer.personId === personId;

/** @throws XinhengError not-found */
export async function describePost(reading: Reading, postId: string): Promise<PostDetail> {
  const { q, viewer, today, clocks } = reading;
  const stamp = await postStamp(q, viewer, postId, today);
  const spans = stamp === null ? [] : await postSpans(q, { postId }, clocks);
  const line = postOf(reading, spans);
  if (!stamp || !line) throw notFound('该任职');
  const living = line.state !== 'ended';
  const reaches = (permission: PermissionName) => {
    const region = spans.find(({ organisation }) => organisation === line.organisation)?.region ?? null;
    return living && reachesTo(viewer, permission, { department: line.organisation, region });
  };
  const manages = reaches('people.manage');
  return {
    ...line,
    stamp: stampOf(stamp),
    spans: spans.map((span) => {
      const { title, organisation, organisationName, roles } = span;
      return { ...daysOf(span), title, organisation, organisationName, roles: rolesOf(reading, roles) };
    }),
    may: { move: manages, end: manages, grantRoles: !isSelf(viewer, line.personId) && reaches('roles.grant') },
  };
}

/** @throws XinhengError not-found */
export async function describePerson(reading: Reading, personId: string): Promise<PersonDetail> {
  const { q, viewer, clocks, today } = reading;
  const person = await personOn(q, viewer, personId, { clocks, today });
  if (!person) throw notFound('该人员');
  const { stamp, leftOn, ...facts } = person;
  const byPost = Map.groupBy(await postSpans(q, { personId }, clocks), ({ postId }) => postId);
  const order = ['holds', 'to-come', 'ended'];
  const lines = [...byPost.values()]
    .flatMap((spans) => postOf(reading, spans) ?? [])
    .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const places = (await personPlaces(q, personId, today)) ?? [];
  const reaches = (permission: PermissionName) => places.filter((place) => reachesTo(viewer, permission, place)).length;
  const here = leftOn === 'infinity' || leftOn > today;
  const manages = reaches('people.manage');
  const everywhere = places.length === 0 && reachesTo(viewer, 'people.manage', { department: null });
  return {
    ...(told({ ...facts, phone: contact(viewer, facts.phone), email: contact(viewer, facts.email) }) as typeof facts & {
      phone: string;
      email: string;
      staffNumber: string;
    }),
    ...askedOf(clocks),
    stamp: stampOf(stamp),
    ...(leftOn !== 'infinity' && { leftOn }),
    posts: lines,
    may: {
      change: here && (everywhere || (manages > 0 && manages === places.length)),
      addPost: here && (everywhere || manages > 0),
      grantRoles: here && !isSelf(viewer, personId) && reaches('roles.grant') > 0,
    },
  };
}

const factTitles: Record<string, string> = {
  name: '名称',
  shortName: '简称',
  uscc: '统一社会信用代码',
  level: '层级',
  region: '区划',
  parent: '上级机构',
  formerNames: '曾用名',
  remit: '职责范围',
  phone: '电话',
  email: '电子邮箱',
  staffNumber: '工号',
  organisation: '机构',
  title: '任职',
  roles: '角色',
  remark: '备注',
};
export const levelNames: Record<string, string> = { city: '市级', county: '区县级', park: '园区', station: '所、站' };
const secret = new Set(['phone', 'email']);

/** What was recorded of things of one kind. The caller has checked the reach. */
export async function describeHistory(
  reading: Pick<Reading, 'q' | 'city' | 'viewer'>,
  thing: HistoryLine['thing'],
  kind: DatedKind<never>,
  keys: readonly string[],
): Promise<HistoryLine[]> {
  const { q, viewer } = reading;
  const rows = await recordedOf(q, kind, keys);
  const codes = rows.flatMap(({ facts: { parent, region, organisation } }) => [parent, region, organisation]);
  const names = await namesOf(
    q,
    codes.filter((code) => typeof code === 'string'),
  );
  const written = (name: string, value: unknown): string => {
    if (Array.isArray(value))
      return (name === 'roles' ? rolesOf(reading, value).map((role) => role.name) : value).join('、');
    const said = String(value);
    if (name === 'level') return levelNames[said] ?? said;
    if (['parent', 'region', 'organisation'].includes(name)) return names.get(said) ?? said;
    return secret.has(name) ? (contact(viewer, said) ?? '') : said;
  };
  return rows.map((row) => ({
    ...{ thing, key: row.key, ...daysOf(row) },
    facts: Object.entries(row.facts).flatMap(([name, value]) =>
      value === null || value === '' || name === 'personId' || (Array.isArray(value) && value.length === 0)
        ? []
        : [
            {
              title: name === 'name' && thing === 'person' ? '姓名' : (factTitles[name] ?? name),
              value: written(name, value),
            },
          ],
    ),
    recordedFrom: row.recordedFrom,
    ...(row.recordedUntil !== 'infinity' && { recordedUntil: row.recordedUntil }),
    recordedBy: row.recordedByName ?? (row.recordedBy.startsWith('operator:') ? '服务器终端' : '系统'),
    ...(row.reason !== null && { reason: row.reason }),
  }));
}
