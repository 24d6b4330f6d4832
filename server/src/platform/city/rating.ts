/** 信用评判 as `cities/` declares it: the base's metrics and schemes, replaced by code and added to by a city. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { CatalogueEdition, CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { Law, Metric, MetricSource, RatingRules, Scheme } from '@xinheng/contracts/rating.ts';
import { citiesFolder, type Declaration, type Path, parseDeclaration, readDeclaration } from './declaration.ts';

type Refuse = (path: Path, message: string) => never;
type MetricsFile = { metrics: Metric[] };
/** What a scheme may refer to. */
type Known = { metrics: ReadonlyMap<string, Metric>; laws: ReadonlyMap<string, Law> };

const metricsSchema = 'base/schema/metrics.schema.json';
/** 模型 that any city may take: schemes of other places and of trades. */
const modelsFolder = join(citiesFolder, 'base/rating/models');
const schemeSchema = 'base/schema/scheme.schema.json';

function checkSource(refuse: Refuse, path: Path, item: CatalogueItem, metric: Metric, source: MetricSource): void {
  const fieldOf = (name: string) => item.fields.find((field) => field.name === name);
  for (const part of ['from', 'until', 'before'] as const) {
    const day = source[part];
    if (day === undefined || day.startsWith('@')) continue;
    if (fieldOf(day)?.type !== 'date') refuse([...path, part], `事项“${item.code}”没有日期字段“${day}”`);
  }
  for (const [i, { field, severity }] of (source.where ?? []).entries()) {
    if ((field === undefined) === (severity === undefined))
      refuse([...path, 'where', i], '每个条件须有 field 或 severity 之一');
    if (field !== undefined && !fieldOf(field))
      refuse([...path, 'where', i, 'field'], `事项“${item.code}”没有字段“${field}”`);
  }
  const summed = metric.aggregate === 'sum' || metric.aggregate === 'highest';
  if (summed && !['number', 'integer'].includes(fieldOf(metric.field ?? '')?.type ?? ''))
    refuse(path, `事项“${item.code}”没有数值字段“${metric.field}”`);
}

function checkMetric(file: Declaration<MetricsFile>, at: number, metric: Metric, catalogue: CatalogueEdition): void {
  const refuse: Refuse = (path, message) => file.refuse(['metrics', at, ...path], message);
  if ((metric.sources === undefined) === (metric.subject === undefined))
    refuse([], '指标须有 sources（信息）或 subject（登记）之一');
  if ((metric.field !== undefined) !== (metric.aggregate === 'sum' || metric.aggregate === 'highest'))
    refuse([], 'sum、highest 须有 field，其他不能有');
  for (const [i, source] of (metric.sources ?? []).entries()) {
    // An item outside this city's catalogue has no records here: the metric stays at what the others give.
    const item = catalogue.items.find(({ code }) => code === source.item);
    if (item) checkSource(refuse, ['sources', i], item, metric, source);
  }
}

function checkScheme(file: Declaration<Scheme>, { metrics, laws }: Known): void {
  const scheme = file.value;
  const resting =
    scheme.kind === 'colours'
      ? (scheme.triggers ?? [])
      : [...(scheme.overrides ?? []), ...(scheme.groups ?? []).flatMap(({ indicators }) => indicators)];
  for (const { law, title } of resting)
    if (law !== undefined && !laws.has(law)) file.refuse([], `“${title}”依据的法律文件“${law}”不在 laws.yaml 中`);
  const results = new Set(scheme.results.map(({ code }) => code));
  const known = (path: Path, metric: string) => {
    if (!metrics.has(metric)) file.refuse(path, `没有指标“${metric}”`);
  };
  const oneOf = (path: Path, result: string) => {
    if (!results.has(result)) file.refuse(path, `没有结果“${result}”`);
  };
  if (scheme.kind === 'colours') {
    if (!Array.isArray(scheme.triggers)) file.refuse([], '颜色方案须有 triggers');
    for (const [i, trigger] of scheme.triggers.entries()) {
      oneOf(['triggers', i, 'result'], trigger.result);
      for (const [j, { metric }] of trigger.when.entries()) known(['triggers', i, 'when', j, 'metric'], metric);
    }
    return;
  }
  if (!Array.isArray(scheme.groups)) file.refuse([], '计分方案须有 groups');
  for (const [i, override] of (scheme.overrides ?? []).entries()) {
    known(['overrides', i, 'metric'], override.metric);
    oneOf(['overrides', i, 'result'], override.result);
  }
  const sum = scheme.groups.flatMap(({ indicators }) => indicators).reduce((total, { points }) => total + points, 0);
  if (Math.abs(sum - scheme.total) > 1e-6) file.refuse(['total'], `各指标分值之和为 ${sum}，须等于总分`);
  for (const [i, { indicators }] of scheme.groups.entries())
    for (const [j, { parts }] of indicators.entries())
      for (const [k, { metric }] of parts.entries())
        known(['groups', i, 'indicators', j, 'parts', k, 'metric'], metric);
  const steps = scheme.results.map(({ atLeast }) => atLeast);
  if (
    steps.some((step, i) => typeof step !== 'number' || (i > 0 && step >= (steps[i - 1] as number))) ||
    steps.at(-1) !== 0
  )
    file.refuse(['results'], '等级须按 atLeast 自高到低排列，最后一级为 0');
}

/**
 * A scheme and metrics that an officer has drafted, checked as those of the folder are.
 * @param texts as JSON or YAML
 * @throws XinhengError `declaration-invalid` with the line
 */
export function parseDraft(
  texts: { scheme: string; metrics: string },
  { rules, catalogue }: { rules: RatingRules; catalogue: CatalogueEdition },
): { scheme: Scheme; metrics: Metric[] } {
  const laws = new Map(rules.laws.map((law) => [law.code, law]));
  const metrics = new Map(rules.metrics.map((metric) => [metric.code, metric]));
  const added: Metric[] = [];
  if (texts.metrics.trim() !== '') {
    const file = parseDeclaration<MetricsFile>('新增指标', texts.metrics, metricsSchema);
    for (const [at, metric] of file.value.metrics.entries()) {
      if (metrics.has(metric.code))
        file.refuse(['metrics', at, 'code'], `指标“${metric.code}”已有，其他方案也在使用；改动请用新的代码`);
      checkMetric(file, at, metric, catalogue);
      checkLaw(file, at, metric, laws);
      metrics.set(metric.code, metric);
      added.push(metric);
    }
  }
  const file = parseDeclaration<Scheme>('方案', texts.scheme, schemeSchema);
  checkScheme(file, { metrics, laws });
  return { scheme: file.value, metrics: added };
}

function checkLaw(file: Declaration<MetricsFile>, at: number, { law }: Metric, laws: Known['laws']): void {
  if (law !== undefined && !laws.has(law)) file.refuse(['metrics', at, 'law'], `法律文件“${law}”不在 laws.yaml 中`);
}

function readLaws(city: string): Map<string, Law> {
  const laws = new Map<string, Law>();
  for (const place of ['base', city]) {
    const path = join(citiesFolder, place, 'laws.yaml');
    if (!existsSync(path)) continue;
    const file = readDeclaration<{ laws: Law[] }>(path, 'base/schema/laws.schema.json');
    for (const law of file.value.laws) laws.set(law.code, law);
  }
  return laws;
}

/** @throws XinhengError `declaration-invalid` with 文件:行号 */
export function readRating(city: string, catalogue: CatalogueEdition): RatingRules {
  const laws = readLaws(city);
  const metrics = new Map<string, Metric>();
  const schemes = new Map<string, Scheme>();
  for (const place of ['base', city]) {
    const folder = join(citiesFolder, place, 'rating');
    if (existsSync(folder)) readFolder(folder, catalogue, { metrics, laws, schemes });
    for (const model of usedModels(join(folder, 'models.yaml')))
      schemes.set(model, readScheme(join(modelsFolder, `${model}.yaml`), { metrics, laws }));
  }
  return { laws: [...laws.values()], metrics: [...metrics.values()], schemes: [...schemes.values()] };
}

/** Models of the base's shelf that a city judges by. */
function usedModels(path: string): string[] {
  if (!existsSync(path)) return [];
  const file = readDeclaration<{ use: string[] }>(path, 'base/schema/models.schema.json');
  for (const [at, model] of file.value.use.entries())
    if (!existsSync(join(modelsFolder, `${model}.yaml`))) file.refuse(['use', at], `没有模型“${model}”`);
  return file.value.use;
}

function readScheme(path: string, known: Known): Scheme {
  const file = readDeclaration<Scheme>(path, schemeSchema);
  if (basename(path) !== `${file.value.code}.yaml`) file.refuse(['code'], '文件名须与方案代码相同');
  checkScheme(file, known);
  return file.value;
}

function readFolder(
  folder: string,
  catalogue: CatalogueEdition,
  into: { metrics: Map<string, Metric>; laws: Known['laws']; schemes: Map<string, Scheme> },
): void {
  const path = join(folder, 'metrics.yaml');
  if (existsSync(path)) {
    const file = readDeclaration<MetricsFile>(path, metricsSchema);
    for (const [at, metric] of file.value.metrics.entries()) {
      checkMetric(file, at, metric, catalogue);
      checkLaw(file, at, metric, into.laws);
      into.metrics.set(metric.code, metric);
    }
  }
  for (const name of readdirSync(folder).sort()) {
    if (['metrics.yaml', 'models.yaml'].includes(name) || !name.endsWith('.yaml')) continue;
    const scheme = readScheme(join(folder, name), into);
    into.schemes.set(scheme.code, scheme);
  }
}
