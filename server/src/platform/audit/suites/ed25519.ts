import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, sign, verify } from 'node:crypto';
import type { Suite } from './suite.ts';

// RFC 8410: what stands before the 32 bytes of a key in PKCS #8 and SubjectPublicKeyInfo.
const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** Ed25519 (RFC 8032) over SHA-256 trees; keys are the 32 bytes of the RFC. */
export const ed25519: Suite = {
  name: 'ed25519-sha256',
  digest: (data) => hash('sha256', data, 'buffer'),
  marker: Buffer.of(0x01),
  publicKeyBytes: 32,
  generate() {
    const pair = generateKeyPairSync('ed25519');
    return {
      privateKey: pair.privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(privatePrefix.length),
      publicKey: pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(publicPrefix.length),
    };
  },
  sign({ privateKey }, message) {
    const key = createPrivateKey({ key: Buffer.concat([privatePrefix, privateKey]), format: 'der', type: 'pkcs8' });
    return sign(null, message, key);
  },
  verify(publicKey, message, signature) {
    try {
      const key = createPublicKey({ key: Buffer.concat([publicPrefix, publicKey]), format: 'der', type: 'spki' });
      return verify(null, message, key, signature);
    } catch {
      return false;
    }
  },
};
