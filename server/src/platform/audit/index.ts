import type { Tx } from '../db/index.ts';

/** One line of the audit log 审计日志. `actor` comes from `actorOf(viewer)`; never put personal data into `details`. */
export type AuditEntry = {
  actor: string;
  /** What was done: `module.verb`, such as `exchange.import`. */
  action: string;
  department?: string;
  /** What it was done to: `batch:12`, `token:ab12…`. */
  object?: string;
  subjectCode?: string;
  reason?: string;
  details?: Record<string, unknown>;
};

/** Appends an entry inside the transaction of the change that it tells of: both are kept, or neither. */
export async function audit(tx: Tx, entry: AuditEntry): Promise<void> {
  await tx.client.query(
    `insert into platform.audit_entry (actor, department, action, object, subject_code, reason, details)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      entry.actor,
      entry.department ?? null,
      entry.action,
      entry.object ?? null,
      entry.subjectCode ?? null,
      entry.reason ?? null,
      JSON.stringify(entry.details ?? {}),
    ],
  );
}
