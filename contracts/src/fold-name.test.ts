import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldName } from './fold-name.ts';

const nameLike = fc.string({
  unit: fc.constantFrom(...'济南市天桥新华（）()[]【】〔〕·•・ 　\u200b\ufeff\u00adＡａaＺ１1.。，,、豈⼈é\u0301ßŉ'),
  maxLength: 24,
});

describe('foldName', () => {
  it.each([
    ['济南市天桥新华机械厂', '济南市天桥新华机械厂'],
    ['阿里巴巴（中国）有限公司', '阿里巴巴(中国)有限公司'],
    ['山东 ＡＢＣ　科技\u200b有限公司。', '山东ABC科技有限公司'],
    ['abc〔上海〕贸易', 'ABC(上海)贸易'],
    ['买买提•艾力小吃店', '买买提·艾力小吃店'],
    ['\ufeff济南　某厂', '济南某厂'],
    ['', ''],
    ['。', ''],
  ])('folds %j to %j', (name, folded) => {
    expect(foldName(name)).toBe(folded);
  });

  it('keeps names apart that differ in what a reader can see', () => {
    expect(foldName('济南(新华)厂')).not.toBe(foldName('济南新华厂'));
    expect(foldName('济南·新华厂')).not.toBe(foldName('济南新华厂'));
  });

  it('is idempotent on any text', () => {
    fc.assert(
      fc.property(fc.oneof(nameLike, fc.string({ unit: 'binary', maxLength: 40 })), (name) => {
        const folded = foldName(name);
        expect(foldName(folded)).toBe(folded);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no notice of width, spaces, invisible marks and letter case', () => {
    fc.assert(
      fc.property(nameLike, fc.constantFrom(' ', '　', '\u200b', '\u2060'), fc.nat(), (name, mark, at) => {
        const split = [...name];
        split.splice(at % (split.length + 1), 0, mark);
        // A mark between a letter and its accent separates them for the reader too, hence the plain-text precondition.
        fc.pre(!/\p{M}/u.test(name));
        expect(foldName(split.join(''))).toBe(foldName(name));
        expect(foldName(name.toLowerCase())).toBe(foldName(name.toUpperCase()));
      }),
    );
  });

  it('never leaves what PostgreSQL or a reader could stumble over', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (name) => {
        const folded = foldName(name);
        expect(folded.isWellFormed()).toBe(true);
        expect(folded).not.toMatch(/[\p{White_Space}\p{Cc}]/u);
      }),
    );
  });
});
