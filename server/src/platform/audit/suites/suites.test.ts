import { sm2 as curve } from 'sm-crypto-v2';
import { describe, expect, it } from 'vitest';
import { allSuites, type Suite, suiteNamed } from './index.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const of = (name: string) => suiteNamed(name) as Suite;

describe.each(allSuites.map((suite) => [suite.name, suite] as const))('%s', (_name, suite) => {
  it('verifies what it signed, and nothing else', () => {
    const pair = suite.generate();
    const other = suite.generate();
    expect(pair.privateKey).toHaveLength(32);
    expect(pair.publicKey).toHaveLength(suite.publicKeyBytes);
    const message = Buffer.from('信衡 checkpoint\n');
    const signature = suite.sign(pair, message);
    expect(signature).toHaveLength(64);
    expect(suite.verify(pair.publicKey, message, signature)).toBe(true);
    expect(suite.verify(other.publicKey, message, signature)).toBe(false);
    expect(suite.verify(pair.publicKey, Buffer.from('信衡 checkpoint'), signature)).toBe(false);
    for (const at of [0, 31, 32, 63]) {
      const bent = Buffer.from(signature);
      bent[at] = (bent[at] as number) ^ 1;
      expect(suite.verify(pair.publicKey, message, bent)).toBe(false);
    }
    for (const none of [Buffer.alloc(0), Buffer.alloc(64), Buffer.alloc(64, 0xff), signature.subarray(1)]) {
      expect(suite.verify(pair.publicKey, message, none)).toBe(false);
    }
    expect(suite.verify(Buffer.alloc(suite.publicKeyBytes), message, signature)).toBe(false);
    expect(suite.verify(Buffer.alloc(3), message, signature)).toBe(false);
  });
});

describe('vectors', () => {
  it('Ed25519: RFC 8032 §7.1 test 2', () => {
    const suite = of('ed25519-sha256');
    const publicKey = hex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c');
    const privateKey = hex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb');
    const signature = hex(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    );
    expect(suite.sign({ privateKey, publicKey }, hex('72'))).toEqual(signature);
    expect(suite.verify(publicKey, hex('72'), signature)).toBe(true);
  });

  it('SM3: GB/T 32905-2016 appendix A', () => {
    const { digest } = of('sm2-sm3');
    expect(digest(Buffer.from('abc'))).toEqual(
      hex('66c7f0f4 62eeedd9 d1f2d46b dc10e4e2 4167c487 5cf2f7a2 297da02b 8f4ba8e0'),
    );
    expect(digest(Buffer.from('abcd'.repeat(16)))).toEqual(
      hex('debe9ff9 2275b8a1 38604889 c18e5a4d 6fdb70e5 387e5765 293dcba3 9c0c5732'),
    );
  });

  // GB/T 32918.5-2017 appendix A.2 (the curve of GM/T 0003.5), message "message digest", identity 1234567812345678.
  const privateKey = hex('3945208F 7B2144B1 3F36E38A C6D39F95 88939369 2860B51A 42FB81EF 4DF7C5B8');
  const publicKey = hex(
    '04 09F9DF31 1E5421A1 50DD7D16 1E4BC5C6 72179FAD 1833FC07 6BB08FF3 56F35020' +
      'CCEA490C E26775A5 2DC6EA71 8CC1AA60 0AED05FB F35E084A 6632F607 2DA9AD13',
  );
  const signature = hex(
    'F5A03B06 48D2C463 0EEAC513 E1BB81A1 5944DA38 27D5B741 43AC7EAC EEE720B3' +
      'B1B6AA29 DF212FD8 763182BC 0D421CA1 BB9038FD 1F7F42D4 840B69C4 85BBC1AA',
  );
  const message = Buffer.from('message digest');

  it('SM2: the public key, Z and e of the example', () => {
    expect(curve.getPublicKeyFromPrivateKey(privateKey.toString('hex'))).toBe(publicKey.toString('hex'));
    expect(Buffer.from(curve.getZ(publicKey.toString('hex')))).toEqual(
      hex('B2E14C5C 79C6DF5B 85F4FE7E D8DB7A26 2B9DA7E0 7CCB0EA9 F4747B8C CDA8A4F3'),
    );
    expect(hex(curve.getHash(Uint8Array.from(message), publicKey.toString('hex')))).toEqual(
      hex('F0B43E94 BA45ACCA ACE692ED 534382EB 17E6AB5A 19CE7B31 F4486FDF C0D28640'),
    );
  });

  it('SM2: the signature of the example is verified, and made again with its k', () => {
    expect(of('sm2-sm3').verify(publicKey, message, signature)).toBe(true);
    expect(of('sm2-sm3').verify(publicKey, Buffer.from('message digesT'), signature)).toBe(false);
    const k = 0x59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21n;
    const x1 = 0x04ebfc718e8d1798620432268e77feb6415e2ede0e073c0f4f640ecd2e149a73n;
    const made = curve.doSignature(Uint8Array.from(message), privateKey.toString('hex'), {
      hash: true,
      publicKey: publicKey.toString('hex'),
      pointPool: [{ k, x1 }],
    });
    expect(hex(made)).toEqual(signature);
  });
});

it('a suite that nobody knows is none', () => {
  expect(suiteNamed('rsa')).toBeUndefined();
  expect(suiteNamed('toString')).toBeUndefined();
});
