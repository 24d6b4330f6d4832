import type { DisclosureLevel, Polarity, PortalSection, Severity } from '@xinheng/contracts/catalogue.ts';
import type { OptionTone } from '@xinheng/contracts/listing.ts';
import type { RowOutcome } from '@xinheng/contracts/row-check.ts';
import type { RecordState } from '@xinheng/contracts/subject-file.ts';

/** A word and the tone that only repeats it. */
export interface Word {
  name: string;
  tone: OptionTone;
}

export const polarities: Record<Polarity, Word> = {
  positive: { name: '正面', tone: 'good' },
  neutral: { name: '中性', tone: 'neutral' },
  negative: { name: '负面', tone: 'bad' },
};

export const severities: Record<Severity, Word> = {
  minor: { name: '轻微', tone: 'neutral' },
  general: { name: '一般', tone: 'warning' },
  severe: { name: '严重', tone: 'bad' },
};

export const disclosures: Record<DisclosureLevel, string> = {
  public: '社会公开',
  shared: '政务共享',
  authorised: '授权查询',
};

export const recordStates: Record<RecordState, Word> = {
  valid: { name: '有效', tone: 'good' },
  withdrawn: { name: '已撤回', tone: 'neutral' },
  repaired: { name: '已修复', tone: 'neutral' },
};

const kinds: Record<string, string> = {
  enterprise: '企业',
  branch: '分支机构',
  'individual-business': '个体工商户',
  cooperative: '农民专业合作社',
  'social-organisation': '社会组织',
  'public-institution': '事业单位',
  'government-body': '机关',
  other: '其他',
};

const statuses: Record<string, Word> = {
  live: { name: '存续', tone: 'good' },
  closed: { name: '歇业', tone: 'neutral' },
  revoked: { name: '吊销未注销', tone: 'bad' },
  deregistered: { name: '注销', tone: 'neutral' },
  'moved-out': { name: '迁出', tone: 'neutral' },
  unknown: { name: '状态不明', tone: 'warning' },
};

/** Sections of a subject's file in the order in which an officer reads them. */
export const sections: [PortalSection, string][] = [
  ['registration', '登记信息'],
  ['licences', '行政许可'],
  ['penalties', '行政处罚'],
  ['spot-checks', '抽查检查'],
  ['lists', '名单信息'],
  ['honours', '荣誉与守信'],
  ['commitments', '信用承诺与履约'],
  ['other', '其他信息'],
];

export const outcomes: Record<RowOutcome, Word> = {
  accepted: { name: '入库', tone: 'good' },
  corrected: { name: '更正入库', tone: 'warning' },
  quarantined: { name: '暂存', tone: 'warning' },
  rejected: { name: '退回', tone: 'bad' },
  duplicate: { name: '重复', tone: 'neutral' },
};

/** The word of a kind of subject. */
export function kindName(kind: string): string {
  return kinds[kind] ?? kind;
}

/** The word of a subject's status. */
export function statusWord(status: string): Word {
  return statuses[status] ?? { name: status, tone: 'neutral' };
}

/** First and last day of public display in words. */
export function displayText(shownFrom: string | null, shownUntil: string | null): string {
  if (!shownFrom) return '不公示';
  return `${shownFrom} 至 ${!shownUntil || shownUntil === 'infinity' ? '长期' : shownUntil}`;
}

/** A span of validity in words; null when neither end is known. */
export function validityText(from: string | null, until: string | null): string | null {
  if (!from && !until) return null;
  return `${from ?? '起日不详'} 至 ${!until || until === 'infinity' ? '长期' : until}`;
}
