/** What may stand below what, on every day. Pure. */
import type { OrganisationFacts } from '../store/kinds.ts';
import { type Piece, pieceOn } from './dated.ts';

type Facts = Pick<OrganisationFacts, 'name' | 'level' | 'parent'>;
type Tree = ReadonlyMap<string, readonly Piece<Facts>[]>;

const ranks: Record<Facts['level'], number> = { city: 0, county: 1, park: 1, station: 2 };

/** Why an organisation cannot stand in this tree as it does from a day on, in words; null when it can. */
export function faultOfTree(tree: Tree, code: string, from: string): string | null {
  const starts = [...tree.values()].flat().flatMap((piece) => (piece.from > from ? [piece.from] : []));
  for (const day of [from, ...[...new Set(starts)].sort()]) {
    const fault = faultOn(tree, code, day);
    if (fault !== null) return fault;
  }
  return null;
}

const since = (day: string) => (/^\d/.test(day) ? `${day}起，` : '');

function faultOn(tree: Tree, code: string, day: string): string | null {
  const on = (one: string) => pieceOn(tree.get(one) ?? [], day)?.facts;
  const own = on(code);
  for (const [below, pieces] of tree) {
    const facts = pieceOn(pieces, day)?.facts;
    if (facts?.parent !== code) continue;
    if (!own) return `${since(day)}下级机构“${facts.name}”（${below}）仍在，请先撤销它或把它移到别处。`;
    if (ranks[facts.level] < ranks[own.level])
      return `${since(day)}下级机构“${facts.name}”（${below}）的层级高于本机构，请先调整。`;
  }
  if (!own) return null;
  if (own.level === 'station' && own.parent === null) return '所、站必须有上级机构。';
  const seen = new Set([code]);
  for (let above = own.parent, level = own.level; above !== null; ) {
    if (seen.has(above)) return `${since(day)}机构“${above}”会成为自己的上级，请另选上级机构。`;
    seen.add(above);
    const facts = on(above);
    if (!facts) return `${since(day)}上级机构“${above}”不存在或已撤销，请另选上级机构。`;
    if (ranks[facts.level] > ranks[level])
      return `${since(day)}上级机构“${facts.name}”的层级低于下级，请另选上级机构。`;
    [above, level] = [facts.parent, facts.level];
  }
  return null;
}
