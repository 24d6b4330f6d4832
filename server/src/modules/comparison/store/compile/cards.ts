/** Records against the register's card: all rules of it in one pass over the records. Pure. */
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { ComparedPair, ComparisonRule } from '@xinheng/contracts/comparison.ts';
import { comparedItems } from '../../../../platform/city/index.ts';
import type { Ground } from './index.ts';
import {
  cardPart,
  cardSideSql,
  cardSql,
  differsSql,
  fieldOf,
  literal,
  oneOf,
  recordSql,
  sensitiveSql,
  sideSql,
  stands,
  whenSql,
} from './values.ts';

/** One comparison: a pair of a rule, over the items that keep the value in the same field. */
interface Branch {
  rule: ComparisonRule;
  pair: ComparedPair;
  at: number;
  items: CatalogueItem[];
}

/** Whether a rule compares records with the card of their own subject. */
export function isAgainstCard({ kind, compare }: ComparisonRule): boolean {
  return (
    kind === 'still-valid' ||
    (kind !== 'one-number' && kind !== 'two-codes' && cardPart(compare[0]?.right ?? '') !== undefined)
  );
}

function branchesOf({ rules, catalogue }: Ground): Branch[] {
  return rules.filter(isAgainstCard).flatMap((rule) =>
    rule.compare.flatMap((pair, at) => {
      const byField = Map.groupBy(
        comparedItems(rule, catalogue),
        (item) => `${fieldOf(item, pair.left)?.name} ${sensitiveSql(item, pair.left, 'r')}`,
      );
      return [...byField.values()].map((items) => ({ rule, pair, at, items }));
    }),
  );
}

const firstOf = ({ items }: Branch) => items[0] as CatalogueItem;
const valuesOf = (branch: Branch) => ({
  left: recordSql(firstOf(branch), branch.pair.left, 'r'),
  right: cardSql(branch.pair.right, 's'),
});

/** Cheap: what nearly every row fails, without folding and without a look elsewhere. */
function roughly(branch: Branch): string {
  const { rule, items } = branch;
  const here = oneOf(
    'r.item',
    items.map(({ code }) => code),
  );
  if (rule.ended) {
    const open = `(r.effective_until is null or r.effective_until >= (now() at time zone 'Asia/Shanghai')::date)`;
    return `(${here} and ${oneOf('s.status', rule.ended.statuses)} and ${open} and ${whenSql(rule, 'r')})`;
  }
  const { left, right } = valuesOf(branch);
  return `(${here} and ${left} <> ${right})`;
}

/** What is dear is asked last: the planner holds a look elsewhere for free and would begin with it. */
function exactly(branch: Branch): string {
  const { rule, pair } = branch;
  const parts = ['true'];
  if (!rule.ended) {
    const { left, right } = valuesOf(branch);
    parts.push(differsSql(left, right, pair), whenSql(rule, 'r'));
    if (pair.as === 'name')
      parts.push(`not exists (select from registry.identifier i where i.subject_code = s.subject_code
        and i.scheme = 'former-name' and comparison.fold(i.value) = comparison.fold(${left}))`);
  }
  const { explainedBy } = rule;
  if (explainedBy)
    parts.push(`not exists (select from records.record c where c.subject_code = s.subject_code
      and c.item = ${literal(explainedBy.item)} and ${stands('c')} and c.occurred_on >= r.occurred_on
      and ${oneOf(`c.payload ->> ${literal(explainedBy.field)}`, explainedBy.anyOf)})`);
  return parts.reduceRight((rest, part) => (rest === '' ? part : `case when ${part} then ${rest} else false end`), '');
}

/** The statement that finds them within `scope`, a condition on `r`; null when no rule is of this kind. */
export function cardStatement(ground: Ground, scope: string): string | null {
  const branches = branchesOf(ground);
  if (branches.length === 0) return null;
  const values = branches.map((branch) => {
    const { left, right } = valuesOf(branch);
    return `select ${literal(branch.rule.code)}, ${branch.at}::smallint, ${left}, ${right},
      ${sensitiveSql(firstOf(branch), branch.pair.left, 'r')} where case when ${roughly(branch)} then ${exactly(branch)} else false end`;
  });
  return `select d.rule, d.pair, r.subject_code, ${sideSql('r')}, d.left_value, null::text, ${cardSideSql('s')}, d.right_value,
      d.sensitive
    from records.record r join registry.subject s on s.subject_code = r.subject_code
    cross join lateral (${values.join('\nunion all ')}) d (rule, pair, left_value, right_value, sensitive)
    where ${stands('r')} and (${branches.map(roughly).join('\n or ')}) and ${scope}`;
}
