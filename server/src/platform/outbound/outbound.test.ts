import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { XinhengError } from '../errors/index.ts';
import { isPublicAddress, parseNetwork } from './addresses.ts';
import { createOutbound } from './outbound.ts';
import { parseOrigin } from './policy.ts';

/** Servers on loopback that nobody is meant to reach; each counts whoever connects. */
const inside: Server[] = [];
let connections = 0;
let requests: { method: string; url: string; headers: Record<string, unknown>; body: string }[] = [];
let port = 0;

beforeAll(async () => {
  for (const host of ['127.0.0.1', '::1']) {
    const server = createServer((request, reply) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      request.on('end', () => {
        const url = request.url ?? '/';
        requests.push({ method: request.method ?? '', url, headers: request.headers, body });
        const moved = /^\/moved\/(\d+)\?to=(.*)$/.exec(url);
        if (moved) reply.writeHead(Number(moved[1]), { location: decodeURIComponent(moved[2] ?? '') }).end();
        else if (url === '/large') reply.end('x'.repeat(5_000));
        else if (url === '/zipped') reply.writeHead(200, { 'content-encoding': 'gzip' }).end('x');
        else if (url === '/silent') reply.writeHead(200).write('a');
        else reply.writeHead(200, { 'content-type': 'text/plain', 'set-cookie': ['a=1', 'b=2'] }).end('secret');
      });
    });
    server.on('connection', () => {
      connections += 1;
    });
    // The machine may have no IPv6.
    const listening = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, host, () => resolve(true));
    });
    if (!listening) continue;
    port = (server.address() as AddressInfo).port;
    inside.push(server);
  }
});
afterAll(async () => {
  for (const server of inside) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

const seen = () => {
  const before = { connections, requests };
  connections = 0;
  requests = [];
  return before;
};

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'answered',
    (error: unknown) => (error instanceof XinhengError ? error.code : String(error)),
  );

/** What names lead to in these tests; a list of lists answers differently from one question to the next. */
const names: Record<string, string[][]> = {
  'public.test': [['93.184.215.14']],
  localhost: [['127.0.0.1']],
  'localhost.': [['127.0.0.1']],
  'localhost.localdomain': [['127.0.0.1']],
  'ip6-localhost': [['::1']],
  'inside.test': [['127.0.0.1']],
  'six.test': [['::1']],
  'mapped.test': [['::ffff:127.0.0.1']],
  'nat64.test': [['64:ff9b::7f00:1']],
  'teredo.test': [['2001:0:7f00:1::']],
  'sixtofour.test': [['2002:7f00:1::']],
  'metadata.test': [['169.254.169.254']],
  'mixed.test': [['93.184.215.14', '127.0.0.1']],
  'rebinding.test': [['127.0.0.1'], ['10.0.0.1']],
  'none.test': [[]],
  'sub.tree.test': [['127.0.0.1']],
};
let questions: string[] = [];
const resolve = async (host: string): Promise<string[]> => {
  const asked = questions.filter((one) => one === host).length;
  questions.push(host);
  const answers = names[host];
  if (answers === undefined) throw new Error('ENOTFOUND');
  return answers[Math.min(asked, answers.length - 1)] ?? [];
};

/** Everything an attacker writes to make a server call its own inside. `PORT` is a server that listens on loopback. */
const forms = [
  // Loopback, by name and number
  'http://127.0.0.1:PORT/',
  'https://127.0.0.1:PORT/',
  'http://localhost:PORT/',
  'http://LOCALHOST:PORT/',
  'http://localhost.:PORT/',
  'http://localhost.localdomain:PORT/',
  'http://ip6-localhost:PORT/',
  'http://127.1:PORT/',
  'http://127.0.1:PORT/',
  'http://127.127.127.127:PORT/',
  'http://0.0.0.0:PORT/',
  'http://0:PORT/',
  // Decimal, octal, hexadecimal, mixed, overlong, full width, encoded
  'http://2130706433:PORT/',
  'http://0x7f000001:PORT/',
  'http://0x7f.0.0.1:PORT/',
  'http://0x7f.0x0.0x0.0x1:PORT/',
  'http://017700000001:PORT/',
  'http://0177.0.0.1:PORT/',
  'http://0177.0.0.01:PORT/',
  'http://00000177.1:PORT/',
  'http://127.0.0.1.:PORT/',
  'http://%31%32%37.0.0.1:PORT/',
  'http://①②⑦.⓪.⓪.①:PORT/',
  'http://１２７.０.０.１:PORT/',
  'http://127。0。0。1:PORT/',
  'http://0x7f000001.:PORT/',
  // IPv6 and IPv4 in IPv6 dress
  'http://[::1]:PORT/',
  'http://[0:0:0:0:0:0:0:1]:PORT/',
  'http://[::]:PORT/',
  'http://[::ffff:127.0.0.1]:PORT/',
  'http://[::ffff:7f00:1]:PORT/',
  'http://[0:0:0:0:0:ffff:7f00:1]:PORT/',
  'http://[::127.0.0.1]:PORT/',
  'http://[64:ff9b::7f00:1]:PORT/',
  'http://[64:ff9b:1::7f00:1]:PORT/',
  'http://[2002:7f00:1::]:PORT/',
  'http://[2001:0:7f00:1::]:PORT/',
  'http://[::ffff:0:127.0.0.1]:PORT/',
  'http://[fe80::1]:PORT/',
  'http://[fe80::1%25lo]:PORT/',
  'http://[fc00::1]:PORT/',
  'http://[fd00:ec2::254]/latest/meta-data/',
  'http://[ff02::1]:PORT/',
  'http://[2001:db8::1]:PORT/',
  'http://[100::1]:PORT/',
  // Private, link-local, shared, multicast, reserved, metadata
  'http://10.0.0.1/',
  'http://172.16.0.1/',
  'http://172.31.255.254/',
  'http://192.168.1.1/',
  'http://100.64.0.1/',
  'http://169.254.169.254/latest/meta-data/',
  'http://169.254.0.23/',
  'http://100.100.100.200/',
  'http://192.0.0.192/',
  'http://168.63.129.16/',
  'http://0xa9fea9fe/',
  'http://2852039166/',
  'http://224.0.0.1/',
  'http://255.255.255.255/',
  'http://198.18.0.1/',
  'http://203.0.113.1/',
  // Names that lead inside
  'https://inside.test/',
  'https://six.test/',
  'https://mapped.test/',
  'https://nat64.test/',
  'https://teredo.test/',
  'https://sixtofour.test/',
  'https://metadata.test/',
  'https://mixed.test/',
  'https://INSIDE.test./',
  // Who is the host?
  'http://public.test@127.0.0.1:PORT/',
  'http://127.0.0.1:PORT#@public.test/',
  'http://127.0.0.1:PORT\\@public.test/',
  'http://user:word@127.0.0.1:PORT/',
  'https://user@public.test/',
  'http:127.0.0.1:PORT',
  'http:\\\\127.0.0.1:PORT\\',
  'http:///127.0.0.1:PORT/',
  'ht\ntp://127.0.0.1:PORT/',
  ' http://127.0.0.1:PORT/',
  '//127.0.0.1:PORT/',
  // Other schemes and ports
  'file:///etc/passwd',
  'file://127.0.0.1/etc/passwd',
  'gopher://127.0.0.1:PORT/_GET%20/',
  'ftp://127.0.0.1/',
  'dict://127.0.0.1:PORT/',
  'ldap://127.0.0.1/',
  'data:text/plain,hello',
  'javascript:alert(1)',
  'jar:http://127.0.0.1!/',
  'unix:/var/run/docker.sock',
  'ws://127.0.0.1:PORT/',
  'http://public.test/', // not over TLS
  'https://public.test:22/',
  '',
  'https://',
  'https://.',
];

describe('forged addresses', () => {
  test('there are enough of them', () => expect(new Set(forms).size).toBeGreaterThanOrEqual(60));

  test.each(forms)('%s leads nowhere', async (form) => {
    const outbound = createOutbound({ allow: ['https://*', `https://*:${port}`, 'https://*.tree.test'] }, resolve);
    const address = form.replace('PORT', String(port));
    expect(await codeOf(outbound.fetch(address))).toBe('outbound-refused');
    // With the scheme and the port that are listed, so that only the place it leads to can be what is refused.
    const covered = address.replace(/^http:/, 'https:');
    if (URL.parse(covered)?.hostname !== 'public.test') {
      expect(await codeOf(outbound.fetch(covered))).toBe('outbound-refused');
    }
    expect(seen().connections).toBe(0);
  });

  test('the servers behind them do answer when they are asked plainly', async () => {
    const outbound = createOutbound({ allow: [`http://127.0.0.1:${port}`] });
    expect(await (await outbound.fetch(`http://127.0.0.1:${port}/`)).text()).toBe('secret');
    // The same place in another notation is the same place.
    expect((await outbound.fetch(`http://0x7f.1:${port}/`)).status).toBe(200);
    expect(seen().connections).toBe(2);
  });

  test('redirects are judged like first addresses', async () => {
    const outbound = createOutbound({ allow: [`http://127.0.0.1:${port}`] }, resolve);
    const through = (to: string) => `http://127.0.0.1:${port}/moved/302?to=${encodeURIComponent(to)}`;
    const refused = [
      'http://169.254.169.254/',
      `http://[::1]:${port}/`,
      'file:///etc/passwd',
      'https://inside.test/',
      'http://[',
    ];
    for (const to of refused) {
      expect(await codeOf(outbound.fetch(through(to), { redirects: 3 }))).toBe('outbound-refused');
      expect(seen().requests).toHaveLength(1);
    }
    expect((await outbound.fetch(through('http://169.254.169.254/'))).status).toBe(302);
    const round = `/moved/302?to=${encodeURIComponent('/')}`;
    expect(await codeOf(outbound.fetch(through(round), { redirects: 1 }))).toBe('outbound-refused');
    expect(await (await outbound.fetch(through(round), { redirects: 2 })).text()).toBe('secret');
    seen();
  });

  test('a redirect takes neither secrets to a stranger nor a body where there is none', async () => {
    const allow = [`http://127.0.0.1:${port}`, `http://pinned.test:${port}@127.0.0.0/8`];
    const outbound = createOutbound({ allow }, async () => ['127.0.0.1']);
    const to = encodeURIComponent(`http://pinned.test:${port}/there`);
    const request = {
      method: 'POST',
      body: 'b',
      redirects: 1,
      headers: { authorization: 'Bearer x', 'content-type': 'a/b', 'x-a': '1' },
    };
    await outbound.fetch(`http://127.0.0.1:${port}/moved/307?to=${to}`, request);
    expect(seen().requests[1]).toMatchObject({
      method: 'POST',
      body: 'b',
      headers: { host: `pinned.test:${port}`, 'x-a': '1' },
    });
    await outbound.fetch(`http://127.0.0.1:${port}/moved/303?to=${to}`, request);
    const [, second] = seen().requests;
    expect(second).toMatchObject({ method: 'GET', body: '' });
    expect(Object.keys(second?.headers ?? {})).not.toEqual(expect.arrayContaining(['authorization']));
    expect(second?.headers['content-type']).toBeUndefined();
  });
});

describe('a name', () => {
  const allow = (network: string) => ({ allow: [`http://rebinding.test:${port}@${network}`] });

  test('is resolved once, and the connection goes where that answer said', async () => {
    questions = [];
    const answer = await createOutbound(allow('127.0.0.0/8'), resolve).fetch(`http://rebinding.test:${port}/`);
    expect(await answer.text()).toBe('secret');
    expect(questions).toEqual(['rebinding.test']);
    expect(seen().requests[0]?.headers.host).toBe(`rebinding.test:${port}`);
    // Asked again it leads elsewhere, and is judged again.
    const again = createOutbound(allow('127.0.0.0/8'), resolve).fetch(`http://rebinding.test:${port}/`);
    expect(await codeOf(again)).toBe('outbound-refused');
  });

  test('may lead into a network only when its line says which', async () => {
    questions = [];
    expect(await codeOf(createOutbound(allow('private'), resolve).fetch(`http://rebinding.test:${port}/`))).toBe(
      'outbound-refused',
    );
    const six = createOutbound({ allow: [`http://mapped.test:${port}@127.0.0.0/8`] }, resolve);
    expect(await codeOf(six.fetch(`http://mapped.test:${port}/`))).toBe('outbound-refused');
    expect(seen().connections).toBe(0);
  });

  test('below a listed one is covered, the listed one itself and look-alikes are not', async () => {
    const outbound = createOutbound({ allow: [`http://*.tree.test:${port}@127.0.0.0/8`] }, resolve);
    expect((await outbound.fetch(`http://sub.tree.test:${port}/`)).status).toBe(200);
    for (const host of ['tree.test', 'eviltree.test', 'sub.tree.test.evil.test', '127.0.0.1']) {
      expect(await codeOf(outbound.fetch(`http://${host}:${port}/`))).toBe('outbound-refused');
    }
    seen();
  });

  test('that does not exist, leads nowhere, or answers too late fails with the one sentence', async () => {
    const outbound = createOutbound({ allow: ['https://*'] }, resolve);
    expect(await codeOf(outbound.fetch('https://unknown.test/'))).toBe('outbound-failed');
    expect(await codeOf(outbound.fetch('https://none.test/'))).toBe('outbound-failed');
    const never = createOutbound({ allow: ['https://*'] }, () => new Promise(() => {}));
    expect(await codeOf(never.fetch('https://slow.test/', { timeoutMs: 20 }))).toBe('outbound-failed');
  });
});

describe('an answer', () => {
  const open = () => createOutbound({ allow: [`http://127.0.0.1:${port}`] });
  const at = (path: string) => `http://127.0.0.1:${port}${path}`;

  test('is bounded in size and time, and not unpacked', async () => {
    expect(await codeOf(open().fetch(at('/large'), { maxBytes: 4_999 }))).toBe('outbound-failed');
    expect((await open().fetch(at('/large'), { maxBytes: 5_000 })).status).toBe(200);
    expect(await codeOf(open().fetch(at('/zipped')))).toBe('outbound-failed');
    expect(await codeOf(open().fetch(at('/silent'), { timeoutMs: 50 }))).toBe('outbound-failed');
    const given = new AbortController();
    given.abort();
    expect(await codeOf(open().fetch(at('/'), { signal: given.signal }))).toBe('outbound-failed');
  });

  test('keeps its headers; a refused connection says what every failure says', async () => {
    expect((await open().fetch(at('/'))).headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const dead = (closed.address() as AddressInfo).port;
    await new Promise((resolve) => closed.close(resolve));
    const sentences = await Promise.all(
      [
        open().fetch(at('/zipped')),
        createOutbound({ allow: [`http://127.0.0.1:${dead}`] }).fetch(`http://127.0.0.1:${dead}/`),
      ].map((work) => work.catch((error: Error) => error.message)),
    );
    expect(sentences).toEqual(['外部系统没有正常应答，请稍后再试。', '外部系统没有正常应答，请稍后再试。']);
    seen();
  });
});

test('closed means closed, whatever is listed', async () => {
  const outbound = createOutbound({ allow: [`http://127.0.0.1:${port}`], closed: '练习版不向外发送任何请求。' });
  await expect(outbound.fetch(`http://127.0.0.1:${port}/`, { allow: [`http://127.0.0.1:${port}`] })).rejects.toThrow(
    '练习版',
  );
  expect(seen().connections).toBe(0);
});

test.each([
  'id.example',
  'ftp://id.example',
  'http://*',
  'https://*@private',
  'https://a.example@',
  'https://a.example@10.0.0.0',
  'https://a.example@10.0.0.0/33',
  'https://a.example@fc00::/129',
  'https://a.example:99999',
  'https://a.example/path',
  'https://a b',
  'https://x@y@private',
])('%s is no line of an allow list', (line) => {
  expect(() => parseOrigin(line)).toThrow(/写法有误|只表示公共互联网/);
});

test.each([
  ['8.8.8.8', true],
  ['223.5.5.5', true],
  ['2400:3200::1', true],
  ['172.32.0.1', true],
  ['100.128.0.1', true],
  ['172.15.255.255', true],
  ['9.255.255.255', true],
  ['223.255.255.255', true],
  ['100.127.255.255', false],
  ['172.31.0.1', false],
  ['0.1.2.3', false],
  ['2001:4860:4860::8888', true],
  ['2400:3200::1%eth0', false],
  ['', false],
] as const)('%s is public: %s', (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected);
});

test.each([
  ['private', '10.255.0.1', true],
  ['private', '127.0.0.1', false],
  ['private', '169.254.169.254', false],
  ['private', 'fd12::1', true],
  ['private', 'fd00:ec2::254', false],
  ['private', '::ffff:10.0.0.1', false],
  ['private', '0:0:0:0:0:ffff:10.0.0.1', false],
  ['10.1.0.0/16', '10.1.2.3', true],
  ['10.1.0.0/16', '10.2.0.1', false],
  ['fd12::/16', 'fd12::1%eth0', false],
] as const)('network %s contains %s: %s', (network, address, expected) => {
  expect(parseNetwork(network)?.contains(address)).toBe(expected);
});
