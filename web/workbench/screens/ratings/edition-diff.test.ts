import type { ColourScheme } from '@xinheng/contracts/rating.ts';
import { expect, test } from 'vitest';
import { differences } from './edition-diff.ts';

const scheme: ColourScheme = {
  ...{ code: 'colour', title: '颜色', edition: 'a', effectiveFrom: '2026-01-01', publicity: 'public', subjects: {} },
  ...{ source: '测试', kind: 'colours', results: [{ code: 'green', name: '绿色', shape: '圆形' }] },
  triggers: [
    { code: 'one', result: 'green', title: '甲', when: [{ metric: 'm', atLeast: 1 }], lift: '改正', source: '法' },
    { code: 'two', result: 'green', title: '乙', when: [{ metric: 'n', atLeast: 1 }], lift: '改正', source: '法' },
  ],
};

test('the same scheme under another name does not differ', () => {
  expect(differences(scheme, { ...scheme, edition: 'b', effectiveFrom: '2027-01-01' })).toEqual([]);
});

test('a changed value is told with the titles around it, order aside; what is gone or new is told whole', () => {
  const [one, two] = scheme.triggers as [ColourScheme['triggers'][0], ColourScheme['triggers'][0]];
  const changed = { ...scheme, triggers: [two, { ...one, when: [{ metric: 'm', atLeast: 2 }] }] };
  expect(differences(scheme, changed)).toEqual([
    { where: '事由 › “甲” › 条件 › “m” › 不低于', before: '1', after: '2' },
  ]);
  expect(differences(scheme, { ...scheme, triggers: [one] })).toEqual([
    { where: '事由 › “乙”', before: JSON.stringify(two), after: '（无）' },
  ]);
});
