import { foldName } from '@xinheng/contracts/fold-name.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Claims, likeness, partsOfName, rank, type SubjectFacts } from './rules.ts';

const nobody: Claims = {
  name: null,
  nameFolded: null,
  code: null,
  registrationNumber: null,
  organisationCode: null,
  taxNumber: null,
  legalRepresentative: null,
  address: null,
};
const subject: SubjectFacts = {
  subjectCode: '91370102MA3XTE5T8Q',
  kind: 'enterprise',
  name: '济南市历下区望岳楼餐饮有限公司',
  nameFolded: '济南市历下区望岳楼餐饮有限公司',
  status: 'live',
  region: '370102',
  legalRepresentative: '测试人',
  address: '济南市历下区测试路1号',
  establishedOn: '2015-03-01',
  registrationNumber: null,
};

describe('partsOfName', () => {
  it.each([
    ['济南市历下区望岳楼餐饮有限公司', '望岳楼餐饮'],
    ['山东省济南市望岳楼商贸股份有限公司', '望岳楼商贸'],
    ['望岳楼', '望岳楼'],
    ['商行', '商行'],
  ])('%s: looks for %s', (name, core) => {
    expect(partsOfName(name)[0]).toBe(core);
  });

  it('looks for halves of long names, so that one wrong character is survived', () => {
    const [core, first, last] = partsOfName('济南望岳楼餐饮管理有限公司');
    expect([core, first, last].map((part) => part?.length)).toEqual([9, 5, 5]);
  });

  it('looks only for pieces of the name, of two characters or more', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'济南市区县望岳楼餐饮有限公司商行A1()'), maxLength: 24 }),
        (name) => {
          const folded = foldName(name);
          for (const part of partsOfName(folded)) {
            expect(folded).toContain(part);
            expect([...part].length).toBeGreaterThanOrEqual(2);
          }
        },
      ),
    );
  });
});

describe('likeness', () => {
  it('is symmetric, within 0 and 1, and 1 for the same', () => {
    const name = fc.string({ unit: fc.constantFrom(...'望岳楼餐饮公司'), minLength: 2, maxLength: 10 });
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(likeness(a, b)).toBe(likeness(b, a));
        expect(likeness(a, b)).toBeGreaterThanOrEqual(0);
        expect(likeness(a, b)).toBeLessThanOrEqual(1);
        expect(likeness(a, a)).toBe(1);
      }),
    );
  });
});

describe('rank', () => {
  it('counts the evidence, strongest first', () => {
    const claims = { ...nobody, nameFolded: subject.nameFolded, legalRepresentative: ' 测试人 ', address: '别处' };
    const { reasons, score } = rank(claims, subject, ['name', 'organisation-code', 'near-name']);
    expect(reasons.map(({ kind }) => kind)).toEqual(['organisation-code', 'name', 'representative']);
    expect(score).toBe(155);
  });

  it('takes a namesake at the head of another firm for no candidate', () => {
    const claims = { ...nobody, nameFolded: '全然不同的名称', legalRepresentative: '测试人' };
    expect(rank(claims, subject, ['near-name'])).toMatchObject({ reasons: [], score: 0 });
  });
});
