import { hash } from 'node:crypto';
import { sm2 as curve } from 'sm-crypto-v2';
import type { Suite } from './suite.ts';

/** GB/T 32918.2 with the signer's identity that GM/T 0009 prescribes where none was agreed upon. */
const identity = '1234567812345678';

/** SM2 signatures (r ‖ s, 64 bytes) over SM3 trees; public keys are 04 ‖ x ‖ y. */
export const sm2: Suite = {
  name: 'sm2-sm3',
  digest: (data) => hash('sm3', data, 'buffer'),
  // 0xff: an algorithm that C2SP has not numbered is told apart by a name of its own.
  marker: Buffer.concat([Buffer.of(0xff), Buffer.from('xinheng sm2-sm3')]),
  publicKeyBytes: 65,
  generate() {
    const pair = curve.generateKeyPairHex();
    return {
      privateKey: Buffer.from(pair.privateKey.padStart(64, '0'), 'hex'),
      publicKey: Buffer.from(pair.publicKey, 'hex'),
    };
  },
  sign({ privateKey, publicKey }, message) {
    const options = { hash: true, publicKey: publicKey.toString('hex'), userId: identity };
    return Buffer.from(curve.doSignature(Uint8Array.from(message), privateKey.toString('hex'), options), 'hex');
  },
  verify(publicKey, message, signature) {
    if (signature.length !== 64) return false;
    try {
      return curve.doVerifySignature(
        Uint8Array.from(message),
        Buffer.from(signature).toString('hex'),
        publicKey.toString('hex'),
        { hash: true, userId: identity },
      );
    } catch {
      return false;
    }
  },
};
