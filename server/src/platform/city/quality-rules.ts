/** 质量规则 as `cities/` declares them: the base's rules, adjusted and added to by a city. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CatalogueEdition, CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { QualityRule, QualityRules, RuleCondition, RuleGravity } from '@xinheng/contracts/quality.ts';
import { citiesFolder, type Declaration, readDeclaration } from './declaration.ts';

interface RulesFile {
  edition: string;
  effectiveFrom: string;
  rules?: QualityRule[];
  switchOff?: string[];
  gravity?: Record<string, RuleGravity>;
}

/** The field of the item behind an operand; null when the item keeps none there; undefined for what is no field. */
export function fieldBehind(item: CatalogueItem, operand: string): string | null | undefined {
  if (operand === 'today' || operand.startsWith('subject.') || /^\d/.test(operand)) return undefined;
  if (!operand.startsWith('@')) return item.fields.some(({ name }) => name === operand) ? operand : null;
  const part = operand.slice(1) as 'name' | 'occurredOn' | 'effectiveFrom' | 'effectiveUntil' | 'documentNumber';
  return (part === 'name' ? item.identity.name : item[part]) ?? null;
}

/** Every operand of a rule, also those in its message. */
function operandsOf(rule: QualityRule): string[] {
  const ofCondition = (one: RuleCondition) => [
    ...[one.field, one.earlierThan, one.laterThan, one.differsFrom, one.amountInText?.text],
    ...[one.hasRecord?.earlierThan, one.hasRecord?.laterThan],
  ];
  const inMessage = [...rule.message.matchAll(/\{([^}]+)\}/g)].map(([, operand]) => operand);
  return [rule.points, rule.becomes?.field, ...rule.when.flatMap(ofCondition), ...inMessage].filter(
    (operand) => operand !== undefined,
  );
}

/** Rules that look at the register or at other records are judged in the store, the others row by row. */
export function looksIntoStore(rule: QualityRule): boolean {
  return operandsOf(rule).some((operand) => operand.startsWith('subject.')) || rule.when.some((one) => one.hasRecord);
}

/** The rules that concern an item. */
export function rulesOfItem(rules: readonly QualityRule[], item: CatalogueItem): QualityRule[] {
  return rules.filter(
    (rule) =>
      (rule.items === '*' || rule.items.includes(item.code)) &&
      operandsOf(rule).every((operand) => fieldBehind(item, operand) !== null) &&
      // A registration is what the card is made of: it cannot contradict it.
      !(looksIntoStore(rule) && item.subject.role === 'registers'),
  );
}

function checkRule(file: Declaration<RulesFile>, at: number, rule: QualityRule, catalogue: CatalogueEdition): void {
  const path = ['rules', at];
  if ((rule.gravity === 'correct') !== (rule.becomes !== undefined))
    file.refuse(path, '更正（correct）的规则须写明 becomes，其他规则不能有');
  const intoStore = looksIntoStore(rule);
  if (intoStore && (rule.gravity === 'reject' || rule.gravity === 'correct'))
    file.refuse([...path, 'gravity'], '与登记或其他信息比对的规则只能暂存或告警');
  if (intoStore && rule.when.some(({ amountInText }) => amountInText))
    file.refuse([...path, 'when'], 'amountInText 不能与登记或其他信息的比对并用');
  for (const [i, one] of rule.when.entries()) {
    if ((one.field === undefined) === (one.hasRecord === undefined))
      file.refuse([...path, 'when', i], '每个条件须有 field，或只有 hasRecord');
    if (one.hasRecord && Object.keys(one).length > 1) file.refuse([...path, 'when', i], 'hasRecord 须单独成一个条件');
    if (one.matches !== undefined) {
      try {
        new RegExp(one.matches, 'u');
      } catch (error) {
        file.refuse([...path, 'when', i, 'matches'], `不是正则表达式：${(error as Error).message}`);
      }
    }
  }
  if (rule.items === '*') return;
  for (const [i, code] of rule.items.entries()) {
    const item = catalogue.items.find((known) => known.code === code);
    // A city may have no use for an item of the base.
    if (item === undefined) continue;
    const unknown = operandsOf(rule).find((operand) => fieldBehind(item, operand) === null);
    if (unknown !== undefined) file.refuse([...path, 'items', i], `事项“${code}”没有字段“${unknown}”`);
    const secret = item.fields.find(
      ({ name, type }) => (type === 'person-id' || type === 'person') && rule.message.includes(`{${name}}`),
    );
    if (secret) file.refuse([...path, 'message'], `提示语不能重复自然人的“${secret.label}”`);
  }
}

/**
 * The rules a city works by: the base's, without those it switched off and with its own gravity, then its own.
 * @throws XinhengError `declaration-invalid` with 文件:行号
 */
export function readQualityRules(city: string, catalogue: CatalogueEdition): QualityRules {
  const rules = new Map<string, QualityRule>();
  let edition = { edition: '', effectiveFrom: '' };
  for (const place of ['base', city]) {
    const path = join(citiesFolder, place, 'quality-rules.yaml');
    if (place !== 'base' && !existsSync(path)) continue;
    const file = readDeclaration<RulesFile>(path, 'base/schema/quality-rules.schema.json');
    edition = { edition: file.value.edition, effectiveFrom: file.value.effectiveFrom };
    for (const [i, code] of (file.value.switchOff ?? []).entries())
      if (!rules.delete(code)) file.refuse(['switchOff', i], `没有代码为“${code}”的基础规则`);
    for (const [code, gravity] of Object.entries(file.value.gravity ?? {})) {
      const { becomes: _, ...rest } =
        rules.get(code) ?? file.refuse(['gravity', code], `没有代码为“${code}”的基础规则`);
      rules.set(code, { ...rest, gravity });
    }
    for (const [at, rule] of (file.value.rules ?? []).entries()) {
      if (rules.has(rule.code)) file.refuse(['rules', at, 'code'], `规则代码“${rule.code}”重复`);
      rules.set(rule.code, rule);
      checkRule(file, at, rule, catalogue);
    }
  }
  return { ...edition, rules: [...rules.values()] };
}
