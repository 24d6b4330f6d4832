/** 比对规则 as `cities/` declares them: the base's rules, without those a city switched off, then its own. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CatalogueEdition, CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { ComparisonRule, ComparisonRules } from '@xinheng/contracts/comparison.ts';
import { citiesFolder, type Declaration, readDeclaration } from './declaration.ts';
import { fieldBehind } from './quality-rules.ts';

interface RulesFile extends Omit<ComparisonRules, 'rules' | 'confirmations'> {
  confirmations?: number;
  rules?: ComparisonRule[];
  switchOff?: string[];
  days?: Record<string, number>;
}

/** Kinds that look at the register's cards and at no records. */
export const cardKinds: ReadonlySet<string> = new Set(['one-number', 'two-codes']);

function leftOperands(rule: ComparisonRule): string[] {
  return [
    ...rule.compare.map(({ left }) => left),
    ...(rule.on ?? []).map(({ left }) => left),
    ...(rule.when ? [rule.when.field] : []),
    ...(rule.ended ? [rule.ended.field] : []),
  ];
}

function rightOperands(rule: ComparisonRule): string[] {
  const all = [...rule.compare.map(({ right }) => right), ...(rule.on ?? []).map(({ right }) => right)];
  return all.filter((operand) => !operand.startsWith('subject.'));
}

const has = (item: CatalogueItem, operands: string[]) =>
  operands.every(
    (operand) => operand.startsWith('subject.') || typeof fieldBehind(item, operand.replace('#year', '')) === 'string',
  );

/** The items that a rule compares, those of the left side. */
export function comparedItems(rule: ComparisonRule, catalogue: CatalogueEdition): CatalogueItem[] {
  if (cardKinds.has(rule.kind)) return [];
  const { items } = rule;
  if (items === '*' || items === undefined)
    return catalogue.items.filter((item) => item.subject.role === 'about' && has(item, leftOperands(rule)));
  return catalogue.items.filter((item) => items.includes(item.code));
}

/** The items of the right side, where it is another record. */
export function otherItems(rule: ComparisonRule, catalogue: CatalogueEdition): CatalogueItem[] {
  return catalogue.items.filter(({ code }) => rule.others?.includes(code));
}

function checkRule(file: Declaration<RulesFile>, at: number, rule: ComparisonRule, catalogue: CatalogueEdition): void {
  const path = ['rules', at];
  const needs = { 'still-valid': 'ended', 'one-number': 'scheme', 'same-fact': 'on' } as const;
  const needed = needs[rule.kind as keyof typeof needs];
  if (needed !== undefined && rule[needed] === undefined) file.refuse(path, `${rule.kind} 的规则须写明 ${needed}`);
  for (const item of comparedItems(rule, catalogue)) {
    const operands = [...leftOperands(rule), ...(rule.others ? [] : rightOperands(rule))];
    const unknown = operands.find((operand) => !has(item, [operand]));
    if (unknown !== undefined) file.refuse(path, `事项“${item.code}”没有字段“${unknown}”`);
  }
  for (const item of otherItems(rule, catalogue)) {
    const unknown = rightOperands(rule).find((operand) => !has(item, [operand]));
    if (unknown !== undefined) file.refuse([...path, 'others'], `事项“${item.code}”没有字段“${unknown}”`);
  }
}

/**
 * The comparison rules a city works by.
 * @throws XinhengError `declaration-invalid` with 文件:行号
 */
export function readComparisonRules(city: string, catalogue: CatalogueEdition): ComparisonRules {
  const rules = new Map<string, ComparisonRule>();
  let head = { edition: '', effectiveFrom: '', confirmations: 3 };
  for (const place of ['base', city]) {
    const path = join(citiesFolder, place, 'comparison-rules.yaml');
    if (place !== 'base' && !existsSync(path)) continue;
    const file = readDeclaration<RulesFile>(path, 'base/schema/comparison-rules.schema.json');
    const { edition, effectiveFrom, confirmations = head.confirmations } = file.value;
    head = { edition, effectiveFrom, confirmations };
    for (const [i, code] of (file.value.switchOff ?? []).entries())
      if (!rules.delete(code)) file.refuse(['switchOff', i], `没有代码为“${code}”的基础规则`);
    for (const [code, days] of Object.entries(file.value.days ?? {})) {
      const known = rules.get(code) ?? file.refuse(['days', code], `没有代码为“${code}”的基础规则`);
      rules.set(code, { ...known, days });
    }
    for (const [at, rule] of (file.value.rules ?? []).entries()) {
      if (rules.has(rule.code)) file.refuse(['rules', at, 'code'], `规则代码“${rule.code}”重复`);
      rules.set(rule.code, rule);
      checkRule(file, at, rule, catalogue);
    }
  }
  return { ...head, rules: [...rules.values()] };
}
