/**
 * One way to fold a subject's name, shared by everything that compares names: the registry's `name_folded`, matching by
 * name, the search index and the search box. It lives in contracts because the registry (tier 2) may not import
 * quality (tier 3), where the other normalisers are; quality/normalise/name.ts re-exports this one and adds nothing.
 */

/** Names that are already folded: the plain ideographs, digits, capitals and half-width brackets of nearly every name. */
const ALREADY_FOLDED = /^[\u4e00-\u9fff0-9A-Z()]*$/;

/** Spaces of every kind, controls, zero-width and direction marks, soft hyphens, variation selectors. */
const INVISIBLE = /[\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]+/gu;
const OPENING = /[[{\u3014\u3010\u3016\u3018\u301a\u2768\u276a]/g;
const CLOSING = /[\]}\u3015\u3011\u3017\u3019\u301b\u2769\u276b]/g;
/** The dots between the parts of a person's or brand's name: registers mix at least these five. */
const MIDDLE_DOTS = /[\u2022\u2027\u2219\u22c5\u30fb]/g;
const TRAILING_PUNCTUATION = /[.,;:!?'"`~\-_*\u00b7\u2013\u2014\u2018\u2019\u201c\u201d\u3001\u3002]+$/u;

function foldOnce(name: string): string {
  return name
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(OPENING, '(')
    .replace(CLOSING, ')')
    .replace(MIDDLE_DOTS, '\u00b7')
    .toUpperCase()
    .replace(TRAILING_PUNCTUATION, '');
}

/**
 * Returns `name` in the one spelling used for comparison: Unicode NFKC (full-width letters and （） become half-width,
 * compatibility ideographs become the unified ones), every kind of square or lenticular bracket as `(` `)`, no spaces or
 * invisible marks at all, Latin letters in capitals, punctuation at the end removed. Names that differ in anything a
 * reader can see, apart from that, stay different: nothing is dropped from the middle, no legal form is stripped.
 * Idempotent. Never throws; a broken surrogate becomes U+FFFD, since PostgreSQL could not keep it.
 */
export function foldName(name: string): string {
  if (ALREADY_FOLDED.test(name)) return name;
  let folded = foldOnce(name.toWellFormed());
  // Removing a mark or raising a letter can bring characters together that compose anew (rare; seen only in fuzzing).
  for (let pass = 0; pass < 8; pass += 1) {
    const again = foldOnce(folded);
    if (again === folded) break;
    folded = again;
  }
  return folded;
}
