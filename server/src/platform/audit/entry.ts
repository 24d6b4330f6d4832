import type { Tx } from '../db/index.ts';

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

/** Appends an entry inside the transaction of the change that it tells of: both are kept, or neither. */
export async function audit(tx: Tx, entry: AuditEntry): Promise<void> {
  await tx.client.query({
    name: 'audit',
    text: `insert into platform.audit_entry (${names}) values (${columns.map((_, at) => `$${at + 1}`).join(', ')})`,
    values: valuesOf(entry),
  });
}

/** `audit` for many entries in one statement, in the order given. */
export async function auditMany(tx: Tx, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map(valuesOf);
  await tx.client.query({
    name: 'audit many',
    text: `insert into platform.audit_entry (${names})
           select ${names} from unnest(${columns.map(([, type], at) => `$${at + 1}::${type}[]`).join(', ')})
             with ordinality as e(${names}, place)
            order by place`,
    values: columns.map((_, at) => rows.map((row) => row[at])),
  });
}
