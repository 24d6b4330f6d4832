import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { ScoreLine } from '@xinheng/contracts/scorecards.ts';
import { api } from '../../../ui/api/client.ts';

export interface ShownIndicator {
  code: string;
  name: string;
  dimension: string;
  meaning: string;
  better: 'higher' | 'lower';
  points: number;
  full: number;
  colours: { good: number; fair: number };
  opens?: string;
  source: string;
}

export interface ScorecardView {
  edition: string;
  source: string;
  from: string;
  until: string;
  by: string;
  indicators: ShownIndicator[];
  lines: ScoreLine[];
  total: ScoreLine;
}

export type CardAsk = {
  by: 'department' | 'item' | 'region' | 'month';
  from: string;
  until: string;
  department?: string | undefined;
  item?: string | undefined;
  region?: string | undefined;
};

export const scorecardQuery = (ask: CardAsk) =>
  queryOptions({
    queryKey: ['scorecards', ask],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api<ScorecardView>('/officer/scorecards', { query: ask, signal }),
  });

/** The month of Beijing, `back` months ago. */
export function monthAgo(back: number, now: Date = new Date()): string {
  const [year, month] = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' })
    .format(now)
    .split('-')
    .map(Number);
  const at = (year as number) * 12 + (month as number) - 1 - back;
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
}
