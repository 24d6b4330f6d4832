import { foldName } from '@xinheng/contracts/fold-name.ts';

/**
 * The tiers of an answer, best first. A subject stands in its best tier only. `exact` is the whole name or the whole
 * code; `identifier` an old number, organisation code or former name; `words` all the words of a query with spaces;
 * `short` a short name (济南天桥新华 for 济南市天桥新华机械厂).
 */
export const tiers = {
  exact: 0,
  identifier: 1,
  prefix: 2,
  codePrefix: 3,
  contains: 4,
  initialsPrefix: 5,
  initialsContain: 6,
  words: 7,
  short: 8,
} as const;

export type Tier = (typeof tiers)[keyof typeof tiers];
export type TierName = keyof typeof tiers;
export const tierNames = Object.keys(tiers) as TierName[];

/** Subjects are offered by short name only when fewer than this many fit better. */
export const shortNamesBelow = 20;

const longestQuery = 100;
const longestShortName = 16;

/** A query, understood once: everything that the index, PostgreSQL and a plain scan need to agree on the answer. */
export type SearchQuery = {
  /** The whole query folded, without spaces; never empty. */
  folded: string;
  /** The folded words, when there are at least two; every one must be in the name. */
  words: string[];
  /** Values under which registry.identifier may hold the query. */
  identifiers: string[];
  /** True when the query can be the beginning of a code: four letters or digits or more. */
  codeLike: boolean;
  /** True when the query can be pinyin initials: two Latin letters or more. */
  initialsLike: boolean;
  /** True when the initials may also begin inside the name: from three letters on, two would be noise. */
  initialsInside: boolean;
  /** The ways to cut the query into pieces of two and three characters; empty when it is no short name. */
  cuts: string[][];
};

/** All ways to cut `units` into pieces of two and three: every cut into pieces of two or more is one of them. */
function cutIntoPieces(characters: string[]): string[][] {
  if (characters.length === 0) return [[]];
  const cuts: string[][] = [];
  for (const size of [2, 3]) {
    if (characters.length < size) continue;
    const piece = characters.slice(0, size).join('');
    for (const rest of cutIntoPieces(characters.slice(size))) cuts.push([piece, ...rest]);
  }
  return cuts;
}

/**
 * Understands what was typed. Null when nothing is left of it after folding. Longer than 100 characters is cut there:
 * no name is, and the cost of a query stays bounded.
 */
export function parseQuery(text: string): SearchQuery | null {
  const shortened = [...text.toWellFormed().trim()].slice(0, longestQuery).join('');
  const folded = foldName(shortened);
  if (folded === '') return null;
  const words = [...new Set(shortened.split(/[\s\u3000]+/u).map(foldName))].filter((word) => word !== '');
  const characters = [...folded];
  const letters = /^[A-Z]+$/.test(folded);
  const withoutHyphens = folded.replaceAll('-', '');
  const cuttable =
    words.length < 2 && characters.length >= 4 && characters.length <= longestShortName && !/^[0-9A-Z]+$/.test(folded);
  return {
    folded,
    words: words.length > 1 ? words : [],
    identifiers: withoutHyphens === folded ? [folded] : [folded, withoutHyphens],
    codeLike: /^[0-9A-Z]{4,18}$/.test(folded),
    initialsLike: letters && folded.length >= 2,
    initialsInside: letters && folded.length >= 3,
    cuts: cuttable ? cutIntoPieces(characters).filter((cut) => cut.length > 1) : [],
  };
}

/** True when the pieces of one of `cuts` stand in `name` one behind the other, with or without gaps. */
export function fitsShortName(name: string, cuts: readonly (readonly string[])[]): boolean {
  return cuts.some((pieces) => {
    let from = 0;
    for (const piece of pieces) {
      const at = name.indexOf(piece, from);
      if (at === -1) return false;
      from = at + piece.length;
    }
    return true;
  });
}

export type Searchable = { subjectCode: string; nameFolded: string; initials: string };

/**
 * The best tier in which `subject` answers `query`, or null: the definition that the index and PostgreSQL follow, and
 * the oracle of their tests. `identified` are the codes that registry.identifier gives for the query.
 */
export function tierOf(query: SearchQuery, subject: Searchable, identified: ReadonlySet<string>): Tier | null {
  const { folded } = query;
  const { nameFolded, subjectCode, initials } = subject;
  if (nameFolded === folded || subjectCode === folded) return tiers.exact;
  if (identified.has(subjectCode)) return tiers.identifier;
  if (nameFolded.startsWith(folded)) return tiers.prefix;
  if (query.codeLike && subjectCode.startsWith(folded)) return tiers.codePrefix;
  if (nameFolded.includes(folded)) return tiers.contains;
  if (query.initialsLike && initials.startsWith(folded)) return tiers.initialsPrefix;
  if (query.initialsInside && initials.includes(folded)) return tiers.initialsContain;
  if (query.words.length > 0 && query.words.every((word) => nameFolded.includes(word))) return tiers.words;
  if (query.cuts.length > 0 && fitsShortName(nameFolded, query.cuts)) return tiers.short;
  return null;
}
