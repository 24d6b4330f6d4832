/**
 * The static rank: the order of subjects that no query changes. Live subjects before dead ones, then by kind, then the
 * shorter name (of two names that contain the words, the shorter is nearer to them), then code order, so that the order
 * is total and the same in memory, in PostgreSQL and in a cursor that outlives both.
 */

const kindOrder = [
  'enterprise',
  'branch',
  'individual-business',
  'cooperative',
  'social-organisation',
  'public-institution',
  'government-body',
] as const;

const maxNameLength = 4095;

/** What a search result and the order of results need to know of a subject. */
export type RankedSubject = { subjectCode: string; kind: string; nameFolded: string; status: string };

/** Place of `kind` in the order of results; kinds unknown here come last. */
export function kindRank(kind: string): number {
  const place = (kindOrder as readonly string[]).indexOf(kind);
  return place === -1 ? kindOrder.length : place;
}

function codePoints(text: string): number {
  let count = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit >= 0xd800 && unit < 0xdc00) count -= 1;
  }
  return count;
}

/** The static rank before the code decides: a whole number below 65,536, smaller is better. */
export function rankOf(subject: Pick<RankedSubject, 'kind' | 'nameFolded' | 'status'>): number {
  const dead = subject.status === 'live' ? 0 : 1;
  return (dead << 15) | (kindRank(subject.kind) << 12) | Math.min(codePoints(subject.nameFolded), maxNameLength);
}

/** `rankOf` in SQL over the columns of registry.subject; `s` is the alias of the table. */
export function rankSql(s: string): string {
  const kinds = kindOrder.map((kind, place) => `when '${kind}' then ${place}`).join(' ');
  return (
    `((case when ${s}.status = 'live' then 0 else 1 end) * 32768` +
    ` + (case ${s}.kind ${kinds} else ${kindOrder.length} end) * 4096` +
    ` + least(length(${s}.name_folded), ${maxNameLength}))`
  );
}

/** A place in a list of results: tier first, then static rank, then code. */
export type Place = { tier: number; rank: number; subjectCode: string };

/** Negative when `a` comes before `b`. */
export function comparePlaces(a: Place, b: Place): number {
  if (a.tier !== b.tier) return a.tier - b.tier;
  if (a.rank !== b.rank) return a.rank - b.rank;
  return a.subjectCode < b.subjectCode ? -1 : a.subjectCode > b.subjectCode ? 1 : 0;
}
