/**
 * The provable audit log 审计日志 and the publication events 存证 in it.
 *
 * For everybody (`security: []`), addresses begin with /api/v1/audit:
 *
 *   GET  /checkpoints?before=&limit=     CheckpointPage, newest first
 *   GET  /checkpoints/latest             CheckpointView, 404 while nothing is sealed
 *   GET  /checkpoints/{block}            CheckpointView
 *   GET  /checkpoints/{block}/note       the signed note (C2SP) as text
 *   GET  /keys                           VerifierKeyView[], the present one last
 *   GET  /consistency?from=&to=          ConsistencyView: block `to` grew out of block `from`
 *   GET  /publications/{code}/{record}   PublicationProof: the file that `xinheng audit check-proof` checks
 *
 * For officers:
 *
 *   GET  /entries/{entry}/proof          audit.read    EntryProofView; 409 while the entry waits for its seal
 *   POST /verifications                  audit.verify  VerificationRequest → 202 { verificationId }
 *   GET  /verifications                  audit.verify  Verification[], newest first
 *   GET  /verifications/{id}             audit.verify  Verification; poll while waiting or running
 */

export interface CheckpointView {
  block: number;
  /** Leaves are counted anew in each volume. */
  volume: number;
  /** Leaves of the volume up to and with this block. */
  size: number;
  /** By this hash the next block names this one; 64 hex digits. */
  hash: string;
  sealedAt: string;
  /** The signed note, as it is published and kept. */
  note: string;
}

export interface CheckpointPage {
  checkpoints: CheckpointView[];
  /** `before` of the next page; absent on the last. */
  next?: number;
}

export interface VerifierKeyView {
  /** `name+id+base64`, what `--key` takes. */
  key: string;
  /** To be compared with the one that the authority has published. */
  fingerprint: string;
  /** The first block that the key signs. */
  fromBlock: number;
}

export interface ConsistencyView {
  format: 'xinheng-consistency/1';
  origin: string;
  first: string;
  second: string;
  path: string[];
}

export interface EntryProofView {
  format: 'xinheng-proof/1';
  entry: number;
  leaf: string;
  block: number;
  volume: number;
  index: number;
  size: number;
  path: string[];
  checkpoint: string;
}

/** 公示 · 更正 · 撤下. */
export type PublicationEventName = 'published' | 'amended' | 'withdrawn';

/** Proof of one publication event: the leaf in its batch, the batch's entry in the log, the log's signed checkpoint. */
export interface PublicationProof {
  format: 'xinheng-publication/1';
  /**
   * JSON array: format, event, subject, record, version, item, department, moment, shown from and until, SHA-256 of
   * `content`, salted SHA-256 of what is hidden or masked (null when nothing is).
   */
  leaf: string;
  /** The fields that everybody is shown in full, as the text that was hashed. */
  content: string;
  /** Place among the leaves of the batch, from 0, and how many there are. */
  index: number;
  size: number;
  path: string[];
  entry: EntryProofView;
}

export interface VerificationRequest {
  /** Signatures of blocks that others cover are not verified one by one. */
  quick?: boolean;
  /** Checkpoints that somebody outside has kept: notes, or the JSON of this interface. */
  against?: string[];
}

export interface VerificationFinding {
  kind: string;
  block: number;
  entry: number | null;
  message: string;
}

export interface Verification {
  verificationId: string;
  state: 'waiting' | 'running' | 'done' | 'failed';
  quick: boolean;
  requestedBy: string;
  requestedAt: string;
  finishedAt: string | null;
  /** Entries read, and about how many there are. */
  progress: number;
  total: number;
  /** Null until done. */
  whole: boolean | null;
  blocks: number | null;
  unsealed: number | null;
  /** Kept checkpoints that the log was held against. */
  against: number;
  findings: VerificationFinding[];
  message: string | null;
}
