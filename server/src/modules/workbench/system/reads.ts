/** What the system page shows, read from the store, the queue and the disk. */
import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  Follower,
  JobKind,
  Storage,
  SystemOverview,
  SystemWarning,
  WorkingCalendar,
} from '@xinheng/contracts/system.ts';
import { businessToday, enteredYears, yearWarning } from '../../../platform/calendar/index.ts';
import { programVersion } from '../../../platform/config/index.ts';
import type { Queryable } from '../../../platform/db/index.ts';
import { consumerStatus } from '../../../platform/events/index.ts';
import { databaseBytes, storeVersions, tableSizes } from '../store/system.ts';
import type { SystemContext } from './context.ts';
import { followerTitles, jobTitles } from './titles.ts';

const startedAt = new Date().toISOString();
const folderTitles = { uploads: '报送的文件', exports: '导出的文件' };
/** Below this share of free space somebody should look. */
const littleSpace = 0.1;
const longLagSeconds = 300;

/** Every kind of background job. */
export async function jobKinds({ jobs }: SystemContext): Promise<JobKind[]> {
  const kinds = await jobs.summary();
  return kinds.map(({ cron, lastDoneAt, ...kind }) => ({
    ...kind,
    title: jobTitles[kind.name] ?? kind.name,
    ...(cron !== null && { cron }),
    ...(lastDoneAt !== null && { lastDoneAt }),
  }));
}

/** Readers of the events: those with a place in the store, and those in this process that fail. */
export async function followersOf({ db, followerFailures }: SystemContext): Promise<Follower[]> {
  const stored = (await consumerStatus(db.pool)).map(({ name, failedAt, failure, behind, lagSeconds }) => ({
    ...{ name, title: followerTitles[name] ?? name, behind, lagSeconds: Math.round(lagSeconds) },
    ...(failedAt !== null && { failedAt }),
    ...(failure !== null && { failure }),
  }));
  const failing = [...followerFailures()].map(([name, failure]) => ({
    ...{ name, title: followerTitles[name] ?? name, behind: 0, lagSeconds: 0, failure },
  }));
  return [...stored, ...failing];
}

async function freeSpace(folder: string): Promise<Storage['disk']> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { free: bavail * bsize, total: blocks * bsize };
}

/** Sizes of the tables, of the folders beside them, and what is left on the disk. */
export async function storageOf({ db, dataFolder }: SystemContext): Promise<Storage> {
  const folders = Object.entries(folderTitles).map(async ([name, title]) => {
    const sizes = await Promise.all(
      (await readdir(join(dataFolder, name)).catch(() => [])).map((file) =>
        // One that goes while we look has no size any more.
        stat(join(dataFolder, name, file)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
    );
    return { name, title, files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
  });
  return {
    databaseBytes: await databaseBytes(db.pool),
    tables: await tableSizes(db.pool),
    folders: await Promise.all(folders),
    disk: await freeSpace(dataFolder),
  };
}

/** The years that have been entered, and the warning about the one that has not. */
export async function calendarOf(q: Queryable): Promise<WorkingCalendar> {
  const years = await enteredYears(q);
  const said = yearWarning(
    years.map(({ year }) => year),
    businessToday(),
  );
  const { nextMissing, level, text } = said;
  return {
    years,
    nextMissing,
    ...(level !== undefined && text !== undefined && { warning: { level, text, link: '/system/calendar' } }),
  };
}

/** The first page: versions, followers, and what an administrator should see to. */
export async function overviewOf(context: SystemContext): Promise<SystemOverview> {
  const { db, city, migrations, practice } = context;
  const { database, applied } = await storeVersions(db.pool);
  const followers = await followersOf(context);
  return {
    versions: {
      ...{ program: programVersion, node: process.version, database },
      ...{ migrationsApplied: applied, migrationsKnown: migrations, catalogue: city.catalogue.edition },
    },
    city: { code: city.code, name: city.name },
    practice,
    startedAt,
    memory: process.memoryUsage.rss(),
    warnings: await warningsOf(context, { followers, applied }),
    followers,
  };
}

async function warningsOf(
  context: SystemContext,
  { followers, applied }: { followers: Follower[]; applied: number },
): Promise<SystemWarning[]> {
  const { db, dataFolder, migrations } = context;
  const warnings: SystemWarning[] = [];
  const { warning } = await calendarOf(db.pool);
  if (warning) warnings.push(warning);
  const failed = (await jobKinds(context)).reduce((sum, kind) => sum + kind.failed, 0);
  const link = '/lists/jobs?f.state=failed';
  if (failed > 0)
    warnings.push({ level: 'warning', text: `有 ${failed} 个后台任务多次失败后停下，请查看原因。`, link });
  for (const { title, failure, lagSeconds } of followers) {
    if (failure !== undefined) warnings.push({ level: 'bad', text: `“${title}”出错，后续处理停在原处。` });
    else if (lagSeconds > longLagSeconds)
      warnings.push({ level: 'warning', text: `“${title}”落后 ${Math.round(lagSeconds / 60)} 分钟。` });
  }
  const { free, total } = await freeSpace(dataFolder);
  if (free < total * littleSpace)
    warnings.push({ level: 'bad', text: `数据目录所在磁盘只剩 ${Math.floor((free / total) * 100)}% 的空间。` });
  if (applied !== migrations)
    warnings.push({ level: 'bad', text: `数据库结构执行了 ${applied} 个迁移，程序需要 ${migrations} 个。` });
  return warnings;
}
