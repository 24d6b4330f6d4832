/** 质量评分卡 as `cities/` declares it: the base's indicators, with the numbers that a city lays over them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { baseCounts, type CountSum, type Indicator, type Scorecards } from '@xinheng/contracts/scorecards.ts';
import { citiesFolder, type Declaration, readDeclaration } from './declaration.ts';

type Adjustment = Pick<Indicator, 'code' | 'source'> & Partial<Pick<Indicator, 'points' | 'full' | 'colours'>>;
type ScorecardsFile = Partial<Scorecards> & Pick<Scorecards, 'edition'> & { adjust?: Adjustment[] };

const schema = 'base/schema/scorecards.schema.json';

/** Every count that a formula may name. */
function countsKnown(indicators: readonly Indicator[]): Set<string> {
  const failing = indicators.filter((one) => one.failing !== undefined);
  return new Set([...baseCounts, ...failing.flatMap(({ code }) => [`rows.${code}`, `faults.${code}`])]);
}

function checkIndicator(file: Declaration<ScorecardsFile>, at: number, all: readonly Indicator[]): void {
  const one = all[at] as Indicator;
  const path = ['indicators', at];
  if (all.findIndex(({ code }) => code === one.code) !== at) file.refuse([...path, 'code'], `指标“${one.code}”重复`);
  const formula = one.numerator !== undefined && one.denominator !== undefined;
  if (formula !== (one.basis === 'counts')) file.refuse(path, 'basis 为 counts 的指标须写明分子和分母，其他指标不能有');
  const known = countsKnown(all);
  for (const part of ['numerator', 'denominator'] as const) {
    const sum: CountSum | undefined = one[part];
    const unknown = [...(sum?.plus ?? []), ...(sum?.minus ?? [])].find((name) => !known.has(name));
    if (unknown !== undefined) file.refuse([...path, part], `没有名为“${unknown}”的计数`);
  }
  const wrongOrder =
    one.better === 'higher' ? one.colours.good < one.colours.fair : one.colours.good > one.colours.fair;
  if (wrongOrder) file.refuse([...path, 'colours'], '“良好”的线须严于“一般”的线');
  if (one.failingOf !== undefined && !all.some(({ code }) => code === one.failingOf))
    file.refuse([...path, 'failingOf'], `没有指标“${one.failingOf}”`);
}

/**
 * The indicators a city scores by.
 * @throws XinhengError `declaration-invalid` with 文件:行号 for an unknown count, indicator or an order of colours that is upside down
 */
export function readScorecards(folder: string): Scorecards {
  const base = readDeclaration<ScorecardsFile>(join(citiesFolder, 'base', 'scorecards.yaml'), schema);
  const { indicators, rhythm, challenges } = base.value;
  if (!indicators || !rhythm || !challenges) return base.refuse([], '基础评分卡须有 indicators、rhythm、challenges');
  for (const at of indicators.keys()) checkIndicator(base, at, indicators);
  const declared = { ...base.value, indicators, rhythm, challenges } as Scorecards;
  const path = join(citiesFolder, folder, 'scorecards.yaml');
  if (!existsSync(path)) return declared;
  const own = readDeclaration<ScorecardsFile>(path, schema);
  const { adjust = [], indicators: added = [], ...rest } = own.value;
  for (const [i, { code }] of adjust.entries())
    if (!indicators.some((one) => one.code === code)) own.refuse(['adjust', i, 'code'], `基础评分卡没有指标“${code}”`);
  const adjusted = indicators.map((one) => ({ ...one, ...adjust.find(({ code }) => code === one.code) }));
  const all = [...added, ...adjusted];
  for (const at of added.keys()) checkIndicator(own, at, all);
  return { ...declared, ...rest, indicators: [...adjusted, ...added] };
}
