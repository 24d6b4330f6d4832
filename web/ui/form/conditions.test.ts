import { describe, expect, it } from 'vitest';
import { conditionText, holds, isAsked, isRequired, partsOf } from './conditions.ts';

const field = (name: string, more: object = {}) => ({
  name,
  label: `标签${name}`,
  type: 'text' as const,
  aliases: [],
  required: false,
  disclosure: 'public' as const,
  key: false,
  identity: false,
  ...more,
});
const certificate = field('certificate', { requiredWhen: { field: 'category', anyOf: ['natural-person'] } });
const item = {
  fields: [field('category', { codeList: 'category' }), field('fine', { unit: '万元' }), certificate],
  codeLists: [
    {
      name: 'category',
      source: '',
      values: [
        { code: 'natural-person', label: '自然人', aliases: ['个人'] },
        { code: 'legal-person', label: '法人' },
      ],
    },
  ],
};

describe('conditions', () => {
  it.each(['自然人', '个人', 'natural-person', '法人；自然人'])(
    'a choice is known by any of its names: %s',
    (written) => {
      expect(holds({ field: 'category', anyOf: ['natural-person'] }, { category: written }, item)).toBe(true);
    },
  );

  it('another choice, and none, do not hold', () => {
    for (const row of [{ category: '法人' }, { category: '' }, {}]) {
      expect(holds({ field: 'category', anyOf: ['natural-person'] }, row, item)).toBe(false);
    }
  });

  it.each([
    ['5', true],
    ['4.99', false],
    ['1,000', false],
    ['', false],
    ['很多', false],
  ])('an amount between bounds: %s', (fine, expected) => {
    expect(holds({ field: 'fine', atLeast: 5, below: 1000 }, { fine }, item)).toBe(expected);
  });

  it('filled and empty', () => {
    expect(holds({ field: 'fine', filled: true }, { fine: ' ' }, item)).toBe(false);
    expect(holds({ field: 'fine', filled: false }, {}, item)).toBe(true);
  });

  it('a field that only some rows need is asked for when the row needs it, or when it was filled', () => {
    expect(isAsked(certificate, { category: '法人' }, item)).toBe(false);
    expect(isAsked(certificate, { category: '法人', certificate: '1' }, item)).toBe(true);
    expect(isAsked(certificate, { category: '自然人' }, item)).toBe(true);
    expect(isRequired(certificate, { category: '法人', certificate: '1' }, item)).toBe(false);
  });

  it('is told in words', () => {
    expect(conditionText({ field: 'category', anyOf: ['natural-person'] }, item)).toBe('标签category为自然人');
    expect(conditionText({ field: 'fine', atLeast: 5 }, item)).toBe('标签fine不低于 5 万元');
  });

  it('several values are cut at any of the signs', () => {
    expect(partsOf('罚款；警告、 没收,')).toEqual(['罚款', '警告', '没收']);
  });
});
