import { type SearchQuery, shortNamesBelow, type Tier, tiers } from './query.ts';
import { comparePlaces, type Place } from './rank.ts';
import { type FoundSubject, foundAt, numberAtOrBehind, type Segment } from './segment.ts';
import { countContaining, type Probe, probeOf, searchTier } from './segment-search.ts';
import { textAt } from './text-column.ts';

/** Candidates read, beyond a page, to tell how many there are in all. */
const countLook = 256;
const allTiers = Object.values(tiers);

export type Hit = { place: Place; subject: FoundSubject };

/** A page of hits; `total` is exact unless `totalIsLowerBound`; `more` tells that there are hits behind this page. */
export type FoundPage = { hits: Hit[]; more: boolean; total: number; totalIsLowerBound: boolean };

type Source = { segment: Segment; probe: Probe };

/** The best `want` of one tier behind `after`, over all segments. */
function tierPage(
  sources: readonly Source[],
  tier: Tier,
  want: number,
  after: Place | null,
): { hits: Hit[]; complete: boolean } {
  const found: { source: Source; number: number; place: Place }[] = [];
  let complete = true;
  for (const source of sources) {
    const { segment, probe } = source;
    let first = 0;
    if (after !== null && after.tier === tier) {
      first = numberAtOrBehind(segment, after.rank, after.subjectCode);
      if (first < segment.count && textAt(segment.codes, first) === after.subjectCode) first += 1;
    }
    const hits = searchTier(segment, probe, tier, want, first);
    complete &&= hits.complete;
    for (const number of hits.numbers) {
      const place = { tier, rank: segment.ranks[number] as number, subjectCode: textAt(segment.codes, number) };
      found.push({ source, number, place });
    }
  }
  if (sources.length > 1) found.sort((a, b) => comparePlaces(a.place, b.place));
  complete &&= found.length <= want;
  const hits = found.slice(0, want).map(({ source, number, place }) => ({
    place,
    subject: foundAt(source.segment, number, place.subjectCode),
  }));
  return { hits, complete };
}

/** Subjects in tiers above `short`, counted up to `shortNamesBelow`. */
function betterHits(sources: readonly Source[]): number {
  let count = 0;
  for (const tier of allTiers) {
    if (tier === tiers.short) break;
    for (const { segment, probe } of sources) {
      count += searchTier(segment, probe, tier, shortNamesBelow - count, 0).numbers.length;
      if (count >= shortNamesBelow) return count;
    }
  }
  return count;
}

/** How many there are when the page did not show all. */
function countAll(sources: readonly Source[], shown: number): { total: number; totalIsLowerBound: boolean } {
  let total = 0;
  let exact = true;
  for (const { segment, probe } of sources) {
    const counted = countContaining(segment, probe, countLook);
    total += counted.count;
    exact &&= counted.exact;
  }
  const [source] = sources;
  if (source !== undefined) {
    const { query, identified } = source.probe;
    const otherWays = query.codeLike || query.initialsLike || query.words.length > 0 || identified.size > 0;
    const shortNamesToo = query.cuts.length > 0 && total < shortNamesBelow;
    exact &&= !otherWays && !shortNamesToo;
  }
  return total > shown ? { total, totalIsLowerBound: !exact } : { total: shown + 1, totalIsLowerBound: true };
}

/**
 * One page of the answer to `query` from `segments`: at most `limit` hits behind the place `after` (null: from the
 * start). A page behind another carries no count of its own: its `total` is only what it shows.
 */
export function searchSegments(
  segments: readonly Segment[],
  query: SearchQuery,
  identified: ReadonlySet<string>,
  limit: number,
  after: Place | null,
): FoundPage {
  const sources = segments.map((segment) => ({ segment, probe: probeOf(segment, query, identified) }));
  const hits: Hit[] = [];
  let complete = true;
  for (const tier of allTiers) {
    if (after !== null && tier < after.tier) continue;
    if (tier === tiers.short && query.cuts.length > 0) {
      const better = after === null ? hits.length : betterHits(sources);
      if (better >= shortNamesBelow) break;
    }
    const page = tierPage(sources, tier, limit + 1 - hits.length, after);
    for (const hit of page.hits) hits.push(hit);
    complete &&= page.complete;
    if (hits.length > limit) break;
  }
  if (hits.length <= limit) return { hits, more: false, total: hits.length, totalIsLowerBound: !complete };
  hits.pop();
  return { hits, more: true, ...countAll(sources, hits.length) };
}
