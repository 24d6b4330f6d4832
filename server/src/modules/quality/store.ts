/** Declared rules that look at the register or at other records: one statement a rule over a matched batch. */
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { QualityRule, RuleCondition } from '@xinheng/contracts/quality.ts';
import type { PoolClient } from 'pg';
import { fieldBehind, looksIntoStore, rulesOfItem } from '../../platform/city/index.ts';
import type { StagedTables } from '../../platform/staging/index.ts';
import { outcomeOfGravity } from './compile/declared.ts';

/** Findings of these rules are numbered from here, behind those of the row's own checks. */
const firstSeq = 500;

const cardColumns: Record<string, string> = {
  ...{ name: 's.name', status: 's.status', region: 's.region', industry: 's.industry', entityType: 's.entity_type' },
  ...{ establishedOn: 's.established_on', legalRepresentative: 's.legal_representative', address: 's.address' },
};

const stagedColumnsOf: Record<string, string> = {
  ...{ '@name': 'r.name', '@occurredOn': 'r.occurred_on', '@effectiveFrom': 'r.effective_from' },
  ...{ '@effectiveUntil': 'r.effective_until', '@documentNumber': 'r.document_number' },
};

type Bind = (value: unknown) => string;

/** SQL of a value: of the staged row `r`, of the subject's card `s`, a day. */
function operandSql(item: CatalogueItem, operand: string, bind: Bind): string {
  if (operand.startsWith('subject.')) return cardColumns[operand.slice('subject.'.length)] ?? 'null';
  if (operand === 'today') return `(now() at time zone 'Asia/Shanghai')::date`;
  const staged = stagedColumnsOf[operand];
  if (staged !== undefined) return staged;
  const name = fieldBehind(item, operand);
  if (name === undefined || name === null) return `${bind(operand)}::date`;
  const value = `(r.payload ->> ${bind(name)})`;
  const type = item.fields.find((field) => field.name === name)?.type;
  return type === 'date' ? `${value}::date` : type === 'number' || type === 'integer' ? `${value}::numeric` : value;
}

function codesSql(item: CatalogueItem, operand: string, codes: string[], bind: Bind): string {
  const name = fieldBehind(item, operand);
  if (typeof name !== 'string')
    return `coalesce(${operandSql(item, operand, bind)} = any(${bind(codes)}::text[]), false)`;
  return `coalesce((r.payload -> ${bind(name)}) ?| ${bind(codes)}::text[], false)`;
}

/** Names are compared as they are matched, former ones included; other texts without white space. */
function differsSql(item: CatalogueItem, one: string, other: string, bind: Bind): string {
  if (one === '@name' && other === 'subject.name')
    return `r.name_folded <> s.name_folded and not exists (select from registry.identifier i
      where i.subject_code = s.subject_code and i.scheme = 'former-name' and i.value = r.name_folded)`;
  const bare = (operand: string) => `regexp_replace(${operandSql(item, operand, bind)}::text, '\\s', '', 'g')`;
  return `${bare(one)} <> ${bare(other)}`;
}

function conditionSql(item: CatalogueItem, one: RuleCondition, bind: Bind): string {
  const { hasRecord } = one;
  if (hasRecord) {
    const days = [
      ...(hasRecord.earlierThan ? [`c.occurred_on < ${operandSql(item, hasRecord.earlierThan, bind)}`] : []),
      ...(hasRecord.laterThan ? [`c.occurred_on > ${operandSql(item, hasRecord.laterThan, bind)}`] : []),
    ];
    return `${hasRecord.is ? '' : 'not '}exists (select from records.record c where c.subject_code = s.subject_code
      and c.item = ${bind(hasRecord.item)} and c.recorded_until = 'infinity' and c.state = 'valid'
      ${days.map((day) => `and ${day}`).join(' ')})`;
  }
  const operand = one.field ?? '';
  const value = () => operandSql(item, operand, bind);
  const parts: string[] = [];
  if (one.filled !== undefined) parts.push(`${value()} is ${one.filled ? 'not ' : ''}null`);
  if (one.anyOf) parts.push(codesSql(item, operand, one.anyOf, bind));
  if (one.noneOf) parts.push(`not ${codesSql(item, operand, one.noneOf, bind)}`);
  if (one.atLeast !== undefined) parts.push(`${value()} >= ${bind(one.atLeast)}::numeric`);
  if (one.below !== undefined) parts.push(`${value()} < ${bind(one.below)}::numeric`);
  if (one.matches !== undefined) parts.push(`${value()} ~ ${bind(one.matches)}`);
  if (one.earlierThan !== undefined) parts.push(`${value()} < ${operandSql(item, one.earlierThan, bind)}`);
  if (one.laterThan !== undefined) parts.push(`${value()} > ${operandSql(item, one.laterThan, bind)}`);
  if (one.differsFrom !== undefined) parts.push(differsSql(item, operand, one.differsFrom, bind));
  return parts.join(' and ');
}

function messageSql(item: CatalogueItem, message: string, bind: Bind): string {
  const parts = message
    .split(/\{([^}]+)\}/u)
    .map((part, i) =>
      i % 2 === 0 ? `${bind(part)}::text` : `coalesce(left(${operandSql(item, part, bind)}::text, 80), '空')`,
    );
  return `concat(${parts.join(', ')})`;
}

/** Writes what one rule finds. `exists` stands in the outermost condition, where the planner makes a join of it. */
async function judgeByRule(
  client: PoolClient,
  tables: StagedTables,
  { item, rule, seq }: { item: CatalogueItem; rule: QualityRule; seq: number },
): Promise<void> {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const pointed = fieldBehind(item, rule.points);
  const field = item.fields.find(({ name }) => name === pointed);
  // A natural person's number or name is not repeated outside the record.
  const secret = field?.type === 'person-id' || field?.type === 'person';
  const before = secret ? 'null' : `left(${operandSql(item, rule.points, bind)}::text, 80)`;
  await client.query(
    `insert into ${tables.findings} (batch_id, row_number, seq, outcome, rule, field, before, message)
     select v.batch_id, v.row_number, ${seq}, ${bind(outcomeOfGravity[rule.gravity])}::text, ${bind(rule.family)}::text,
       ${bind(field?.label ?? null)}::text, ${before}, ${messageSql(item, rule.message, bind)}
     from ${tables.verdicts} v join ${tables.rows} r using (batch_id, row_number)
     join registry.subject s on s.subject_code = v.subject_code
     where ${rule.when.map((one) => conditionSql(item, one, bind)).join(' and ')}`,
    values,
  );
}

/**
 * Judges the matched rows of a batch by the rules that need the store, and writes what is found beside the other findings;
 * a row that must wait is marked. Repeated, it begins anew. One statement a rule: all of them in one, the look at other
 * records ran row by row over a first load without indexes, 12 minutes for 50,000 licences.
 */
export async function judgeByStore(
  client: PoolClient,
  tables: StagedTables,
  of: { item: CatalogueItem; rules: readonly QualityRule[] },
): Promise<void> {
  const { item } = of;
  const rules = rulesOfItem(of.rules, item).filter(looksIntoStore);
  if (rules.length === 0) return;
  await client.query(`delete from ${tables.findings} where seq between ${firstSeq} and 999`);
  for (const [place, rule] of rules.entries()) await judgeByRule(client, tables, { item, rule, seq: firstSeq + place });
  if (!rules.some(({ gravity }) => gravity === 'quarantine')) return;
  await client.query(
    `update ${tables.verdicts} v set outcome = 'quarantined' from ${tables.findings} f
      where f.batch_id = v.batch_id and f.row_number = v.row_number and f.seq between ${firstSeq} and 999
        and f.outcome = 'quarantined'`,
  );
}
