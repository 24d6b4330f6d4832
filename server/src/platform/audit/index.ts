/** 审计日志: every write and every look at what is not public, in the transaction of what it tells of; sealed and provable. */
export { type Act, actsOn } from './about.ts';
export { keyFingerprint, type OpenedNote, openNote } from './checkpoint/index.ts';
export { type AuditEntry, audit, auditMany } from './entry.ts';
export { canonicalJson, fingerprint } from './fingerprint.ts';
export { type CheckedProof, checkProof } from './proof/check.ts';
export { type ConsistencyProof, type EntryProof, proveConsistency, proveEntry } from './proof/prove.ts';
export { checkPublication } from './publication/check.ts';
export {
  keepPublication,
  type Publication,
  type PublicationPlace,
  type PublicationProof,
  provePublication,
} from './publication/index.ts';
export { heldKey, type KeyPlace, lastSealed } from './seal/key-files.ts';
export { acceptRestore, createSealer, makeNextKey, type Sealer, type SealerOptions, sealAll } from './seal/sealer.ts';
export {
  type Block,
  beginEra,
  readBlocks,
  readBlocksBefore,
  readLastBlock,
  readSealState,
  readSigningKeys,
} from './seal/store.ts';
export { type Suite, type SuiteName, suiteNamed } from './suites/index.ts';
export type { Finding, FindingKind, Report } from './verify/findings.ts';
export { parseHeld } from './verify/held.ts';
export { ownMemory } from './verify/memory.ts';
export { isVerifierKey, type VerifyOptions, verifyLog } from './verify/run.ts';
export {
  endVerification,
  insertVerification,
  noteVerification,
  readVerification,
  readVerifications,
  type VerificationRun,
  verificationUnderWay,
} from './verify/runs.ts';
