/**
 * The yardsticks in plain SQL, written apart from the program's own. `$1` is the query, `$2` its pairs of characters.
 * The order is the one that the program promises: whole name, beginning, inside; live first; kind; length; code.
 */
const columns = 'subject_code as "subjectCode", name, kind, status, region';
const order = `
  order by case when name_folded = $1 then 0 when starts_with(name_folded, $1) then 1 else 2 end,
    status <> 'live',
    array_position(array['enterprise','branch','individual-business','cooperative','social-organisation','public-institution','government-body'], kind) nulls last,
    length(name_folded), subject_code`;

/** Best index, the promised order: the same answer as ours. */
export const rankedByPairs = `select ${columns} from registry.subject
  where registry.bigrams(name_folded) @> $2::text[] and strpos(name_folded, $1) > 0 ${order} limit 20`;

/** Best index, any twenty: less than we promise, and the fastest that PostgreSQL can be. */
export const anyByPairs = `select ${columns} from registry.subject
  where registry.bigrams(name_folded) @> $2::text[] and strpos(name_folded, $1) > 0 limit 20`;

/** pg_trgm, any twenty. `$2` is unused but keeps the parameters alike. */
export const anyByTrigrams = `select ${columns} from registry.subject
  where name_folded like '%' || $1::text || '%' and $2::text[] is not null limit 20`;

/** No index at all: what is right. Run it with `enable_bitmapscan`, `enable_indexscan` off. */
export const scanned = `select ${columns} from registry.subject where strpos(name_folded, $1) > 0 ${order}`;

/** Pairs of neighbouring characters, each once. */
export function pairsOf(text: string): string[] {
  const characters = [...text];
  return [...new Set(characters.slice(1).map((character, at) => `${characters[at]}${character}`))];
}
