/** 审计日志: every write and every look at what is not public, in the transaction of what it tells of. */
export { type AuditEntry, audit, auditMany } from './entry.ts';
export { canonicalJson, fingerprint } from './fingerprint.ts';
