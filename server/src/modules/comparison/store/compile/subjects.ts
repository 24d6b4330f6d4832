/** Cards against cards: one number of two subjects, two codes of one. Pure. */
import type { ComparisonRule } from '@xinheng/contracts/comparison.ts';
import { cardKinds } from '../../../../platform/city/index.ts';
import { cardSideSql, cardSql, differsSql, literal } from './values.ts';

/** Which subjects: all, or those of the codes `$1` and whoever shares with them. */
export type SubjectScope = 'all' | 'codes';

function columns(rule: ComparisonRule): string {
  const pair = rule.compare[0] as ComparisonRule['compare'][number];
  return `select ${literal(rule.code)}, 0::smallint, l.subject_code, ${cardSideSql('l')}, ${cardSql(pair.left, 'l')},
    r.subject_code, ${cardSideSql('r')}, ${cardSql(pair.right, 'r')}, false`;
}

function oneNumber(rule: ComparisonRule, scope: SubjectScope): string {
  const scheme = `i.scheme = ${literal(rule.scheme ?? '')}`;
  const held =
    scope === 'codes'
      ? `and i.value in (select i.value from registry.identifier i where i.subject_code = any($1::text[]) and ${scheme})`
      : '';
  const pair = rule.compare[0] as ComparisonRule['compare'][number];
  return `with shared as materialized (
      select i.value from registry.identifier i where ${scheme} ${held}
      group by i.value having min(i.subject_code) <> max(i.subject_code)
    ) ${columns(rule)} from shared
    join registry.identifier a on a.value = shared.value and a.scheme = ${literal(rule.scheme ?? '')}
    join registry.identifier b on b.value = shared.value and b.scheme = a.scheme and b.subject_code > a.subject_code
    join registry.subject l on l.subject_code = a.subject_code join registry.subject r on r.subject_code = b.subject_code
    where ${differsSql(cardSql(pair.left, 'l'), cardSql(pair.right, 'r'), pair)}`;
}

function twoCodes(rule: ComparisonRule, scope: SubjectScope): string {
  const named =
    scope === 'codes'
      ? 'and s.name_folded in (select name_folded from registry.subject where subject_code = any($1::text[]))'
      : '';
  return `with alike as materialized (
      select s.name_folded, s.established_on from registry.subject s
      where s.established_on is not null and s.legal_representative <> '' ${named}
      group by s.name_folded, s.established_on having count(*) > 1
    ) ${columns(rule)} from alike
    join registry.subject l using (name_folded, established_on)
    join registry.subject r using (name_folded, established_on)
    where l.subject_code < r.subject_code
      and comparison.fold(l.legal_representative) = comparison.fold(r.legal_representative)`;
}

/** The statement of a rule about cards; none for other rules. */
export function subjectStatements(rule: ComparisonRule, scope: SubjectScope): string[] {
  if (!cardKinds.has(rule.kind)) return [];
  return [rule.kind === 'one-number' ? oneNumber(rule, scope) : twoCodes(rule, scope)];
}
