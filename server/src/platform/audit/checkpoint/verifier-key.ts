/** Public keys as one line of text (C2SP signed-note): `name+hash+base64(marker ‖ key)`. The line is the key's identity. */
import { hash } from 'node:crypto';
import { allSuites, type Suite } from '../suites/index.ts';

export type VerifierKey = {
  /** The line itself. */
  text: string;
  /** The origin of the log volume that it signs. */
  name: string;
  /** First four bytes of SHA-256 over name and key: what a signature line begins with. */
  id: Buffer;
  suite: Suite;
  publicKey: Buffer;
};

function idOf(name: string, material: Buffer): Buffer {
  const hashed = hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), material]), 'buffer');
  return hashed.subarray(0, 4);
}

/** The verifier key of a public key. */
export function verifierKey(name: string, suite: Suite, publicKey: Buffer): VerifierKey {
  const material = Buffer.concat([suite.marker, publicKey]);
  const id = idOf(name, material);
  return { text: `${name}+${id.toString('hex')}+${material.toString('base64')}`, name, id, suite, publicKey };
}

/** Reads a verifier key; undefined when it is none, or of a suite that this program does not know. */
export function parseVerifierKey(text: string): VerifierKey | undefined {
  const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(text) ?? [];
  if (name === undefined || encoded === undefined) return undefined;
  const material = Buffer.from(encoded, 'base64');
  const suite = allSuites.find(
    ({ marker, publicKeyBytes }) =>
      material.length === marker.length + publicKeyBytes && material.subarray(0, marker.length).equals(marker),
  );
  if (suite === undefined) return undefined;
  const key = verifierKey(name, suite, material.subarray(suite.marker.length));
  return key.text === text && key.id.toString('hex') === id ? key : undefined;
}

/** SHA-256 over the line, in groups of four: what two people compare over the telephone. */
export function keyFingerprint(text: string): string {
  return (hash('sha256', text, 'hex').slice(0, 32).match(/.{4}/g) ?? []).join(' ');
}
