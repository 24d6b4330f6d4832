import type { ListOption } from '@xinheng/contracts/listing.ts';
import { challengeGrounds, challengeStates } from '@xinheng/contracts/scorecards.ts';
import type { City } from '../../platform/city/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';
import { defineList, type Filter, type List } from '../../platform/listing/index.ts';

const rhythmStates: ListOption[] = [
  { code: 'silent', name: '报送中断', tone: 'bad' },
  { code: 'in-time', name: '正常', tone: 'good' },
  { code: 'unknown', name: '间隔尚少', tone: 'neutral' },
];

/** A month as the address writes it. */
function monthOf(filter: string, text: string): string {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return text;
  throw new XinhengError('bad-request', `${filter}：月份应写作 2026-11，收到的是“${text.slice(0, 20)}”。`);
}

const monthFilter = (name: string, title: string, column: string, operator: '>=' | '<='): Filter => ({
  title,
  type: 'text',
  hint: '2026-11',
  where: (text, bind) => `${column} ${operator} ${bind(monthOf(name, text))}::text`,
});

/** 未达标行 behind every figure, and the 报送节律 of every feed. */
export function scorecardLists({ city }: { city: City }): List[] {
  const items = () => city.catalogue.items.map(({ code, name }) => ({ code, name }));
  const departments = () => city.departments.map(({ code, name }) => ({ code, name }));
  const regions = () => city.regions.map(({ code, name }) => ({ code, name }));
  const indicators = () =>
    city.scorecards.indicators.flatMap(({ code, name, failing, lateRows }) =>
      failing || lateRows ? [{ code, name }] : [],
    );
  const choices = { items, departments, regions, indicators };
  return [failingRows(choices), feeds(city, choices), challenges(choices), reports(choices)];
}

type Choices = Record<'items' | 'departments' | 'regions' | 'indicators', () => ListOption[]>;

/** What a person wrote into a file may be there: shown to whoever may open the batch. */
const asWritten = { unless: 'batches.read', with: () => '（无权查看）' } as const;

const failingRows = ({ items, departments, regions, indicators }: Choices) =>
  defineList({
    name: 'failing-rows',
    title: '未达标行',
    group: '质量',
    permission: 'scorecards.read',
    from: `scorecards.failing_row f left join exchange.receipt r on r.batch_id = f.batch_id and r.row_number = f.row_number
      and r.seq = f.seq and f.decided_on is null`,
    key: [
      { sql: 'f.batch_id', type: 'bigint' },
      { sql: 'f.row_number', type: 'bigint' },
      { sql: 'f.indicator', type: 'text' },
      { sql: 'f.seq', type: 'smallint' },
    ],
    belonging: { department: 'f.department', region: 'f.region' },
    columns: {
      batch: { title: '批次', type: 'integer', sql: 'f.batch_id', sortable: true, notNull: true, width: 90 },
      row: { title: '行号', type: 'integer', sql: 'f.row_number', width: 80 },
      indicator: { title: '指标', type: 'choice', sql: 'f.indicator', options: indicators, width: 110 },
      rule: { title: '规则', type: 'code', sql: 'f.rule', width: 80 },
      field: { title: '字段', type: 'text', sql: 'f.field', width: 140 },
      message: {
        title: '原因',
        type: 'text',
        sql: `coalesce(r.message, '决定于 ' || f.decided_on || '，应于 ' || f.due_on || ' 前报送，实际 ' || f.arrived_on || ' 送达')`,
      },
      before: { title: '原值', type: 'text', sql: 'r.before', mask: asWritten, width: 160 },
      after: { title: '改后值', type: 'text', sql: 'r.after', mask: asWritten, shown: false, width: 160 },
      item: { title: '信息事项', type: 'choice', sql: 'f.item', options: items, width: 150 },
      department: { title: '提供部门', type: 'choice', sql: 'f.department', options: departments, width: 170 },
      region: { title: '区划', type: 'choice', sql: 'f.region', options: regions, shown: false, width: 120 },
      month: { title: '月份', type: 'text', sql: 'f.month', width: 90 },
      decidedOn: { title: '决定日期', type: 'day', sql: 'f.decided_on', shown: false, width: 120 },
      dueOn: { title: '报送期限', type: 'day', sql: 'f.due_on', shown: false, width: 120 },
      arrivedOn: { title: '送达日期', type: 'day', sql: 'f.arrived_on', shown: false, width: 120 },
    },
    filters: {
      indicator: { title: '指标', type: 'choice', sql: 'f.indicator', options: indicators },
      department: { title: '提供部门', type: 'choices', sql: 'f.department', options: departments },
      item: { title: '信息事项', type: 'choices', sql: 'f.item', options: items },
      from: monthFilter('from', '月份自', 'f.month', '>='),
      until: monthFilter('until', '月份至', 'f.month', '<='),
      rule: { title: '规则', type: 'text', sql: 'f.rule', match: 'prefix', hint: 'LG-01' },
      field: { title: '字段', type: 'text', sql: 'f.field', advanced: true },
      region: { title: '区划', type: 'choices', sql: 'f.region', options: regions, advanced: true },
      batch: { title: '批次', type: 'integer-range', sql: 'f.batch_id', advanced: true },
    },
    defaultSort: '-batch',
    rowLink: '/batches/{batch}',
    emptyText: '没有未达标的行。',
  });

/** By its own rhythm, as rules.ts has it; a feed that has fallen silent is found by nobody's calendar but its own. */
const feeds = (city: City, { items, departments, regions }: Choices) => {
  const { quantile, factor, leastGaps, leastDays, lookBackDays } = city.scorecards.rhythm;
  const today = `(now() at time zone 'Asia/Shanghai')::date`;
  return defineList({
    name: 'feeds',
    title: '报送节律',
    group: '质量',
    permission: 'scorecards.read',
    from: `(
      select d.*, ${today} - d.last_on as silent_days,
        case when gaps < ${leastGaps} then null else usual end as usual_gap,
        case when gaps < ${leastGaps} then null else greatest(${leastDays}, ceil(usual * ${factor}))::integer end as silent_from
      from (
        select department, item, region, max(arrived_on) as last_on, count(*)::integer as days, count(gap)::integer as gaps,
          percentile_disc(${quantile}) within group (order by gap) as usual
        from (
          select department, item, region, arrived_on,
            arrived_on - lag(arrived_on) over (partition by department, item, region order by arrived_on) as gap
          from (select distinct department, item, region, arrived_on from scorecards.batch_counted
                where arrived_on >= ${today} - ${lookBackDays} and counts ? 'received') days
        ) gaps group by department, item, region
      ) d
    ) f`,
    key: [
      { sql: 'f.department', type: 'text' },
      { sql: 'f.item', type: 'text' },
      { sql: 'f.region', type: 'text' },
    ],
    belonging: { department: 'f.department', region: 'f.region' },
    columns: {
      state: { title: '状态', type: 'choice', sql: stateSql, options: rhythmStates, width: 120 },
      department: { title: '提供部门', type: 'choice', sql: 'f.department', options: departments, width: 200 },
      item: { title: '信息事项', type: 'choice', sql: 'f.item', options: items, width: 170 },
      lastOn: { title: '最近一次报送', type: 'day', sql: 'f.last_on', sortable: true, notNull: true, width: 140 },
      silentDays: {
        title: '距今天数',
        type: 'integer',
        sql: 'f.silent_days',
        sortable: true,
        notNull: true,
        width: 100,
      },
      usualGap: { title: '以往九成间隔（天）', type: 'integer', sql: 'f.usual_gap', width: 150 },
      silentFrom: { title: '视为中断（天）', type: 'integer', sql: 'f.silent_from', width: 130 },
      days: { title: '报送天数', type: 'integer', sql: 'f.days', width: 100 },
      region: { title: '区划', type: 'choice', sql: 'f.region', options: regions, shown: false },
    },
    filters: {
      state: { title: '状态', type: 'choices', sql: stateSql, options: rhythmStates },
      department: { title: '提供部门', type: 'choices', sql: 'f.department', options: departments },
      item: { title: '信息事项', type: 'choices', sql: 'f.item', options: items },
      region: { title: '区划', type: 'choices', sql: 'f.region', options: regions, advanced: true },
    },
    defaultSort: '-silentDays',
    rowLink: '/scorecards/{department}',
    emptyText: '还没有部门报送过数据。',
  });
};

const stateSql = `case when f.silent_from is null then 'unknown' when f.silent_days > f.silent_from then 'silent' else 'in-time' end`;

const challengeTones = { open: 'warning', upheld: 'good', partly: 'good', dismissed: 'neutral' } as const;
const stateOptions: ListOption[] = Object.entries(challengeStates).map(([code, name]) => ({
  ...{ code, name },
  tone: challengeTones[code as keyof typeof challengeTones],
}));
const groundOptions: ListOption[] = Object.entries(challengeGrounds).map(([code, name]) => ({ code, name }));
const overdueSql = `c.state = 'open' and c.due_on < (now() at time zone 'Asia/Shanghai')::date`;

const challenges = ({ items, departments }: Choices) =>
  defineList({
    name: 'challenges',
    title: '公众质疑',
    group: '质量',
    permission: 'challenges.read',
    recorded: true,
    from: 'scorecards.challenge c',
    key: [{ sql: 'c.challenge_id', type: 'bigint' }],
    belonging: { department: 'c.department', region: 'c.region' },
    columns: {
      challenge: { title: '编号', type: 'integer', sql: 'c.challenge_id', sortable: true, notNull: true, width: 80 },
      subject: { title: '主体', type: 'text', sql: 'c.subject_name', width: 240 },
      item: { title: '信息事项', type: 'choice', sql: 'c.item', options: items, width: 150 },
      ground: { title: '理由', type: 'choice', sql: 'c.ground', options: groundOptions, width: 130 },
      field: { title: '有疑问的内容', type: 'text', sql: 'c.field_label', width: 140 },
      department: { title: '提供部门', type: 'choice', sql: 'c.department', options: departments, width: 180 },
      state: { title: '状态', type: 'choice', sql: 'c.state', options: stateOptions, width: 120 },
      openedAt: { title: '提出时间', type: 'moment', sql: 'c.opened_at', width: 170 },
      dueOn: { title: '答复期限', type: 'day', sql: 'c.due_on', sortable: true, width: 120 },
      overdue: { title: '已逾期', type: 'boolean', sql: `coalesce(${overdueSql}, false)`, width: 90 },
      decidedAt: { title: '答复时间', type: 'moment', sql: 'c.decided_at', shown: false, width: 170 },
    },
    filters: {
      state: { title: '状态', type: 'choices', sql: 'c.state', options: stateOptions },
      overdue: { title: '已逾期', type: 'boolean', sql: `coalesce(${overdueSql}, false)` },
      department: { title: '提供部门', type: 'choices', sql: 'c.department', options: departments },
      item: { title: '信息事项', type: 'choices', sql: 'c.item', options: items },
      ground: { title: '理由', type: 'choices', sql: 'c.ground', options: groundOptions, advanced: true },
      opened: { title: '提出日期', type: 'day-range', sql: 'c.opened_at', moment: true, advanced: true },
    },
    defaultSort: '-challenge',
    rowLink: '/challenges/{key}',
    emptyText: '还没有人提出质疑。',
  });

const colours: ListOption[] = [
  { code: 'good', name: '良好', tone: 'good' },
  { code: 'fair', name: '一般', tone: 'warning' },
  { code: 'poor', name: '较差', tone: 'bad' },
  { code: 'none', name: '尚无数据', tone: 'neutral' },
];

const reports = ({ departments }: Choices) =>
  defineList({
    name: 'score-reports',
    title: '质量月报',
    group: '质量',
    permission: 'scorecards.read',
    from: 'scorecards.report p',
    key: [{ sql: 'p.report_id', type: 'uuid' }],
    belonging: { department: 'p.department' },
    // An earlier edition of a month is found by the address it was told under.
    where: `not exists (select from scorecards.report later where later.department = p.department
      and later.month = p.month and later.edition > p.edition)`,
    columns: {
      month: { title: '月份', type: 'text', sql: 'p.month', sortable: true, notNull: true, width: 110 },
      department: { title: '部门', type: 'choice', sql: 'p.department', options: departments },
      score: { title: '得分', type: 'number', sql: 'p.score', width: 100 },
      colour: { title: '评价', type: 'choice', sql: 'p.colour', options: colours, width: 120 },
      received: { title: '收到行数', type: 'integer', sql: 'p.received', width: 120 },
      madeAt: { title: '生成时间', type: 'moment', sql: 'p.made_at', width: 180 },
    },
    filters: {
      department: { title: '部门', type: 'choices', sql: 'p.department', options: departments },
      from: monthFilter('from', '月份自', 'p.month', '>='),
      until: monthFilter('until', '月份至', 'p.month', '<='),
      colour: { title: '评价', type: 'choices', sql: 'p.colour', options: colours },
    },
    defaultSort: '-month',
    rowLink: '/score-reports/{key}',
    emptyText: '还没有月报。每月 2 日生成上月的月报。',
  });
