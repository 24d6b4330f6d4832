/** Two records of one subject that speak of the same fact. Pure. */
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { ComparisonRule } from '@xinheng/contracts/comparison.ts';
import { cardKinds, comparedItems, otherItems } from '../../../../platform/city/index.ts';
import { isAgainstCard } from './cards.ts';
import type { Ground } from './index.ts';
import { differsSql, literal, oneOf, recordSql, sensitiveSql, sideSql, stands, whenSql } from './values.ts';

const codesOf = (items: readonly CatalogueItem[]) => items.map(({ code }) => code);

/** What must agree, as it is joined. */
function keySql(item: CatalogueItem, operand: string, alias: string): string {
  const value = recordSql(item, operand, alias);
  return operand === '@documentNumber' ? `comparison.fold_number(${value})` : value;
}

function pairsSql(rule: ComparisonRule, left: CatalogueItem, right: CatalogueItem): string {
  const values = rule.compare.map((pair, at) => {
    const [l, r] = [recordSql(left, pair.left, 'l'), recordSql(right, pair.right, 'r')];
    const sensitive = `${sensitiveSql(left, pair.left, 'l')} or ${sensitiveSql(right, pair.right, 'r')}`;
    return `select ${at}::smallint, ${l}, ${r}, ${sensitive} where ${differsSql(l, r, pair)}`;
  });
  return `cross join lateral (${values.join('\nunion all ')}) d (pair, left_value, right_value, sensitive)`;
}

const columns = (
  rule: ComparisonRule,
) => `select ${literal(rule.code)}, d.pair, l.subject_code, ${sideSql('l')}, d.left_value,
  null::text, ${sideSql('r')}, d.right_value, d.sensitive`;

/** Records of different items: the smaller side finds its partners. */
function acrossItems(rule: ComparisonRule, ground: Ground, scope: string): string[] {
  const on = rule.on ?? [];
  return comparedItems(rule, ground.catalogue).flatMap((left) =>
    otherItems(rule, ground.catalogue).map((right) => {
      const keys = on.map((pair) => `and ${keySql(left, pair.left, 'l')} = ${keySql(right, pair.right, 'r')}`);
      return `${columns(rule)} from records.record r
        join records.record l on l.subject_code = r.subject_code ${keys.join(' ')}
        ${pairsSql(rule, left, right)}
        where r.item = ${literal(right.code)} and l.item = ${literal(left.code)} and ${stands('r')} and ${stands('l')}
          and ${whenSql(rule, 'l')} and ${scope}`;
    }),
  );
}

/** Records of the same item: first what was reported more than once, which is little, then the pairs of it. */
function withinItem(rule: ComparisonRule, item: CatalogueItem, scope: string): string {
  const keys = (rule.on ?? []).map(({ left }) => left);
  const grouped = ['r.subject_code', ...keys.map((operand) => keySql(item, operand, 'r'))];
  const names = ['subject_code', ...keys.map((_, at) => `key_${at}`)];
  const joined = (alias: string) =>
    [
      `${alias}.subject_code = g.subject_code`,
      ...keys.map((key, at) => `${keySql(item, key, alias)} = g.key_${at}`),
    ].join(' and ');
  return `with g (${names.join(', ')}) as materialized (
      select ${grouped.join(', ')} from records.record r where r.item = ${literal(item.code)} and ${stands('r')} and ${scope}
      group by ${grouped.join(', ')} having count(*) > 1 and min(r.department) <> max(r.department)
    ) ${columns(rule)} from g
    -- Few, though the planner expects many: without the fence it sorts every record for a join that finds none.
    cross join lateral (select l.* from records.record l
      where ${joined('l')} and l.item = ${literal(item.code)} and ${stands('l')} offset 0) l
    cross join lateral (select r.* from records.record r where ${joined('r')} and r.item = ${literal(item.code)}
      and ${stands('r')} and r.record_key > l.record_key and r.department <> l.department offset 0) r
    ${pairsSql(rule, item, item)} where ${whenSql(rule, 'l')}`;
}

/** Two registrations of one code, of whatever item and department. */
function ofOneCode(rule: ComparisonRule, ground: Ground, scope: string): string {
  const items = comparedItems(rule, ground.catalogue);
  const codes = codesOf(items);
  const value = (operand: string, alias: string) =>
    `case ${alias}.item ${items.map((item) => `when ${literal(item.code)} then ${recordSql(item, operand, alias)}`).join(' ')} end`;
  const values = rule.compare.map((pair, at) => {
    const [l, r] = [value(pair.left, 'l'), value(pair.right, 'r')];
    return `select ${at}::smallint, ${l}, ${r}, false where ${differsSql(l, r, pair)}`;
  });
  return `with g as materialized (
      select r.subject_code from records.record r where ${oneOf('r.item', codes)} and ${stands('r')} and ${scope}
      group by r.subject_code having count(*) > 1
    ) ${columns(rule)} from g
    cross join lateral (select l.* from records.record l
      where l.subject_code = g.subject_code and ${oneOf('l.item', codes)} and ${stands('l')} offset 0) l
    cross join lateral (select r.* from records.record r where r.subject_code = g.subject_code
      and ${oneOf('r.item', codes)} and ${stands('r')} and r.record_key > l.record_key offset 0) r
    cross join lateral (${values.join('\nunion all ')}) d (pair, left_value, right_value, sensitive)`;
}

/** The statements of one rule about pairs of records, within `scope`, a condition on `r`. */
export function pairStatements(rule: ComparisonRule, ground: Ground, scope: string): string[] {
  if (cardKinds.has(rule.kind) || isAgainstCard(rule)) return [];
  if (rule.kind === 'one-code') return [ofOneCode(rule, ground, scope)];
  if (rule.others) return acrossItems(rule, ground, scope);
  return comparedItems(rule, ground.catalogue).map((item) => withinItem(rule, item, scope));
}
