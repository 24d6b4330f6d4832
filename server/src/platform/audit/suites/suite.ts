import type { Digest } from '../merkle/index.ts';

export const suiteNames = ['ed25519-sha256', 'sm2-sm3'] as const;
export type SuiteName = (typeof suiteNames)[number];

export type KeyPair = { privateKey: Buffer; publicKey: Buffer };

/** A way to hash and to sign. A log keeps the digest of the suite it began with; another digest begins a new volume. */
export type Suite = {
  name: SuiteName;
  digest: Digest;
  /** What stands before the public key in a verifier key (C2SP signed-note: the algorithm's byte, and what it asks for). */
  marker: Buffer;
  publicKeyBytes: number;
  generate(): KeyPair;
  sign(key: KeyPair, message: Uint8Array): Buffer;
  /** False for whatever is no signature of this key over this message; never throws. */
  verify(publicKey: Buffer, message: Uint8Array, signature: Uint8Array): boolean;
};
