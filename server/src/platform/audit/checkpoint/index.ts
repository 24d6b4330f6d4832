/** Checkpoints 检查点 and the keys that sign them, as text. Pure. */
export {
  blockHash,
  type Checkpoint,
  type OpenedNote,
  openNote,
  originOf,
  type Place,
  signCheckpoint,
} from './checkpoint.ts';
export { keyFingerprint, parseVerifierKey, type VerifierKey, verifierKey } from './verifier-key.ts';
