import { createHash } from 'node:crypto';

/** SHA-256 of the data: publication trees know no other suite. */
export function sha256(data: Uint8Array): Buffer {
  return createHash('sha256').update(data).digest();
}
