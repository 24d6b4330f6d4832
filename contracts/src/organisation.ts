/**
 * Organisations, regions, people, posts, duties and roles as administrators see and change them. Everything is JSON under
 * /api/v1 with the session cookie. The lists `organisations`, `people`, `posts` and `duties` (listing.ts) show what there
 * is; rows lead to /organisation/{code}, /people/{personId}, /posts/{postId}, /duties/{dutyId}.
 *
 *   GET   /organisation/tree?on=&knownAt=                 OrganisationTree
 *   GET   /organisation/regions?on=&knownAt=              RegionTree
 *   GET   /organisation/units/{code}?on=&knownAt=         OrganisationDetail
 *   GET   /organisation/units/{code}/history              History
 *   POST  /organisation/units                             NewOrganisation     → 201 OrganisationDetail
 *   POST  /organisation/units/{code}/change               OrganisationChange  → OrganisationDetail (rename, correct, move)
 *   POST  /organisation/units/{code}/close                Closing             → OrganisationDetail
 *   GET   /organisation/people/{personId}?on=&knownAt=    PersonDetail
 *   GET   /organisation/people/{personId}/history         History   of the person and of all posts
 *   POST  /organisation/people                            NewPerson           → 201 PersonDetail
 *   POST  /organisation/people/{personId}/change          PersonChange        → PersonDetail
 *   POST  /organisation/people/{personId}/leave           Leaving             → PersonDetail
 *   GET   /organisation/posts/{postId}                    PostDetail
 *   GET   /organisation/posts/{postId}/history            History
 *   POST  /organisation/posts                             NewPost             → 201 PostDetail
 *   POST  /organisation/posts/{postId}/move               PostMove            → PostDetail
 *   POST  /organisation/posts/{postId}/end                PostEnd             → PostDetail
 *   POST  /organisation/posts/{postId}/roles              PostRoles           → PostDetail
 *   GET   /organisation/duties/{dutyId}                   DutyDetail
 *   GET   /organisation/duties/{dutyId}/history           History
 *   POST  /organisation/duties                            NewDuty             → 201 DutyDetail
 *   POST  /organisation/duties/{dutyId}/end               DutyEnd             → DutyDetail
 *   GET   /organisation/choices                           OrganisationChoices what the forms offer
 *   GET   /roles                                          RoleMatrix
 *   GET   /roles/who?permission=&subject=|department=|region=   WhoCan
 *
 * Days are YYYY-MM-DD. `from` is the first day, `until` the first day no more; absent: as long as anybody knows, or until
 * somebody says otherwise. `on` asks for a business day (today when absent), `knownAt` (a moment) for what was known then.
 *
 * A change takes the `version` that the editor has seen. If somebody was quicker: 409 `conflict`, whose sentence says who
 * and when. Out of reach is 404. Every change of a later day takes effect by itself on that day.
 */
import type { NamedCode, Reach } from './workbench.ts';

export type OrganisationKind = 'department' | 'association' | 'bank' | 'enterprise';
export type OrganisationLevel = 'city' | 'county' | 'park' | 'station';
export type DutyKind = 'information-item' | 'licence-item' | 'inspection-item';

/** Who changed a thing last. */
export interface Stamp {
  /** To be sent back with the next change. */
  version: number;
  changedAt: string;
  /** 系统 when no officer did. */
  changedBy: string;
}

export interface Days {
  from?: string;
  until?: string;
}

// ── organisations ───────────────────────────────────────────────────────────────────────────────────────────────────

/** Parents first, then by the order of their codes; the browser makes the tree of it. */
export interface OrganisationTree {
  on: string;
  knownAt?: string;
  organisations: OrganisationNode[];
}

export interface OrganisationNode {
  code: string;
  kind: OrganisationKind;
  name: string;
  shortName: string;
  level: OrganisationLevel;
  region: string;
  regionName: string;
  parent?: string;
}

export interface RegionTree {
  on: string;
  knownAt?: string;
  regions: RegionNode[];
}

export interface RegionNode extends Days {
  code: string;
  name: string;
  level: 'city' | 'county' | 'park';
  parent?: string;
  /** Names borne before. */
  formerNames: string[];
  /** An abolished code: what became of it. These are in the answer too, their `until` is past. */
  becomes: NamedCode[];
}

export interface OrganisationDetail extends OrganisationNode, Days {
  on: string;
  knownAt?: string;
  stamp: Stamp;
  /** False on a day before it stood or after it was closed; the facts are then the nearest ones. */
  stands: boolean;
  parentName?: string;
  uscc?: string;
  formerNames: string[];
  /** 职责范围, in words. */
  remit: string;
  /** Set by the declarations of the city; from the first change by an administrator on they leave it alone. */
  declared: boolean;
  below: OrganisationNode[];
  duties: DutyLine[];
  /** Posts of the day; absent when the viewer may not see people of this organisation. */
  posts?: PostLine[];
  /** What the viewer may do here. */
  may: { change: boolean; addPost: boolean; setDuty: boolean };
}

export interface NewOrganisation {
  /** Small letters, digits, hyphens; never changed afterwards. */
  code: string;
  kind: OrganisationKind;
  name: string;
  shortName: string;
  level: OrganisationLevel;
  region: string;
  parent?: string;
  uscc?: string;
  remit?: string;
  /** Today when absent. */
  from?: string;
  reason: string;
}

/** What is absent stays. A new name makes the old one a former name. `parent: null` puts it at the top. */
export interface OrganisationChange {
  version: number;
  /** Today when absent. */
  from?: string;
  name?: string;
  shortName?: string;
  level?: OrganisationLevel;
  region?: string;
  parent?: string | null;
  uscc?: string | null;
  remit?: string;
  reason: string;
}

/**
 * Closes an organisation: posts and duties in it end on the same day. Refused while organisations below it stand on that
 * day.
 */
export interface Closing {
  version: number;
  /** First day no more. */
  until: string;
  reason: string;
}

// ── history on both clocks ──────────────────────────────────────────────────────────────────────────────────────────

/** Newest knowledge first. */
export interface History {
  lines: HistoryLine[];
}

/** One span of days with its facts, as known over one span of time. */
export interface HistoryLine extends Days {
  thing: 'organisation' | 'person' | 'post' | 'duty';
  /** Of a post in a person's history: which. */
  key: string;
  /** 姓名 → 王建国; what the viewer may not see is left out. */
  facts: { title: string; value: string }[];
  recordedFrom: string;
  /** Absent: known now. */
  recordedUntil?: string;
  recordedBy: string;
  reason?: string;
}

// ── people and posts ────────────────────────────────────────────────────────────────────────────────────────────────

export interface PersonDetail {
  personId: string;
  on: string;
  knownAt?: string;
  stamp: Stamp;
  name: string;
  phone?: string;
  email?: string;
  /** 工号. */
  staffNumber?: string;
  /** The first day no more; absent while nobody has said that he leaves. */
  leftOn?: string;
  /** All of them, past and to come, those of the day first. */
  posts: PostLine[];
  may: { change: boolean; addPost: boolean; grantRoles: boolean };
}

export interface PostLine extends Days {
  postId: string;
  personId: string;
  personName: string;
  title: string;
  organisation: string;
  organisationName: string;
  roles: NamedCode[];
  /** Whether it holds on the day asked for. */
  state: 'holds' | 'ended' | 'to-come';
}

/** With the first post, since a person without one is within nobody's reach. */
export interface NewPerson {
  name: string;
  phone?: string;
  email?: string;
  staffNumber?: string;
  post: { organisation: string; title: string; roles?: string[]; until?: string };
  /** First day of both; today when absent. */
  from?: string;
  reason: string;
}

/** What is absent stays; null empties. */
export interface PersonChange {
  version: number;
  /** Today when absent. */
  from?: string;
  name?: string;
  phone?: string | null;
  email?: string | null;
  staffNumber?: string | null;
  reason: string;
}

/** Ends all posts of the person on the same day. */
export interface Leaving {
  version: number;
  /** First day no more. */
  until: string;
  reason: string;
}

export interface PostDetail extends PostLine {
  stamp: Stamp;
  /** Spans of days, oldest first: where and as what it stood, stands, will stand. */
  spans: (Days & { title: string; organisation: string; organisationName: string; roles: NamedCode[] })[];
  may: { move: boolean; end: boolean; grantRoles: boolean };
}

export interface NewPost {
  personId: string;
  organisation: string;
  title: string;
  /** Only for who holds 授予和收回角色; see OrganisationChoices.roles. */
  roles?: string[];
  from?: string;
  until?: string;
  reason: string;
}

/**
 * To another organisation, or under another title. With another organisation the roles fall away and are granted anew
 * by who may, so that nobody carries rights along; `roles` grants them at once and needs that right.
 */
export interface PostMove {
  version: number;
  from?: string;
  organisation?: string;
  title?: string;
  roles?: string[];
  reason: string;
}

export interface PostEnd {
  version: number;
  /** First day no more. */
  until: string;
  reason: string;
}

/** All roles of the post from that day on. Never for oneself; the three administrators 三员 stay apart. */
export interface PostRoles {
  version: number;
  roles: string[];
  from?: string;
  reason: string;
}

// ── duties ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface DutyLine extends Days {
  dutyId: string;
  kind: DutyKind;
  /** Code of the item. */
  item: string;
  /** The code again when nothing is known of a name. */
  itemName: string;
  organisation: string;
  organisationName: string;
  remark: string;
  state: 'holds' | 'ended' | 'to-come';
}

export interface DutyDetail extends DutyLine {
  stamp: Stamp;
  declared: boolean;
  may: { end: boolean };
}

export interface NewDuty {
  organisation: string;
  kind: DutyKind;
  item: string;
  remark?: string;
  from?: string;
  until?: string;
  reason: string;
}

export interface DutyEnd {
  version: number;
  until: string;
  reason: string;
}

/** What the forms of this room offer the viewer. */
export interface OrganisationChoices {
  kinds: NamedCode[];
  levels: NamedCode[];
  dutyKinds: NamedCode[];
  /** Information items of the catalogue; licence and inspection items are written by code. */
  items: NamedCode[];
  regions: NamedCode[];
  /** Every role, with the kinds of organisation it may be held in; `grantable` by this viewer. */
  roles: (NamedCode & { description: string; heldIn: OrganisationKind[]; grantable: boolean })[];
}

// ── roles ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface RoleMatrix {
  reaches: { reach: Reach; name: string }[];
  roles: MatrixRole[];
  /** In the order of their groups. */
  permissions: { permission: string; title: string; group: string }[];
}

export interface MatrixRole extends NamedCode {
  description: string;
  heldIn: OrganisationKind[];
  administrator?: 'system' | 'security' | 'audit';
  /** Permission → reach; what is not here is refused. */
  grants: Record<string, Reach>;
  /** How many posts hold it today, within the viewer's reach of people. */
  posts: number;
}

/** Everybody whose post gives the permission and reaches the object today, the nearest reach first. */
export interface WhoCan {
  permission: { permission: string; title: string; group: string };
  /** What was asked about, in words: 市市场监督管理局, 历下区, a subject's name; absent: anything at all. */
  object?: { kind: 'subject' | 'department' | 'region'; code: string; name: string };
  /** At most so many are told. */
  people: WhoLine[];
  more: boolean;
}

export interface WhoLine {
  personId: string;
  personName: string;
  postId: string;
  title: string;
  organisation: string;
  organisationName: string;
  roles: NamedCode[];
  reach: Reach;
  /** 角色“审核员”（本部门及下级）：历下区市场监管局在市市场监管局之下。 */
  why: string;
}
