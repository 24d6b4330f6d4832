/** Lists of comparison: 比对差异, 比对规则, 自动更正规则. */
import {
  comparisonKinds,
  correctionStates,
  differenceDecisions,
  differenceStates,
  gravities,
} from '@xinheng/contracts/comparison.ts';
import type { ListOption } from '@xinheng/contracts/listing.ts';
import { type PermissionName, type Viewer, within } from '../../platform/access/index.ts';
import { type City, comparedItems } from '../../platform/city/index.ts';
import { type Bind, defineList, type List } from '../../platform/listing/index.ts';
import { registeringItems } from './rules.ts';
import { fieldOf, literal } from './store/compile/index.ts';
import { todaySql } from './store/differences.ts';

const stateTones = {
  open: 'warning',
  decided: 'warning',
  written: 'good',
  'not-an-error': 'neutral',
  gone: 'neutral',
} as const;
const states: ListOption[] = Object.entries(differenceStates).map(([code, name]) => ({
  ...{ code, name, tone: stateTones[code as keyof typeof stateTones] },
}));
const options = (names: Record<string, string>): ListOption[] =>
  Object.entries(names).map(([code, name]) => ({ code, name }));
const gravityTones = { severe: 'bad', general: 'warning', minor: 'neutral' } as const;
const gravityOptions: ListOption[] = Object.entries(gravities).map(([code, name]) => ({
  ...{ code, name, tone: gravityTones[code as keyof typeof gravityTones] },
}));

const permission: PermissionName = 'comparisons.read';

/** Whoever must act, and whose values they are. */
function reached(viewer: Viewer, bind: Bind): string {
  const sides = ['d.acting', 'd.left_department', 'd.right_department'];
  return `(${sides.map((department) => within(viewer, permission, { department, region: 'd.region' }, bind)).join(' or ')})`;
}

const overdueSql = `coalesce(d.state in ('open', 'decided') and d.due_on < ${todaySql}, false)`;
/** Labels of coded values, as rows of (rule, pair, side, code, label). */
function labelRows(city: City): string {
  const rows = city.comparison.rules.flatMap((rule) =>
    rule.compare.flatMap((pair, at) =>
      (['left', 'right'] as const).flatMap((side) => {
        const [item, name] = [...registeringItems(city, pair[side])][0] ?? [];
        const compared = city.catalogue.items.find(
          ({ code }) => code === (item ?? comparedItems(rule, city.catalogue)[0]?.code),
        );
        const field = compared && fieldOf(compared, name ?? pair[side]);
        const list = city.catalogue.codeLists.find((one) => one.name === field?.codeList);
        return (list?.values ?? []).map(
          ({ code, label }) => `(${literal(rule.code)}, ${at}, ${literal(side)}, ${literal(code)}, ${literal(label)})`,
        );
      }),
    ),
  );
  return ['(null, 0, null, null, null)', ...rows].join(', ');
}

/** Lists never name persons and leave out what is not public; the file shows it to whoever may see it. */
const shownSql = (city: City, side: 'left' | 'right') => `case when d.sensitive then '（见差异单）' else coalesce(
  (select l.label from (values ${labelRows(city)}) l (rule, pair, side, code, label)
   where l.rule = d.rule and l.pair = d.pair and l.side = '${side}' and l.code = d.${side}_value), d.${side}_value) end`;

interface Choices {
  items: () => ListOption[];
  departments: () => ListOption[];
  regions: () => ListOption[];
  rules: () => ListOption[];
}

export function comparisonLists({ city }: { city: City }): List[] {
  const choices: Choices = {
    items: () => city.catalogue.items.map(({ code, name }) => ({ code, name })),
    departments: () => city.departments.map(({ code, name }) => ({ code, name })),
    regions: () => city.regions.map(({ code, name }) => ({ code, name })),
    rules: () => city.comparison.rules.map(({ code, title }) => ({ code, name: title })),
  };
  return [differences(city, choices), rules(city), corrections(choices)];
}

const differences = (city: City, { items, departments, regions, rules }: Choices) =>
  defineList({
    name: 'differences',
    title: '比对差异',
    group: '质量',
    permission,
    recorded: true,
    from: 'comparison.difference d left join registry.subject s on s.subject_code = d.subject_code',
    key: [{ sql: 'd.difference_id', type: 'uuid' }],
    belonging: reached,
    columns: {
      foundAt: { title: '发现时间', type: 'moment', sql: 'd.found_at', sortable: true, notNull: true, width: 160 },
      rule: { title: '比对规则', type: 'choice', sql: 'd.rule', options: rules, width: 210 },
      subject: { title: '主体', type: 'text', sql: 's.name', width: 240 },
      left: { title: '左值', type: 'text', sql: shownSql(city, 'left'), width: 180 },
      right: { title: '右值', type: 'text', sql: shownSql(city, 'right'), width: 180 },
      acting: { title: '应办部门', type: 'choice', sql: 'd.acting', options: departments, width: 180 },
      gravity: { title: '轻重', type: 'choice', sql: 'd.gravity', options: gravityOptions, width: 90 },
      state: { title: '状态', type: 'choice', sql: 'd.state', options: states, width: 110 },
      dueOn: { title: '核对期限', type: 'day', sql: 'd.due_on', width: 120 },
      overdue: { title: '已逾期', type: 'boolean', sql: overdueSql, width: 90 },
      item: { title: '信息事项', type: 'choice', sql: 'd.left_item', options: items, width: 140 },
      code: { title: '主体代码', type: 'code', sql: 'd.subject_code', shown: false, width: 190 },
      leftDepartment: {
        title: '左值部门',
        type: 'choice',
        sql: 'd.left_department',
        options: departments,
        shown: false,
      },
      rightDepartment: {
        title: '右值部门',
        type: 'choice',
        sql: 'd.right_department',
        options: departments,
        shown: false,
      },
      region: { title: '区划', type: 'choice', sql: 'd.region', options: regions, shown: false, width: 120 },
      decision: {
        title: '决定',
        type: 'choice',
        sql: 'd.decision',
        options: options(differenceDecisions),
        shown: false,
      },
      decidedBy: { title: '决定人', type: 'text', sql: 'd.decided_by_name', shown: false },
      correction: { title: '自动更正规则', type: 'integer', sql: 'd.correction_id', shown: false },
    },
    filters: {
      state: { title: '状态', type: 'choices', sql: 'd.state', options: states },
      mine: {
        title: '由本部门办理',
        type: 'boolean',
        where: (mine, bind, viewer) =>
          `${mine ? '' : 'not '}coalesce(${within(viewer, permission, { department: 'd.acting', region: 'd.region' }, bind)}, false)`,
      },
      overdue: { title: '已逾期', type: 'boolean', sql: overdueSql },
      rule: { title: '比对规则', type: 'choices', sql: 'd.rule', options: rules },
      acting: { title: '应办部门', type: 'choices', sql: 'd.acting', options: departments },
      item: { title: '信息事项', type: 'choices', sql: 'd.left_item', options: items },
      region: { title: '区划', type: 'choices', sql: 'd.region', options: regions, advanced: true },
      gravity: { title: '轻重', type: 'choices', sql: 'd.gravity', options: gravityOptions, advanced: true },
      found: { title: '发现日期', type: 'day-range', sql: 'd.found_at', moment: true, advanced: true },
      code: { title: '主体代码', type: 'text', sql: 'd.subject_code', advanced: true },
      correction: { title: '自动更正规则', type: 'integer-range', sql: 'd.correction_id', advanced: true },
    },
    defaultSort: '-foundAt',
    rowLink: '/differences/{key}',
    emptyText: '没有比对差异。',
  });

/** The declared rules with what they found; the numbers are of the viewer's reach. */
const rules = (city: City) => {
  const rows = city.comparison.rules.map(
    ({ code, title, kind, description, days, gravity, source }) =>
      `(${[code, title, kind, description, gravity, source].map(literal).join(', ')}, ${days})`,
  );
  const counted = (condition: string) =>
    `(select count(*) from comparison.difference d where d.rule = k.rule and ${condition})`;
  return defineList({
    name: 'comparison-rules',
    title: '比对规则',
    group: '质量',
    permission,
    from: `(values ${rows.join(', ')}) k (rule, title, kind, description, gravity, source, days)
      left join lateral (select u.* from comparison.run u where u.state = 'finished' order by u.run_id desc limit 1) u on true`,
    key: [{ sql: 'k.rule', type: 'text' }],
    // Numbers of the city, without any value: whoever reads differences may know them.
    belonging: () => 'true',
    columns: {
      title: { title: '比对规则', type: 'text', sql: 'k.title', sortable: true, notNull: true, width: 240 },
      kind: { title: '种类', type: 'choice', sql: 'k.kind', options: options(comparisonKinds), width: 170 },
      open: { title: '待核对', type: 'integer', sql: counted(`d.state = 'open'`), width: 100 },
      decided: { title: '待更正', type: 'integer', sql: counted(`d.state = 'decided'`), width: 100 },
      written: { title: '已更正', type: 'integer', sql: counted(`d.state = 'written'`), width: 100 },
      dismissed: { title: '不是差错', type: 'integer', sql: counted(`d.state = 'not-an-error'`), width: 100 },
      gone: { title: '已一致', type: 'integer', sql: counted(`d.state = 'gone'`), width: 100 },
      lastRun: { title: '最近全量比对', type: 'moment', sql: 'u.ended_at', width: 170 },
      gravity: { title: '轻重', type: 'choice', sql: 'k.gravity', options: gravityOptions, width: 90 },
      days: { title: '期限（工作日）', type: 'integer', sql: 'k.days::integer', width: 130 },
      description: { title: '说明', type: 'text', sql: 'k.description', width: 380 },
      source: { title: '依据', type: 'text', sql: 'k.source', shown: false, width: 300 },
    },
    filters: { kind: { title: '种类', type: 'choices', sql: 'k.kind', options: options(comparisonKinds) } },
    defaultSort: 'title',
    rowLink: '/differences?f.rule={key}',
    emptyText: '没有声明比对规则。',
  });
};

const correctionOptions: ListOption[] = [
  { code: 'proposed', name: correctionStates.proposed, tone: 'warning' },
  { code: 'on', name: correctionStates.on, tone: 'good' },
  { code: 'off', name: correctionStates.off, tone: 'neutral' },
];

const corrections = ({ items, departments, rules: ruleNames }: Choices) =>
  defineList({
    name: 'corrections',
    title: '自动更正规则',
    group: '质量',
    permission,
    from: 'comparison.correction k',
    key: [{ sql: 'k.correction_id', type: 'bigint' }],
    belonging: { department: 'k.department' },
    columns: {
      correction: { title: '编号', type: 'integer', sql: 'k.correction_id', sortable: true, notNull: true, width: 80 },
      rule: { title: '比对规则', type: 'choice', sql: 'k.rule', options: ruleNames, width: 210 },
      department: { title: '更正哪个部门', type: 'choice', sql: 'k.department', options: departments, width: 190 },
      item: { title: '信息事项', type: 'choice', sql: 'k.item', options: items, width: 140 },
      decision: { title: '处理', type: 'choice', sql: 'k.decision', options: options(differenceDecisions), width: 120 },
      state: { title: '状态', type: 'choice', sql: 'k.state', options: correctionOptions, width: 100 },
      confirmations: { title: '提请时已确认', type: 'integer', sql: 'k.confirmations', width: 120 },
      corrected: {
        title: '已自动更正',
        type: 'integer',
        sql: '(select count(*) from comparison.difference d where d.correction_id = k.correction_id)',
        width: 120,
      },
      proposedBy: { title: '提请人', type: 'text', sql: 'k.proposed_by_name', width: 110 },
      proposedAt: { title: '提请时间', type: 'moment', sql: 'k.proposed_at', width: 170 },
      switchedOnBy: { title: '启用人', type: 'text', sql: 'k.switched_on_by_name', width: 110 },
    },
    filters: {
      state: { title: '状态', type: 'choices', sql: 'k.state', options: correctionOptions },
      department: { title: '更正哪个部门', type: 'choices', sql: 'k.department', options: departments },
      rule: { title: '比对规则', type: 'choices', sql: 'k.rule', options: ruleNames },
    },
    defaultSort: '-correction',
    rowLink: '/corrections/{key}',
    emptyText: '还没有自动更正规则。',
  });
