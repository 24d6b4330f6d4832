import { connect, type Socket } from 'node:net';
import { Type } from 'typebox';
import { afterEach, describe, expect, it } from 'vitest';
import type { Viewer } from '../access/index.ts';
import { silentLogger } from '../log/index.ts';
import { buildHttp, defineRoute, type Route, rawBody } from './index.ts';

const client: Viewer = { kind: 'client', tokenId: 't', department: 'tax', permissions: new Set(['batches.submit']) };
const apps: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
});

async function listen(routes: Route[]) {
  const app = buildHttp({ routes, logger: silentLogger(), authenticate: async () => client });
  apps.push(app);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { app, port: address.port };
}

function uploadRoute(read: (bytes: number) => void, ended: (error: unknown) => void): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/v1/batches',
    permission: 'batches.submit',
    summary: '报送批次',
    request: { body: rawBody(['text/csv'], '文件') },
    limits: { bodyBytes: 1024 ** 3 },
    response: { 200: Type.Object({ bytes: Type.Integer() }) },
    handler: async ({ body }) => {
      let bytes = 0;
      try {
        for await (const chunk of body.stream) {
          bytes += chunk.length;
          read(bytes);
        }
        ended(null);
      } catch (error) {
        ended(error);
        throw error;
      }
      return { bytes };
    },
  });
}

const head = (length: number) =>
  `POST /api/v1/batches HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\nContent-Type: text/csv\r\nContent-Length: ${length}\r\n\r\n`;

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.once('error', reject);
  });
}

describe('an upload over a real connection', () => {
  it('that breaks off is an error to the handler, never the end of the file', async () => {
    let arrived: () => void = () => {};
    const first = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    let tell: (error: unknown) => void = () => {};
    const outcome = new Promise<unknown>((resolve) => {
      tell = resolve;
    });
    const { port } = await listen([uploadRoute(() => arrived(), tell)]);
    const socket = await open(port);
    socket.write(`${head(1000)}a,b\n`);
    await first;
    socket.destroy();
    expect(await outcome).toBeInstanceOf(Error);
  });

  it('of many chunks arrives whole', async () => {
    const { port } = await listen([
      uploadRoute(
        () => {},
        () => {},
      ),
    ]);
    const size = 3 * 1024 * 1024 + 17;
    const reply = await fetch(`http://127.0.0.1:${port}/api/v1/batches`, {
      method: 'POST',
      headers: { authorization: 'Bearer x', 'content-type': 'text/csv' },
      body: Buffer.alloc(size, 'x'),
    });
    expect(await reply.json()).toEqual({ bytes: size });
  });
});

describe('closing', () => {
  it('lets the request under way finish and then accepts no more', async () => {
    let entered: () => void = () => {};
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    let finish: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const slow = defineRoute({
      method: 'GET',
      path: '/api/slow',
      permission: 'public',
      summary: '慢',
      response: { 200: Type.Object({ done: Type.Boolean() }) },
      handler: async () => {
        entered();
        await held;
        return { done: true };
      },
    });
    const { app, port } = await listen([slow]);
    const reply = fetch(`http://127.0.0.1:${port}/api/slow`);
    await inside;
    const closed = app.close();
    finish();
    expect(await (await reply).json()).toEqual({ done: true });
    await closed;
    await expect(fetch(`http://127.0.0.1:${port}/api/slow`)).rejects.toThrow();
  });
});
