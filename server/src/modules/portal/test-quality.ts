/** An invented scorecard for the portal's tests: one department in every colour, one without data. */
import type { Colour, Figure, ScoreLine } from '@xinheng/contracts/scorecards.ts';
import { loadCity } from '../../platform/city/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';
import type { PublicQuality } from '../scorecards/index.ts';

const declared = loadCity('jinan').scorecards;

function line(key: string, name: string, score: number | null, colours: readonly Colour[]): ScoreLine {
  const values: Record<Colour, number | null> = { good: 0.981, fair: 0.874, poor: 0.42, none: null };
  const figures = declared.indicators.map(({ code }, at): Figure => {
    const colour = colours[at % colours.length] as Colour;
    const value = values[colour];
    return { indicator: code, numerator: (value ?? 0) * 1000, denominator: 1000, value, colour, points: value };
  });
  const colour = score === null ? 'none' : score >= 90 ? 'good' : score >= 75 ? 'fair' : 'poor';
  return { key, name, received: 12_345, figures, score, colour };
}

/** The receipt under which the invented challenge is found. */
export const testReceipt = '6f1c2b1e-5a3d-4c55-9f0e-2d1a7b3c4d5e';

/** Doors that keep nothing: whatever is well-formed is accepted. */
export function testQuality(): PublicQuality {
  return {
    declared,
    scorecard: async (by) => {
      const lines =
        by === 'month'
          ? [line('2026-10', '2026-10', 91.2, ['good']), line('2026-11', '2026-11', 88.4, ['good', 'fair'])]
          : [
              line('market-regulation', '济南市市场监督管理局', 97.6, ['good', 'good', 'fair']),
              line('tax', '国家税务总局济南市税务局', 71.3, ['fair', 'poor', 'good']),
              line('urban-management', '济南市城市管理局', null, ['none']),
            ];
      return { from: '2026-10', until: '2026-11', lines, total: line('', '合计', 90.1, ['good', 'fair']) };
    },
    challengeNumbers: async () =>
      new Map([['', { opened: 12, open: 2, overdue: 1, upheld: 5, partly: 1, dismissed: 4, medianDays: 4.5 }]]),
    openChallenge: async ({ asked }) => {
      if (asked.claim.length >= 5) return testReceipt;
      const errors = [{ in: 'body', field: 'claim', message: '请写明哪里不对' }];
      throw new XinhengError('bad-request', { message: '请写明哪里不对。', details: { errors } });
    },
    challenge: async (receipt) =>
      receipt !== testReceipt
        ? null
        : {
            ...{ subjectCode: '91370100MA3XTE5T8Q', recordKey: 'c0000000-0000-4000-8000-000000000001' },
            ...{
              item: 'administrative-penalty',
              department: 'market-regulation',
              ground: 'wrong',
              fieldLabel: '处罚内容',
            },
            ...{ state: 'upheld', openedAt: '2026-11-10T02:00:00.000Z', dueOn: '2026-11-19' },
            ...{ decidedAt: '2026-11-12T02:00:00.000Z', answer: '经核对，罚款金额有误，已更正。' },
          },
  };
}
