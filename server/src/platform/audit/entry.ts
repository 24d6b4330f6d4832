import type { Tx } from '../db/index.ts';
import { XinhengError } from '../errors/index.ts';

/** One line of the audit log 审计日志. Spread `whoIs(viewer)` into it; never put personal data into `details`. */
export type AuditEntry = {
  /** Who did it, as `person:12`, `token:ab12…`, `operator:name`, `public`. */
  actor: string;
  /** What was done: `module.verb`, such as `exchange.import`. */
  action: string;
  /** The number of the person behind the actor. */
  person?: string | undefined;
  /** The person's name on that day. */
  name?: string | undefined;
  role?: string | undefined;
  /** Code of the organisation that it was done for. */
  department?: string | undefined;
  post?: string | undefined;
  /** Code of the matter 应用事项 that the look was taken for, and what the person added to it. */
  purpose?: string | undefined;
  purposeNote?: string | undefined;
  /** What it was done to: `batch:12`, `token:ab12…`. */
  object?: string | undefined;
  subjectCode?: string | undefined;
  reason?: string | undefined;
  /** `fingerprint` of the object's state before and after. */
  beforeHash?: string | undefined;
  afterHash?: string | undefined;
  /** The client's network address. */
  address?: string | undefined;
  requestId?: string | undefined;
  details?: Record<string, unknown> | undefined;
};

/** Columns in the order of `valuesOf`, with the type that `auditMany` unpacks them to. */
const columns = [
  ['actor', 'text'],
  ['person', 'text'],
  ['name', 'text'],
  ['role', 'text'],
  ['department', 'text'],
  ['post', 'text'],
  ['action', 'text'],
  ['object', 'text'],
  ['subject_code', 'text'],
  ['reason', 'text'],
  ['purpose', 'text'],
  ['purpose_note', 'text'],
  ['before_hash', 'text'],
  ['after_hash', 'text'],
  ['address', 'text'],
  ['request_id', 'text'],
  ['details', 'jsonb'],
] as const;

const names = columns.map(([name]) => name).join(', ');

function valuesOf(entry: AuditEntry): (string | null)[] {
  return [
    entry.actor,
    entry.person ?? null,
    entry.name ?? null,
    entry.role ?? null,
    entry.department ?? null,
    entry.post ?? null,
    entry.action,
    entry.object ?? null,
    entry.subjectCode ?? null,
    entry.reason ?? null,
    entry.purpose ?? null,
    entry.purposeNote ?? null,
    entry.beforeHash ?? null,
    entry.afterHash ?? null,
    entry.address ?? null,
    entry.requestId ?? null,
    JSON.stringify(entry.details ?? {}),
  ];
}

const placeholders = columns.map((_, at) => `$${at + 1}`).join(', ');

/**
 * Says of entries just written whether they may stand: not when sealing has fallen behind too far, and not when they come
 * to lie before what is sealed (the store was restored into a server with lower transaction numbers and not opened anew).
 */
const judged = (insert: string) => `
  with written as (${insert} returning era, written_by, entry_id)
  select coalesce((select e.at from platform.audit_entry e
                    where (e.era, e.written_by, e.entry_id) > (s.era, s.transaction, s.entry)
                    order by e.era, e.written_by, e.entry_id limit 1)
                  < clock_timestamp() - make_interval(secs => s.stall_seconds), false) as stalled,
         coalesce((select min(w.entry_id) from written w
                    where (w.era, w.written_by, w.entry_id) <= (s.era, s.transaction, s.entry)), 0) <> 0 as misplaced,
         (select min(entry_id) from written) as entry
    from platform.audit_seal s`;

/** The same of one entry, asked while it is written: a third cheaper than `judged`, and most writes have one entry. */
const judgedAlone = (insert: string) => `
  ${insert}
  returning entry_id as entry,
    (era, written_by, entry_id) <= (select s.era, s.transaction, s.entry from platform.audit_seal s) as misplaced,
    (select o.at from platform.audit_seal s cross join lateral (
                select e.at from platform.audit_entry e
                 where (e.era, e.written_by, e.entry_id) > (s.era, s.transaction, s.entry)
                 order by e.era, e.written_by, e.entry_id limit 1) o
               where o.at < clock_timestamp() - make_interval(secs => s.stall_seconds)) is not null as stalled`;

type Judgement = { stalled: boolean; misplaced: boolean; entry: number };

function demandStanding(judgement: Judgement | undefined): void {
  if (judgement?.stalled === false && !judgement.misplaced) return;
  throw new XinhengError(
    'audit-stalled',
    judgement?.stalled === false
      ? '数据库的事务编号早于已封存的审计日志，请重新启动服务后再试。'
      : '审计日志长时间未能封存，已暂停一切写入。请系统管理员检查封存任务与签名密钥。',
  );
}

/**
 * Appends an entry inside the transaction of the change that it tells of: both are kept, or neither.
 * @returns the entry's number
 * @throws XinhengError audit-stalled when entries have waited too long to be sealed; the change must not happen then
 */
export async function audit(tx: Tx, entry: AuditEntry): Promise<number> {
  const { rows } = await tx.client.query<Judgement>({
    name: 'audit',
    text: judgedAlone(`insert into platform.audit_entry (${names}) values (${placeholders})`),
    values: valuesOf(entry),
  });
  demandStanding(rows[0]);
  return Number(rows[0]?.entry);
}

/** `audit` for what is done to set the sealing itself going again. */
export async function appendUnchecked(tx: Tx, entry: AuditEntry): Promise<void> {
  await tx.client.query(`insert into platform.audit_entry (${names}) values (${placeholders})`, valuesOf(entry));
}

/** `audit` for many entries in one statement, in the order given. */
export async function auditMany(tx: Tx, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map(valuesOf);
  const judgement = await tx.client.query<Judgement>({
    name: 'audit many',
    text: judged(`insert into platform.audit_entry (${names})
           select ${names} from unnest(${columns.map(([, type], at) => `$${at + 1}::${type}[]`).join(', ')})
             with ordinality as e(${names}, place)
            order by place`),
    values: columns.map((_, at) => rows.map((row) => row[at])),
  });
  demandStanding(judgement.rows[0]);
}
