/**
 * The system page 系统运行 and what administrators tell officers: JSON under /api/v1 with the session cookie. Reading
 * wants `system.read`, doing `system.operate`; notices `notices.publish`; the audit log `audit.read`.
 *
 *   GET  /system                              SystemOverview
 *   GET  /system/jobs                         JobKind[]
 *   GET  /system/storage                      Storage
 *   GET  /system/calendar                     WorkingCalendar
 *   GET  /system/calendar/{year}              CalendarYearDays
 *   PUT  /system/calendar/{year}              the file itself, text/csv or application/yaml → CalendarYear
 *   POST /notices                             NewNotice → { noticeId }
 *   POST /notices/{noticeId}/withdraw         204
 *   GET  /notices/unread                      { count }
 *   GET  /exports · /exports/{id} · /exports/{id}/file      listing.ts
 *
 * Lists (listing.ts): `jobs` (one row a job; bulk actions `retry` and `discard` on what was given up; one job is a bulk
 * of one), `exports`, `notices` (bulk action `withdraw`), `audit`.
 */
import type { NamedCode } from './workbench.ts';

export type WarningLevel = 'warning' | 'bad';

/** Something an administrator should see to, in a Chinese sentence. */
export interface SystemWarning {
  level: WarningLevel;
  text: string;
  /** Address inside the workbench, without `/workbench`. */
  link?: string;
}

/** `GET /system`. */
export interface SystemOverview {
  versions: {
    program: string;
    node: string;
    database: string;
    migrationsApplied: number;
    migrationsKnown: number;
    /** The catalogue edition in force. */
    catalogue: string;
  };
  city: NamedCode;
  practice: boolean;
  /** When this process began. */
  startedAt: string;
  /** Bytes of memory of this process. */
  memory: number;
  warnings: SystemWarning[];
  followers: Follower[];
}

/** A reader of the events, and how far it is behind. */
export interface Follower {
  name: string;
  title: string;
  /** Events not read yet, counted up to 10,000. */
  behind: number;
  lagSeconds: number;
  /** Since when it fails, and at what. */
  failedAt?: string;
  failure?: string;
}

/** A kind of background job. */
export interface JobKind {
  name: string;
  title: string;
  waiting: number;
  running: number;
  /** Given up after the last try: 死信. */
  failed: number;
  done: number;
  /** Cron expression, Asia/Shanghai; absent when it runs on demand only. */
  cron?: string;
  lastDoneAt?: string;
  /** False for jobs of a former program that nobody works any more. */
  worked: boolean;
}

export interface Storage {
  databaseBytes: number;
  /** The largest first. */
  tables: { name: string; title?: string; rows: number; bytes: number; indexBytes: number }[];
  /** What lies in the data folder beside the database. */
  folders: { name: string; title: string; files: number; bytes: number }[];
  disk: { free: number; total: number };
}

export interface CalendarYear {
  year: number;
  /** The notice of the State Council that it is from. */
  source: string;
  /** Days that differ from Monday to Friday. */
  exceptions: number;
}

export interface WorkingCalendar {
  years: CalendarYear[];
  /** The next year that has not been entered. */
  nextMissing: number;
  /** The sentence to show while that year is near, or already here. */
  warning?: SystemWarning;
}

export interface CalendarYearDays extends CalendarYear {
  days: { day: string; working: boolean; name: string }[];
}

export type NoticeAudience = 'city' | 'region' | 'organisation' | 'role';

/** `POST /notices`. */
export interface NewNotice {
  title: string;
  /** Plain text. */
  body: string;
  /** Address inside the workbench, without `/workbench`. */
  link?: string;
  audience: NoticeAudience;
  /** Code of the region, organisation or role; absent for the city. */
  audienceCode?: string;
}
