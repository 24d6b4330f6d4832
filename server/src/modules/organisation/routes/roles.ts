/** The table of roles, and who may do something with something: the same declarations that every request is judged by. */
import type { WhoCan, WhoLine } from '@xinheng/contracts/organisation.ts';
import { Type } from 'typebox';
import { whoIs } from '../../../platform/access/index.ts';
import { audit } from '../../../platform/audit/index.ts';
import { declaredPermissions, type Reach, type Role, reaches as reachOrder } from '../../../platform/city/index.ts';
import { transact } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { defineRoute, type Route } from '../../../platform/http/index.ts';
import { grantsOf } from '../rules/grants.ts';
import { reachName } from '../rules/role-table.ts';
import { reachesTarget, type Target } from '../rules/who.ts';
import { namesOf } from '../store/history.ts';
import { placeOf } from '../store/organisations.ts';
import { postsWithRoles, regionsAbove, type StandingPost, unitsAbove } from '../store/who.ts';
import { type OrganisationContext, readingOf } from './context.ts';
import type { Reading } from './describe.ts';
import { codeText, kinds, maybe, namedCode, reaches, text } from './shapes.ts';

const tag = '账户与权限';
const most = 200;
const permissionShape = Type.Object({ permission: text, title: text, group: text });

export function roleRoutes(context: OrganisationContext): Route[] {
  return [matrix(context), who(context)];
}

const permissionsOf = () => declaredPermissions().map(({ name, title, group }) => ({ permission: name, title, group }));

function matrix(context: OrganisationContext): Route {
  const { roles } = context.city;
  return defineRoute({
    method: 'GET',
    path: '/api/v1/roles',
    permission: 'roles.read',
    summary: '角色权限表',
    tag,
    response: {
      200: Type.Object({
        reaches: Type.Array(Type.Object({ reach: reaches, name: text })),
        roles: Type.Array(
          Type.Object({
            ...{ code: text, name: text, description: text, heldIn: Type.Array(kinds) },
            administrator: maybe(Type.Union([Type.Literal('system'), Type.Literal('security'), Type.Literal('audit')])),
            grants: Type.Record(text, reaches),
            posts: Type.Integer(),
          }),
        ),
        permissions: Type.Array(permissionShape),
      }),
    },
    async handler({ viewer }) {
      const { q, today } = readingOf(context, viewer);
      const codes = roles.map(({ code }) => code);
      const posts = await postsWithRoles(q, viewer, codes, today);
      return {
        reaches: reachOrder.map((reach) => ({ reach, name: reachName(reach) })),
        roles: roles.map(({ code, name, description, heldIn, administrator, permissions }) => ({
          ...{ code, name, description, heldIn, grants: permissions },
          ...(administrator !== null && { administrator }),
          posts: posts.filter((post) => post.roles.includes(code)).length,
        })),
        permissions: permissionsOf(),
      };
    },
  });
}

const whoQuery = Type.Object({
  permission: Type.String({ description: '权限，如 records.read' }),
  subject: maybe(codeText),
  department: maybe(codeText),
  region: maybe(codeText),
});

function who(context: OrganisationContext): Route {
  const line = Type.Object({
    ...{ personId: text, personName: text, postId: text, title: text, organisation: text, organisationName: text },
    ...{ roles: Type.Array(namedCode), reach: reaches, why: text },
  });
  return defineRoute({
    method: 'GET',
    path: '/api/v1/roles/who',
    permission: 'roles.read',
    summary: '谁可以：今日持有某项权限且够得着某主体、部门或区划的人员（留痕）',
    tag,
    request: { query: whoQuery },
    response: {
      200: Type.Object({
        permission: permissionShape,
        object: maybe(
          Type.Object({
            kind: Type.Union([Type.Literal('subject'), Type.Literal('department'), Type.Literal('region')]),
            ...{ code: text, name: text },
          }),
        ),
        people: Type.Array(line),
        more: Type.Boolean(),
      }),
    },
    async handler({ viewer, query: { permission: name, ...asked } }) {
      const permission = permissionsOf().find((one) => one.permission === name);
      if (!permission) throw badQuery('permission', `没有权限“${name}”，可选权限见角色权限表。`);
      const reading = readingOf(context, viewer);
      const found = await targetOf(context, reading, asked);
      const people = await whoReaches(reading, name, found);
      const details = { permission: name, ...asked };
      await transact(context.db, (tx) => audit(tx, { ...whoIs(viewer), action: 'organisation.who-can', details }));
      const object = found === null ? {} : { object: found.object };
      return { permission, ...object, people: people.slice(0, most), more: people.length > most };
    },
  });
}

function badQuery(field: string, message: string): XinhengError {
  return new XinhengError('bad-request', { message, details: { errors: [{ in: 'query', field, message }] } });
}

interface Found {
  object: NonNullable<WhoCan['object']>;
  target: Target;
}

async function targetOf(
  { regionOfSubject }: OrganisationContext,
  { q, today }: Reading,
  { subject, department, region }: { subject?: string; department?: string; region?: string },
): Promise<Found | null> {
  if ([subject, department, region].filter((one) => one !== undefined).length > 1)
    throw badQuery('subject', '主体、部门、区划每次只能选一个。');
  const above = async (code: string | null) => new Set(code === null ? [] : await regionsAbove(q, code, today));
  const named = async (code: string) => (await namesOf(q, [code])).get(code);
  if (subject !== undefined) {
    const where = await regionOfSubject(q, subject);
    if (where === undefined) throw badQuery('subject', `没有代码为“${subject}”的主体。`);
    const object = { kind: 'subject', code: subject, name: `主体 ${subject}` } as const;
    return { object, target: { regions: await above(where) } };
  }
  if (department !== undefined) {
    const [place, name] = [await placeOf(q, department), await named(department)];
    if (place === null || name === undefined) throw badQuery('department', `机构名录中没有“${department}”。`);
    const units = new Set(await unitsAbove(q, department, today));
    const target = { department, units, regions: await above(place.region) };
    return { object: { kind: 'department', code: department, name }, target };
  }
  if (region === undefined) return null;
  const name = await named(region);
  if (name === undefined) throw badQuery('region', `没有区划“${region}”。`);
  return { object: { kind: 'region', code: region, name }, target: { regions: await above(region) } };
}

/** Who holds the permission and reaches the target (anything at all, when there is none), the nearest reach first. */
async function whoReaches(
  { q, city, viewer, today }: Reading,
  permission: string,
  found: Found | null,
): Promise<WhoLine[]> {
  const giving = city.roles.filter(({ permissions }) => permissions[permission] !== undefined);
  const posts = await postsWithRoles(
    q,
    viewer,
    giving.map(({ code }) => code),
    today,
  );
  return posts
    .flatMap((post): WhoLine[] => {
      const reach = grantsOf(city.roles, post.roles).get(permission);
      if (reach === undefined || (found !== null && !reachesTarget(reach, post, found.target))) return [];
      const held = giving.filter(({ code }) => post.roles.includes(code));
      const { region: _region, regionName: _name, ...line } = post;
      const roles = held.map(({ code, name }) => ({ code, name }));
      return [{ ...line, roles, reach, why: whyOf(reach, held, permission, post, found) }];
    })
    .sort((a, b) => reachOrder.indexOf(a.reach) - reachOrder.indexOf(b.reach));
}

function whyOf(
  reach: Reach,
  held: readonly Role[],
  permission: string,
  post: StandingPost,
  found: Found | null,
): string {
  const name = held.find((role) => role.permissions[permission] === reach)?.name ?? '';
  const given = `角色“${name}”（${reachName(reach)}）`;
  if (found === null || reach === 'city' || reach === 'self') return `${given}。`;
  const { object, target } = found;
  if (reach === 'region' || target.department === undefined)
    return `${given}：${object.name}在${post.regionName}范围内。`;
  return post.organisation === object.code
    ? `${given}：就在${object.name}任职。`
    : `${given}：${object.name}是${post.organisationName}的下级。`;
}
