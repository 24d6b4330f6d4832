import type { PortalSection } from '@xinheng/contracts/catalogue.ts';
import type { StatusView, Tone } from '@xinheng/contracts/portal.ts';

const kinds: Record<string, string> = {
  enterprise: '企业',
  branch: '分支机构',
  'individual-business': '个体工商户',
  cooperative: '农民专业合作社',
  'social-organisation': '社会组织',
  'public-institution': '事业单位',
  'government-body': '机关',
  other: '其他组织',
};

/** The Chinese word for a kind of subject. */
export function kindName(kind: string): string {
  return kinds[kind] ?? '其他组织';
}

const statuses: Record<string, StatusView & { meaning: string }> = {
  live: { text: '存续（在营）', tone: 'good', meaning: '登记有效，可以依法经营。' },
  revoked: { text: '吊销未注销', tone: 'bad', meaning: '营业执照已被吊销，不得再经营，但还没有办完注销。' },
  deregistered: { text: '注销', tone: 'bad', meaning: '已办完注销登记，主体资格终止。' },
  'moved-out': { text: '迁出', tone: 'neutral', meaning: '登记已迁到其他地方，请到迁入地查询。' },
  closed: { text: '歇业', tone: 'warning', meaning: '已备案暂停经营，主体资格仍然有效。' },
  unknown: { text: '状态未报送', tone: 'neutral', meaning: '登记机关还没有报送登记状态。' },
};

/** Word and tone of a subject's status. */
export function statusView(status: string): StatusView {
  const { text, tone } = statuses[status] ?? unknownStatus;
  return { text, tone };
}

/** What a subject's status means, one plain sentence. */
export function statusMeaning(status: string): string {
  return (statuses[status] ?? unknownStatus).meaning;
}

const unknownStatus = { text: '状态未报送', tone: 'neutral' as Tone, meaning: '登记机关还没有报送登记状态。' };

export interface SectionWords {
  code: PortalSection;
  name: string;
  meaning: string;
  /** Tone of the section when it holds negative records. */
  negativeTone: Tone;
}

/** Sections of the subject page in reading order. */
export const sections: readonly SectionWords[] = [
  {
    code: 'registration',
    name: '登记信息',
    meaning: '登记机关核准的设立、变更、注销等事项，是主体的“身份证”。',
    negativeTone: 'warning',
  },
  {
    code: 'licences',
    name: '行政许可',
    meaning: '政府部门准许从事某项活动的决定，只在有效期内、许可范围内有效。',
    negativeTone: 'warning',
  },
  {
    code: 'penalties',
    name: '行政处罚',
    meaning: '因违法行为受到的处罚。公示一段时间后按规定停止，或者经信用修复提前停止。',
    negativeTone: 'warning',
  },
  {
    code: 'spot-checks',
    name: '抽查检查',
    meaning: '政府部门随机抽取或按计划检查的结果。被抽中是随机的，不表示有问题。',
    negativeTone: 'warning',
  },
  {
    code: 'lists',
    name: '名单信息',
    meaning: '经营异常名录、严重违法失信名单、失信被执行人等。移出后按规定停止公示。',
    negativeTone: 'bad',
  },
  {
    code: 'honours',
    name: '荣誉与资质',
    meaning: '政府部门给予的表彰、评价等级和资质。',
    negativeTone: 'warning',
  },
  {
    code: 'commitments',
    name: '信用承诺',
    meaning: '主体自己作出的承诺，以及是否做到。',
    negativeTone: 'warning',
  },
  {
    code: 'other',
    name: '其他信息',
    meaning: '年度报告、合同履行、欠缴和投诉调解等其他依法公示的信息。',
    negativeTone: 'warning',
  },
];

const identifierSchemes: Record<string, string> = {
  'registration-number': '注册号',
  'organisation-code': '组织机构代码',
  'tax-number': '原税务登记号',
  'former-name': '曾用名',
  'former-code': '曾用代码',
};

/** The Chinese label of an identifier's scheme. */
export function schemeName(scheme: string): string {
  return identifierSchemes[scheme] ?? '其他号码';
}

const currencies: Record<string, string> = {
  CNY: '人民币',
  USD: '美元',
  HKD: '港元',
  EUR: '欧元',
  JPY: '日元',
  GBP: '英镑',
  AUD: '澳大利亚元',
  CAD: '加拿大元',
  SGD: '新加坡元',
  TWD: '新台币',
  KRW: '韩元',
  CHF: '瑞士法郎',
  MOP: '澳门元',
};

/** 2026-11-23 → 2026年11月23日; anything else is returned unchanged. */
export function chineseDay(day: string): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  return parts ? `${Number(parts[1])}年${Number(parts[2])}月${Number(parts[3])}日` : day;
}

const shanghai = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** An ISO moment as day and minute of Asia/Shanghai; a text that is no moment is returned unchanged. */
export function chineseMoment(moment: string): string {
  const at = new Date(moment);
  if (Number.isNaN(at.getTime())) return moment;
  const part = Object.fromEntries(shanghai.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${chineseDay(`${part.year}-${part.month}-${part.day}`)} ${part.hour}:${part.minute}`;
}

/** The day of a moment in Asia/Shanghai, in Chinese. */
export function chineseDayOf(moment: string): string {
  return chineseMoment(moment).split(' ')[0] ?? moment;
}

/** The day of a moment in Asia/Shanghai, YYYY-MM-DD. */
export function isoDayOf(moment: string): string {
  return shanghai.format(new Date(moment)).slice(0, 10);
}

/** Thousands separators for a decimal string, trailing zero decimals dropped: 1234.50 → 1,234.5. */
export function grouped(decimal: string): string {
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal.trim());
  if (!parts) return decimal;
  const whole = (parts[2] ?? '').replace(/^0+(?=\d)/, '').replace(/\B(?=(\d{3})+$)/g, ',');
  const fraction = (parts[3] ?? '').replace(/0+$/, '');
  return `${parts[1]}${whole}${fraction ? `.${fraction}` : ''}`;
}

/** Registered capital in words, from yuan (or the currency's unit): 5000000.00 CNY → 500万元人民币. */
export function capitalText(capital: { amount: string; currency: string }): string {
  const currency = currencies[capital.currency] ?? capital.currency;
  const parts = /^(\d+)(?:\.(\d+))?$/.exec(capital.amount);
  if (!parts) return `${capital.amount} ${currency}`;
  const whole = parts[1] ?? '0';
  const unit = currency === '人民币' ? '元' : '';
  if (whole.length <= 4) return `${grouped(capital.amount)}${unit}${currency}`;
  const inTenThousands = `${whole.slice(0, -4)}.${whole.slice(-4)}${parts[2] ?? ''}`;
  return `${grouped(inTenThousands)}万${unit}${currency}`;
}

const fullWidth: Record<string, string> = {
  ',': '，',
  ';': '；',
  ':': '：',
  '(': '（',
  ')': '）',
  '?': '？',
  '!': '！',
};

/** Half-width punctuation beside Chinese characters made full-width, as Chinese is typeset. For our own texts only. */
export function typeset(text: string): string {
  return text
    .replace(
      /(?<=[\p{Script=Han}”》〕）])[,;:()?!]|[,;:()?!](?=[\p{Script=Han}“《〔（])/gu,
      (mark) => fullWidth[mark] ?? mark,
    )
    .replace(/(（[^（）()]*)\)/g, '$1）')
    .replace(/\(([^（）()]*）)/g, '（$1');
}
