import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { XinhengError } from '../../errors/index.ts';
import { binariesFor, systemFolder } from './binaries.ts';
import { type Cluster, ownedFolder } from './cluster.ts';
import { type ServiceUser, serviceUser, succeedsAs } from './service-user.ts';

/** What `<data>/xinheng.json` holds. Only its owner may read it: it has the superuser's password. */
type Marker = {
  product: 'xinheng';
  format: 1;
  password: string;
  /** Where the database lies when the service user could not reach the data folder itself. */
  relocatedTo?: string;
};

const markerName = 'xinheng.json';

function unusable(message: string, cause: unknown): XinhengError {
  return new XinhengError('store-unreachable', { message, cause });
}

async function readMarker(folder: string): Promise<Marker | undefined> {
  let text: string;
  try {
    text = await readFile(path.join(folder, markerName), 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw unusable(
      `数据目录 ${folder} 由另一个系统用户建立，当前用户无权读取；请用原用户启动，或另设 XINHENG_DATA。`,
      error,
    );
  }
  const marker = JSON.parse(text) as Partial<Marker>;
  if (marker.product !== 'xinheng' || marker.format !== 1 || typeof marker.password !== 'string') {
    throw new XinhengError('store-newer', `数据目录 ${folder} 的格式不是本版本程序所认识的，请改用新版本程序。`);
  }
  return marker as Marker;
}

async function writeMarker(folder: string, marker: Marker): Promise<void> {
  const file = path.join(folder, markerName);
  await writeFile(`${file}.new`, `${JSON.stringify(marker, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** The marker of the folder, made on first use. A folder with other people's things in it is `store-foreign`. */
async function claim(folder: string): Promise<Marker> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw unusable(`无法建立数据目录 ${folder}，请检查权限，或用 XINHENG_DATA 指定可写的目录。`, error);
  }
  const existing = await readMarker(folder);
  if (existing) return existing;
  const names = (await readdir(folder)).filter(
    // A bench or a second city may keep its own data folder inside ours.
    (name) => name !== `${markerName}.new` && !existsSync(path.join(folder, name, markerName)),
  );
  if (names.length > 0) {
    throw new XinhengError(
      'store-foreign',
      `数据目录 ${folder} 中已有不属于信衡的内容（如 ${names[0]}），请用 XINHENG_DATA 指定一个空目录。`,
    );
  }
  const marker: Marker = { product: 'xinheng', format: 1, password: randomBytes(24).toString('base64url') };
  try {
    await writeMarker(folder, marker);
  } catch (error) {
    throw unusable(`数据目录 ${folder} 不可写，请检查权限，或用 XINHENG_DATA 指定可写的目录。`, error);
  }
  return marker;
}

/** Root runs the database as whoever owns it already, so that a folder made by an ordinary user stays his. */
async function userFor(home: string): Promise<ServiceUser | undefined> {
  const user = await serviceUser();
  if (!user) return undefined;
  const owner = await stat(path.join(home, 'postgres')).catch(() => undefined);
  return owner && owner.uid !== 0 ? { name: `#${owner.uid}`, uid: owner.uid, gid: owner.gid } : user;
}

/** The folder beside the data folder, or under /var/lib/xinheng, in which the service user can work. */
async function homeFor(folder: string, marker: Marker, notice: (line: string) => void): Promise<string> {
  if (marker.relocatedTo) return marker.relocatedTo;
  const user = await userFor(folder);
  if (await succeedsAs(user, 'test', ['-x', folder])) return folder;
  // The password is drawn anew with each data folder, so a folder deleted and made again does not meet its old database.
  const home = path.join(
    systemFolder,
    createHash('sha256')
      .update(folder + marker.password)
      .digest('hex')
      .slice(0, 12),
  );
  try {
    await mkdir(home, { recursive: true, mode: 0o755 });
  } catch (error) {
    throw unusable(
      `用户 ${user?.name} 无法进入数据目录 ${folder}，也无法建立 ${home}；请用 XINHENG_DATA 指定该用户可进入的目录（例如 /srv/xinheng），或改用普通用户启动。`,
      error,
    );
  }
  notice(`PostgreSQL 不能以 root 运行，而用户 ${user?.name} 无法进入 ${folder}，数据库文件改存于 ${home}。`);
  await writeMarker(folder, { ...marker, relocatedTo: home });
  return home;
}

/** Unix socket addresses end after 107 bytes; from a deep folder the socket moves to the temporary folder. */
function socketFolderOf(home: string): string {
  const beside = path.join(home, 'run');
  if (Buffer.byteLength(beside) <= 85) return beside;
  return path.join(os.tmpdir(), `xinheng-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`);
}

/**
 * Claims the data folder and says how to run the cluster in it. `notice` is told, in Chinese, what was moved elsewhere.
 * Errors: `store-foreign`, `store-newer`, `store-unreachable`.
 */
export async function clusterOf(dataFolder: string, notice: (line: string) => void): Promise<Cluster> {
  const marker = await claim(dataFolder);
  // PostgreSQL names its folder without symbolic links, and stale pid files are told by that name.
  const folder = await realpath(dataFolder);
  const home = await homeFor(folder, marker, notice);
  const user = await userFor(home);
  const socketFolder = socketFolderOf(home);
  await ownedFolder(socketFolder, user);
  return {
    binaries: await binariesFor(user, notice),
    user,
    folder: path.join(home, 'postgres'),
    socketFolder,
    log: path.join(folder, 'postgres.log'),
    password: marker.password,
  };
}
