/** What a subject is judged by, read in one query. */
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { RatingRules } from '@xinheng/contracts/rating.ts';
import type { Queryable } from '../../../platform/db/index.ts';
import { amountSql, belongsSql, cardNextDaySql, cardSql, daysSql } from '../compile/metric-sql.ts';

/** A record that counts for a metric from its first to its last day. */
export interface Contribution {
  metric: string;
  recordKey: string;
  version: number;
  item: string;
  department: string;
  documentNumber: string | null;
  occurredOn: string | null;
  first: string;
  /** null: without end. */
  last: string | null;
  /** The day after it. */
  gone: string | null;
  /** What it adds to a sum. */
  amount: number;
}

/** Everything that a subject is judged by, whatever the day. */
export interface Facts {
  subjectCode: string;
  status: string;
  kind: string;
  industry: string | null;
  contributions: Contribution[];
  /** Metrics of the card on the day asked about, and when they change by themselves. */
  card: { metric: string; value: number; next: string | null }[];
}

/** What of a subject's card is judged. */
export interface JudgedCard {
  status: string;
  kind: string;
  industry: string | null;
  establishedOn: string | null;
}

export interface FactsRequest {
  rules: RatingRules;
  items: readonly CatalogueItem[];
  subjectCode: string;
  day: string;
  /** The moment whose knowledge is asked for; now when absent. */
  knownAt?: string | undefined;
  /** The card of that day; the present one when absent. */
  card?: JudgedCard | undefined;
}

/** @returns null for a subject that is not registered */
export async function readFacts(q: Queryable, of: FactsRequest): Promise<Facts | null> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const code = bind(of.subjectCode);
  const { card, knownAt } = of;
  const subject = card
    ? `(select ${code}::text as subject_code, ${bind(card.status)}::text as status, ${bind(card.kind)}::text as kind, ${bind(card.industry)}::text as industry,
        ${bind(card.establishedOn)}::date as established_on)`
    : 'registry.subject';
  const moment = knownAt === undefined ? null : `${bind(knownAt)}::timestamptz`;
  const present =
    moment === null ? `r.recorded_until = 'infinity'` : `r.recorded_from <= ${moment} and r.recorded_until > ${moment}`;
  const day = `${bind(of.day)}::date`;
  const known = new Set(of.items.map((item) => item.code));
  const sources = of.rules.metrics.flatMap((metric) =>
    (metric.sources ?? []).filter(({ item }) => known.has(item)).map((source) => ({ metric, source })),
  );
  const each = sources.map(({ metric, source }) => {
    const { first, last } = daysSql(source, bind);
    const amount = metric.field === undefined ? '0::numeric' : amountSql(metric.field, bind);
    return `select ${bind(metric.code)}::text as metric, ${first} as first, ${last} as last, ${amount} as amount
      where ${belongsSql(source, bind)}`;
  });
  const carded = of.rules.metrics.filter(({ subject }) => subject);
  const cards = carded.map((metric) => {
    const next = cardNextDaySql(metric, { bind, day }) ?? 'null::date';
    return `jsonb_build_object('metric', ${bind(metric.code)}::text, 'value', ${cardSql(metric, { bind, day })}, 'next', ${next})`;
  });
  const { rows } = await q.query<{
    status: string;
    kind: string;
    industry: string | null;
    card: Facts['card'];
    contributions: Contribution[];
  }>(
    `select s.status, s.kind, s.industry, jsonb_build_array(${cards.join(', ')}) as card,
       coalesce((select jsonb_agg(jsonb_build_object('metric', x.metric, 'recordKey', r.record_key, 'version', r.version,
           'item', r.item, 'department', r.department, 'documentNumber', r.document_number, 'occurredOn', r.occurred_on,
           'first', x.first, 'last', nullif(x.last, 'infinity'), 'gone', nullif(x.last, 'infinity') + 1, 'amount', x.amount) order by x.metric, x.first, r.record_key)
         from records.record r cross join lateral (${each.join('\n      union all ')}) x
         where r.subject_code = s.subject_code and ${present} and r.state = 'valid'
           and x.first is not null and x.last >= x.first), '[]') as contributions
     from ${subject} s where s.subject_code = ${code}`,
    values,
  );
  const [row] = rows;
  return row === undefined ? null : { subjectCode: of.subjectCode, ...row };
}
