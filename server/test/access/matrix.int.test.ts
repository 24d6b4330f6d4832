/**
 * Every route called by nobody, by an officer of every role, and by programs with all and with no rights: what they get
 * is what roles.yaml and the route's own declaration say, no more and no less.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { permissions, reachOf, titleOf, type Viewer } from '../../src/platform/access/index.ts';
import { loadCity } from '../../src/platform/city/index.ts';
import type { Route } from '../../src/platform/http/index.ts';
import { officerOf } from '../officers.ts';
import { guarded, nameOf, openProgram, type Program } from './program.ts';

const city = loadCity('jinan');
const repository = fileURLToPath(new URL('../../../', import.meta.url));
const table = join(repository, 'docs/ops/route-access.md');
const client = (permissions: string[]): Viewer => ({
  kind: 'client',
  tokenId: '1',
  department: 'market-regulation-370102',
  permissions: new Set(permissions),
});
const viewers = new Map<string, Viewer>([
  ...city.roles.map(({ code }) => [code, officerOf(city, 'market-regulation-370102', [code])] as const),
  ['no-role', officerOf(city, 'market-regulation-370102', [])],
  ['program-without-rights', client([])],
  ['program-with-every-right', client(Object.keys(permissions))],
]);

let program: Program;
beforeAll(async () => {
  program = await openProgram(viewers);
});
afterAll(() => program.close());

/** A request that the door must judge; what is asked for is made to exist nowhere. */
async function call(route: Route, who?: string) {
  const url = route.path.replace('*', 'nothing').replaceAll(/:(\w+)/g, '0');
  const reply = await program.http.inject({
    method: route.method,
    url,
    headers: who === undefined ? {} : { authorization: `Bearer ${who}` },
  });
  return { status: reply.statusCode, code: reply.headers['content-type']?.includes('json') ? reply.json()?.code : '' };
}

describe('nobody', () => {
  it('gets nothing but what is declared public', async () => {
    const wrong: string[] = [];
    for (const route of program.routes) {
      const { status } = await call(route);
      const open = route.permission === 'public' || route.permission === 'sign-in';
      if (open ? status === 403 && route.permission === 'public' : status !== 401)
        wrong.push(`${nameOf(route)}: ${status}`);
    }
    expect(wrong).toEqual([]);
  });

  it('reads the same in the interface document', async () => {
    const document = (await program.http.inject('/api/openapi.json')).json();
    const wrong: string[] = [];
    for (const route of program.routes.filter(({ path }) => path.startsWith('/api/v1/'))) {
      const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
      const operation = document.paths[path]?.[route.method.toLowerCase()];
      const open = operation?.security.length === 0;
      if (operation === undefined || open !== ['public', 'sign-in'].includes(route.permission))
        wrong.push(nameOf(route));
    }
    expect(wrong).toEqual([]);
  });
});

describe.each([...viewers.keys()])('%s', (who) => {
  it('is let in exactly where the declarations say', async () => {
    const viewer = viewers.get(who) as Viewer;
    const wrong: string[] = [];
    for (const route of guarded(program.routes)) {
      const { status, code } = await call(route, who);
      const holds = reachOf(viewer, route.permission as never) !== null;
      const refused = status === 401 || (status === 403 && code === 'forbidden');
      // A handler may refuse more narrowly: what only people do, a program is refused by its kind.
      const narrower = refused && viewer.kind === 'client' && route.permission === 'workbench.use';
      if (refused === holds && !narrower) wrong.push(`${nameOf(route)} (${route.permission}): ${status} ${code}`);
    }
    expect(wrong).toEqual([]);
  });
});

describe('a look at what is not public', () => {
  it('is refused without a purpose, by every route that declares one', async () => {
    const all = officerOf(
      city,
      'development-reform',
      city.roles.map(({ code }) => code),
    );
    viewers.set('everything', all);
    const routes = program.routes.filter(({ purpose }) => purpose);
    expect(routes.length).toBeGreaterThan(3);
    for (const route of routes)
      expect([nameOf(route), (await call(route, 'everything')).code]).toEqual([nameOf(route), 'purpose-required']);
  });
});

/** Route × role, readable by whoever has to answer for it. */
function tableOf(routes: readonly Route[]): string {
  const reaches = { self: '本人', own: '本部门', units: '及下级', region: '本区划', city: '全市' };
  const lines = guarded(routes)
    .map((route) => {
      const cells = city.roles.map((role) => {
        const reach = role.permissions[route.permission as never] as keyof typeof reaches | undefined;
        return reach === undefined ? '' : reaches[reach];
      });
      const title = `${titleOf(route.permission)}${route.purpose ? '（须说明用途）' : ''}`;
      return `| \`${nameOf(route)}\` | ${route.summary} | ${title} | ${cells.join(' | ')} |`;
    })
    .sort();
  const open = routes
    .filter(({ permission }) => ['sign-in', 'session'].includes(permission))
    .map((route) => `- \`${nameOf(route)}\` ${route.summary}`);
  return `# 接口与角色

谁可以调用哪个接口，到哪里为止。由 server/test/access/matrix.int.test.ts 从接口声明与 roles.yaml 生成并逐格核对
（\`XINHENG_WRITE=1 npx vitest run --project postgres server/test/access/matrix.int.test.ts\` 重写本文件）。空格即拒绝；公开接口不在此表。

| 接口 | 做什么 | 权限 | ${city.roles.map(({ name }) => name).join(' | ')} |
|---|---|---|${city.roles.map(() => '---|').join('')}
${lines.join('\n')}

登录各步与本人会话（不需要角色）：

${open.sort().join('\n')}
`;
}

it('the committed table says the same', async () => {
  const now = tableOf(program.routes);
  if (process.env.XINHENG_WRITE === '1') await writeFile(table, now);
  expect(await readFile(table, 'utf8')).toBe(now);
});
