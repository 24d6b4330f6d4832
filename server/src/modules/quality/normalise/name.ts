/**
 * Folding of names for comparison. The rule itself lives in contracts, where the registry and the search reach it; here
 * is the same result faster for what registers hold: ideographs, digits, Latin letters and brackets of all kinds.
 */
import { foldName as foldAnyName } from '@xinheng/contracts/fold-name.ts';

/** What a character folds to when it needs no look at its neighbours: itself, another unit, 0 for "ask the long way". */
const folded = new Uint16Array(0x10000);
for (let unit = 0x4e00; unit <= 0x9fff; unit++) folded[unit] = unit;
for (const character of '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ()')
  folded[character.charCodeAt(0)] = character.charCodeAt(0);
for (let unit = 0x61; unit <= 0x7a; unit++) folded[unit] = unit - 32;
for (const opening of '（〔【[［') folded[opening.charCodeAt(0)] = 0x28;
for (const closing of '）〕】]］') folded[closing.charCodeAt(0)] = 0x29;

/** The one spelling of a name used for comparison; see contracts/src/fold-name.ts. Same answers, several times as fast. */
export function foldName(name: string): string {
  const length = name.length;
  let kept = 0;
  let result = '';
  for (let at = 0; at < length; at++) {
    const unit = name.charCodeAt(at);
    if ((unit >= 0x4e00 && unit <= 0x9fff) || (unit >= 0x30 && unit <= 0x39) || (unit >= 0x41 && unit <= 0x5a))
      continue;
    const to = folded[unit] as number;
    if (to === unit) continue;
    if (to === 0) return foldAnyName(name);
    result += name.slice(kept, at) + String.fromCharCode(to);
    kept = at + 1;
  }
  return kept === 0 ? name : result + name.slice(kept);
}
