import type { Field } from '@xinheng/contracts/catalogue.ts';
import { dashDate, yearOf } from './days.ts';
import { draw } from './prng.ts';
import type { FileGround, Producer, Row } from './row.ts';

/** 济市监历下, 济环 …: how a department abbreviates itself in its document numbers. */
export function shortNameOf(ground: FileGround): string {
  const own = ground.sender.name.replace(ground.city.name, '');
  const county = ground.population.districts.find((district) => district.code === ground.sender.region)?.name ?? '';
  const trade = own
    .replace(county, '')
    .replace(/^(国家税务总局|.{2,3}省)/, '')
    .replace(/管理|监督|局|委员会|和/g, '');
  return `${ground.city.name.charAt(0)}${county.slice(0, 2)}${trade.slice(0, 2)}`;
}

/** What an item's document numbers call themselves. */
const WORDS: Record<string, string> = {
  'administrative-licence': '许准',
  'administrative-penalty': '罚',
  'complaint-mediation': '诉',
  'contract-performance': '合',
  honour: '表',
  'illegal-building': '违建',
  'spot-check-result': '抽',
  'wage-arrears': '薪列',
  'tax-arrears': '欠告',
  'social-security-arrears': '社催',
  deregistration: '销',
  'serious-violation-list': '严列',
  'abnormal-operation-list': '异列',
};

/** A document number that is unique within the file: short name〔year〕position号. */
function documentNumber(ground: FileGround): Producer {
  const head = shortNameOf(ground) + (WORDS[ground.item.code] ?? '信');
  if (ground.item.code === 'judgment-debtor') return (row) => `（${yearOf(row.day)}）${head}执${row.position}号`;
  return (row) => `${head}〔${yearOf(row.day)}〕${row.position}号`;
}

/** Credit commitments are numbered region + day + sequence (信用承诺 data standard, C(20)). */
function commitmentNumber(ground: FileGround): Producer {
  const region = ground.sender.region ?? ground.city.regionCode;
  return (row) =>
    `${region}${dashDate(row.day).replaceAll('-', '')}${String(row.position % 1_000_000).padStart(6, '0')}`;
}

function serial(ground: FileGround, head: string): Producer {
  const place = ground.sender.region ?? ground.city.regionCode;
  return (row) => `${head}${place}${yearOf(row.day)}${String(row.position).padStart(7, '0')}`;
}

function oneOf(list: readonly string[], salt: number): Producer {
  return (row) => list[draw(row.lot, row.position, salt) % list.length] ?? '';
}

interface TextRule {
  matches: RegExp;
  make: (ground: FileGround, field: Field) => Producer;
}

/** First match on "name label" wins. */
const RULES: readonly TextRule[] = [
  { matches: /用户编号|account/, make: (ground) => serial(ground, '') },
  {
    matches: /执行依据文号/,
    make: (ground) => (row) => `（${yearOf(row.day)}）${ground.city.name.charAt(0)}民初${row.lot % 9000}号`,
  },
  {
    matches: /检查人员/,
    make: (ground) => (row) =>
      `${ground.population.spell.person(row.lot % 5000)}、${ground.population.spell.person(row.lot % 4999)}`,
  },
  { matches: /承诺编码|承诺书?编号/, make: (ground) => commitmentNumber(ground) },
  {
    matches: /依据/,
    make: (ground) =>
      ground.item.polarity === 'negative' ? (row: Row) => row.violation.basis : () => '《优化营商环境条例》',
  },
  { matches: /违法行为类型/, make: () => (row) => row.violation.kind },
  { matches: /违法事实|违法行为|案由|情形/, make: () => (row) => `当事人${row.violation.fact}，经查证属实。` },
  { matches: /处罚内容|处罚结果/, make: () => penaltyContent },
  { matches: /暂扣或吊销/, make: (ground) => serial(ground, '许可证') },
  {
    matches: /行政区划|区县|所属区域|地区|region/i,
    make: (ground) => (row) => ground.population.districtName(row.subject),
  },
  { matches: /行业|industry/i, make: (ground) => (row) => ground.population.industryOf(row.subject).code },
  {
    matches: /企业类型|主体类型|entityType|组织形式/,
    make: (ground) => (row) => ground.population.spell.entityType(row.subject),
  },
  {
    matches: /地址|住所|场所|坐落|位置|address/i,
    make: (ground) => (row) => ground.population.spell.address(row.subject),
  },
  { matches: /电话|手机|phone/i, make: () => (row) => `0531-0${String(1_000_000 + (row.lot % 9_000_000))}` },
  { matches: /网址|网站/, make: () => (row) => `https://${row.lot % 100000}.example` },
  { matches: /邮箱/, make: () => (row) => `u${row.lot % 100000}@example.com` },
  { matches: /证书编号|许可编号|证号|证书号|注册编号/, make: (ground) => serial(ground, '') },
  { matches: /机关|单位|部门|法院|来源|机构/, make: (ground) => () => ground.sender.name },
  { matches: /文号|案号|文书号|编号|批次|计划/, make: (ground) => documentNumber(ground) },
  { matches: /数量|人数/, make: () => (row) => String(1 + (row.lot % 40)) },
];

function penaltyContent(row: Row): string {
  const fine = row.penalty.includes('罚款') ? `处以罚款${row.amount}元` : row.penalty.replaceAll(';', '，');
  return `责令改正违法行为，${fine}。`;
}

/**
 * Writer of a text field: the document number, then lists declared under `texts` by field name, then the rules by
 * label, then something invented from the label.
 */
export function textProducer(field: Field, ground: FileGround): Producer {
  const { item, declaration } = ground;
  const salt = 300 + item.fields.indexOf(field);
  const named = `${field.name} ${field.label}`;
  const rule = RULES.find((candidate) => candidate.matches.test(named));
  const ownRule =
    item.documentNumber === field.name && !/承诺编码|承诺书?编号/.test(named) ? documentNumber(ground) : undefined;
  const listed = declaration.texts[`${item.code}.${field.name}`] ?? declaration.texts[field.name];
  const producer = ownRule ?? (listed ? oneOf(listed, salt) : (rule?.make(ground, field) ?? invented(field, salt)));
  const longest = field.maxLength;
  return longest === undefined || longest > 60 ? producer : (row) => producer(row).slice(0, longest);
}

function invented(field: Field, salt: number): Producer {
  return (row) => `${field.label}${1 + (draw(row.lot, row.position, salt) % 9)}`;
}
