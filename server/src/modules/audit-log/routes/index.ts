import type { Db, Tx } from '../../../platform/db/index.ts';
import type { Route } from '../../../platform/http/index.ts';
import { checkpointRoutes } from './checkpoints.ts';
import { officerRoutes } from './officers.ts';

export interface AuditLogContext {
  db: Db;
  /** Queues the job of a verification. */
  enqueueVerification: (tx: Tx, verificationId: string) => Promise<unknown>;
}

/** Checkpoints, keys and consistency for everybody; proofs of entries and verification for officers. */
export function auditLogRoutes(context: AuditLogContext): Route[] {
  return [...checkpointRoutes(context), ...officerRoutes(context)];
}
