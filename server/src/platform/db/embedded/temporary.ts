import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { binariesFor, binariesIn } from './binaries.ts';
import { addressOf, type Cluster, connectOrStart, initialise, ownedFolder, stopServer } from './cluster.ts';
import { serviceUser } from './service-user.ts';

export type TemporaryServer = { url(database: string): string; stop(): Promise<void> };

const prefix = 'xinheng-temporary-';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}

async function clusterIn(folder: string, installation?: string): Promise<Cluster> {
  const user = await serviceUser();
  return {
    binaries: installation ? await binariesIn(installation) : await binariesFor(user, () => {}),
    user,
    folder: path.join(folder, 'data'),
    socketFolder: path.join(folder, 'run'),
    log: path.join(folder, 'log'),
    password: randomBytes(18).toString('base64url'),
    // Nothing here outlives the process, so durability would only cost time.
    settings: [
      'fsync=off',
      'synchronous_commit=off',
      'full_page_writes=off',
      'shared_buffers=128MB',
      'max_connections=200',
    ],
  };
}

/** Servers whose starter was killed are stopped and their folders removed. */
async function sweep(): Promise<void> {
  for (const name of await readdir(os.tmpdir())) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN;
    if (!(pid > 0) || isAlive(pid)) continue;
    const folder = path.join(os.tmpdir(), name);
    await clusterIn(folder)
      .then(stopServer)
      .catch(() => {});
    await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}

/**
 * A PostgreSQL of its own in the system's temporary folder, for tests and for `npm run schema`: not durable, gone
 * after `stop()`. Leftovers of killed runs are cleared away on the next start. `installation` names another PostgreSQL than ours, such as
 * /usr/lib/postgresql/15.
 */
export async function startTemporaryServer(installation?: string): Promise<TemporaryServer> {
  await sweep();
  const folder = await mkdtemp(path.join(os.tmpdir(), `${prefix}${process.pid}-`));
  await chmod(folder, 0o755);
  const cluster = await clusterIn(folder, installation);
  await ownedFolder(cluster.socketFolder, cluster.user);
  await ownedFolder(path.dirname(cluster.folder), cluster.user);
  await initialise(cluster);
  const keeper = await connectOrStart(cluster);
  await keeper.end();
  return {
    url: (database) => addressOf(cluster, database),
    async stop() {
      await stopServer(cluster);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
