/** 审计日志: every write and every look at what is not public, in the transaction of what it tells of; sealed and provable. */
export { type Act, actsOn } from './about.ts';
export { type AuditEntry, audit, auditMany } from './entry.ts';
export { canonicalJson, fingerprint } from './fingerprint.ts';
export { heldKey, type KeyPlace } from './seal/key-files.ts';
export { acceptRestore, createSealer, makeNextKey, type Sealer, type SealerOptions, sealAll } from './seal/sealer.ts';
export { beginEra, readSealState } from './seal/store.ts';
export { type Suite, type SuiteName, suiteNamed, suiteNames } from './suites/index.ts';
