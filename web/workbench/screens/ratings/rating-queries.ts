import { queryOptions } from '@tanstack/react-query';
import type { ResultCounts } from '@xinheng/contracts/judgement.ts';
import type { Law, Metric, Scheme } from '@xinheng/contracts/rating.ts';
import { api } from '../../../ui/api/client.ts';

export interface EditionLine {
  id: number;
  scheme: string;
  title: string;
  edition: string;
  state: 'draft' | 'submitted' | 'published' | 'dropped';
  basedOn: string;
  reason: string;
  effectiveFrom: string | null;
  draftedBy: string;
  draftedAt: string;
  submittedBy: string | null;
  signedBy: string | null;
  signedAt: string | null;
}

export const stateWords = {
  draft: { name: '草稿', tone: 'neutral' },
  submitted: { name: '待签发', tone: 'warning' },
  published: { name: '已发布', tone: 'good' },
  dropped: { name: '已放弃', tone: 'neutral' },
} as const;

export interface Rules {
  day: string;
  schemes: Scheme[];
  metrics: Metric[];
  laws: Law[];
  stopped: { kind: string; scheme: string | null; code: string; title: string; law: string }[];
  editions: EditionLine[];
  mayDraft: boolean;
  maySign: boolean;
}

export interface Backtest {
  id: number;
  state: 'waiting' | 'done' | 'failed';
  current: boolean;
  against: string;
  doneAt: string | null;
  fault: string | null;
  counts: { judgedOn: string; before: string | null; after: string | null; subjects: number }[];
  breakdown: { by: string; value: string | null; before: string | null; after: string | null; subjects: number }[];
  sample: { subjectCode: string; name: string; before: string | null; after: string | null; grounds: string[] }[];
}

export interface EditionFile extends EditionLine {
  version: number;
  returned: string | null;
  body: Scheme;
  present: Scheme;
  metrics: Metric[];
  backtest: Backtest | null;
  allowed: ('save' | 'backtest' | 'submit' | 'drop' | 'publish' | 'return')[];
}

export const rulesQuery = queryOptions({
  queryKey: ['rating-rules'],
  queryFn: ({ signal }) => api<Rules>('/officer/rating-rules', { signal }),
});

export const editionQuery = (id: string) =>
  queryOptions({
    queryKey: ['rating-editions', id],
    queryFn: ({ signal }) => api<EditionFile>(`/officer/rating-editions/${encodeURIComponent(id)}`, { signal }),
    // A back-test that is being made is looked at until it is there.
    refetchInterval: ({ state }) => (state.data?.backtest?.state === 'waiting' ? 2000 : false),
  });

export const countsQuery = queryOptions({
  queryKey: ['judgements', 'counts'],
  queryFn: ({ signal }) => api<ResultCounts[]>('/officer/judgements/counts', { signal }),
});

export interface Spread {
  regions: { value: string | null; name: string; result: string; subjects: number }[];
  industries: { value: string | null; name: string; result: string; subjects: number }[];
  trend: { day: string; result: string; subjects: number }[];
}

export const spreadQuery = (scheme: string) =>
  queryOptions({
    queryKey: ['judgements', scheme],
    queryFn: ({ signal }) => api<Spread>(`/officer/judgements/${encodeURIComponent(scheme)}`, { signal }),
  });
