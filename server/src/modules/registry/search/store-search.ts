import type { Queryable } from '../../../platform/db/index.ts';
import type { FoundPage } from './index-search.ts';
import { type SearchQuery, shortNamesBelow, tiers } from './query.ts';
import { type Place, rankSql } from './rank.ts';

/** Counting stops here when PostgreSQL answers. */
const mostCounted = 1000;

/** Values of a statement, numbered as they are named. */
class Values {
  readonly list: unknown[] = [];

  next(value: unknown): string {
    this.list.push(value);
    return `$${this.list.length}`;
  }
}

function like(piece: string): string {
  return piece.replace(/[\\%_]/g, '\\$&');
}

function bigramsOf(text: string): string[] {
  const characters = [...text];
  return characters.slice(1).map((character, at) => `${characters[at]}${character}`);
}

/** One `select subject_code, tier` for every way in which a subject can answer; the same tiers as query.ts `tierOf`. */
function ways(query: SearchQuery, identified: ReadonlySet<string>, values: Values): string[] {
  const { folded } = query;
  const whole = `${values.next(folded)}::text`;
  const bigrams = (texts: readonly string[]) => {
    const grams = texts.flatMap(bigramsOf);
    // Without a pair of characters there is nothing to ask the index for: a scan.
    return grams.length === 0 ? '' : `registry.bigrams(name_folded) @> ${values.next(grams)}::text[] and `;
  };
  const found = [
    `select subject_code, case when name_folded = ${whole} then ${tiers.exact}
            when starts_with(name_folded, ${whole}) then ${tiers.prefix} else ${tiers.contains} end as tier
       from registry.subject where ${bigrams([folded])}strpos(name_folded, ${whole}) > 0`,
  ];
  if (folded.length === 18) {
    found.push(`select subject_code, ${tiers.exact} from registry.subject where subject_code = ${whole}`);
  }
  if (identified.size > 0) {
    found.push(`select unnest(${values.next([...identified])}::text[]), ${tiers.identifier}`);
  }
  if (query.codeLike) {
    found.push(
      `select subject_code, ${tiers.codePrefix} from registry.subject
        where subject_code >= ${whole} and subject_code < ${whole} || '~'`,
    );
  }
  if (query.initialsLike) {
    const where = query.initialsInside ? `strpos(initials, ${whole}) > 0` : `starts_with(initials, ${whole})`;
    found.push(
      `select subject_code, case when starts_with(initials, ${whole}) then ${tiers.initialsPrefix}
              else ${tiers.initialsContain} end from registry.subject where ${where}`,
    );
  }
  if (query.words.length > 0) {
    const each = query.words.map((word) => `strpos(name_folded, ${values.next(word)}::text) > 0`).join(' and ');
    found.push(`select subject_code, ${tiers.words} from registry.subject where ${bigrams(query.words)}${each}`);
  }
  if (query.cuts.length > 0) {
    const characters = [...folded];
    // Every cut begins with the first two characters and ends with the last two.
    const ends = bigrams([characters.slice(0, 2).join(''), characters.slice(-2).join('')]);
    const patterns = query.cuts.map((cut) => `%${cut.map(like).join('%')}%`);
    found.push(
      `select subject_code, ${tiers.short} from registry.subject
        where ${ends}name_folded like any (${values.next(patterns)}::text[])`,
    );
  }
  return found;
}

type HitRow = {
  tier: number;
  rank: number;
  subject_code: string;
  kind: string;
  name: string;
  status: string;
  region: string | null;
  counted: number;
};

/**
 * The answer of the store itself: the same tiers, order and pages as the in-memory index, at the cost of a GIN look-up
 * for two characters and more and of a scan for one character and for initials. The statement is never a named one:
 * a generic plan would lose the index (measured: after five calls).
 */
export async function searchStore(
  q: Queryable,
  query: SearchQuery,
  identified: ReadonlySet<string>,
  limit: number,
  after: Place | null,
): Promise<FoundPage> {
  const values = new Values();
  const matched = ways(query, identified, values).join('\n union all ');
  const rank = rankSql('s');
  const behind =
    after === null
      ? ''
      : `where (e.tier, ${rank}, s.subject_code) >
           (${values.next(after.tier)}::int, ${values.next(after.rank)}::int, ${values.next(after.subjectCode)}::text)`;
  const { rows } = await q.query<HitRow>(
    `with best as materialized (
       select subject_code, min(tier) as tier from (${matched}) as matched group by subject_code
     ), eligible as (
       select subject_code, tier from best
        where tier < ${tiers.short} or (select count(*) from (
                select from best where tier < ${tiers.short} limit ${shortNamesBelow}) as better) < ${shortNamesBelow}
     )
     select e.tier, ${rank} as rank, s.subject_code, s.kind, s.name, s.status, s.region,
            (select count(*)::int from (select from eligible limit ${mostCounted + 1}) as few) as counted
       from eligible e join registry.subject s using (subject_code) ${behind}
      order by e.tier, rank, s.subject_code limit ${values.next(limit + 1)}::int`,
    values.list,
  );
  const counted = rows[0]?.counted ?? 0;
  const hits = rows.slice(0, limit).map((row) => ({
    place: { tier: row.tier, rank: row.rank, subjectCode: row.subject_code },
    subject: {
      subjectCode: row.subject_code,
      kind: row.kind,
      name: row.name,
      status: row.status,
      region: row.region,
    },
  }));
  return { hits, more: rows.length > limit, total: counted, totalIsLowerBound: counted > mostCounted };
}
