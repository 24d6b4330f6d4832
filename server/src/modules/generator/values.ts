/**
 * Value rules: how one field of one row is written. A field finds its rule by its role in the item (identity, dates,
 * what it sets on the subject), then by its label, then by its type, so a new field in the catalogue needs no code here.
 */
import type { Field, SubjectColumn } from '@xinheng/contracts/catalogue.ts';
import { capitalText } from './capital.ts';
import { personNumber } from './codes.ts';
import { dashDate, slashDate, yearOf } from './days.ts';
import { draw, pick, type Weighted, weighted } from './prng.ts';
import { type FileGround, isYear, type Producer, type Row } from './row.ts';
import { specialProducer } from './special.ts';

export type CodeScheme = 'uscc' | 'registration-number' | 'organisation-code' | 'tax-number' | 'other';

/** Which number of a subject a field of type `identifier` holds, by what it is called. */
export function schemeOf(field: Field): CodeScheme {
  const named = `${field.label} ${field.aliases.join(' ')}`;
  if (/统一社会信用代码|SHXYM|信用代码/.test(named)) return 'uscc';
  if (/注册号|GSZC|GSDJ/.test(named)) return 'registration-number';
  if (/组织机构代码|ZZJG|ZDM/.test(named)) return 'organisation-code';
  if (/税务|纳税人识别号|SWDJ/.test(named)) return 'tax-number';
  return 'other';
}

/** A share of cells that are filled in, the same for the same row and field. */
function sometimes(producer: Producer, share: number, salt: number): Producer {
  return (row) => (draw(row.lot, row.position, salt) < share * 4294967296 ? producer(row) : '');
}

function dateText(ground: FileGround): (day: number) => string {
  return ground.layout === 'chinese' ? dashDate : slashDate;
}

function identifier(field: Field, ground: FileGround): Producer {
  const { population, item } = ground;
  const scheme = schemeOf(field);
  const first = item.identity.codes[0] === field.name;
  const numberColumn = item.identity.codes.some((name) => {
    const other = item.fields.find((candidate) => candidate.name === name);
    return other !== undefined && schemeOf(other) === 'registration-number';
  });
  if (!item.identity.codes.includes(field.name)) {
    if (/隶属|主体企业|总公司|parent/i.test(`${field.label} ${field.name}`)) {
      return (row) => {
        const parent = population.parent[row.subject] ?? -1;
        return parent >= 0 && population.hasCode(parent) ? population.code(parent) : '';
      };
    }
    return () => '';
  }
  if (first || scheme === 'uscc') {
    return (row) => {
      if (population.hasCode(row.subject)) return population.code(row.subject);
      return numberColumn ? '' : population.registrationNumber(row.subject);
    };
  }
  if (scheme === 'registration-number') {
    const registers = item.subject.role === 'registers';
    return (row) => {
      if (!population.hasRegistrationNumber(row.subject)) return '';
      return registers || !population.hasCode(row.subject) || row.lot % 4 === 0
        ? population.registrationNumber(row.subject)
        : '';
    };
  }
  if (scheme === 'organisation-code') {
    return (row) =>
      population.hasCode(row.subject) && row.lot % 5 === 0 ? population.organisationCode(row.subject) : '';
  }
  return () => '';
}

function name(field: Field, ground: FileGround): Producer {
  const { population, item, sender } = ground;
  const label = field.label;
  if (item.identity.name === field.name) return (row) => population.spell.name(row.subject);
  if (/曾用名|原名称|former/i.test(`${label} ${field.name}`)) {
    return (row) => (population.hasFormerName(row.subject) ? population.spell.name(row.subject, true) : '');
  }
  if (/隶属|主体企业|总公司|parent/i.test(`${label} ${field.name}`)) {
    return (row) => {
      const parent = population.parent[row.subject] ?? -1;
      return parent >= 0 ? population.spell.name(parent) : '';
    };
  }
  if (/法院/.test(label)) return () => `${ground.city.name}中级人民法院`;
  if (/机关|单位|部门|来源|机构/.test(label)) return () => sender.name;
  return (row) => population.spell.name(draw(population.root, row.lot, 77) % population.size);
}

function date(field: Field, ground: FileGround): Producer {
  const { item } = ground;
  const text = dateText(ground);
  const sets = item.subject.role === 'about' ? {} : (item.subject.sets ?? {});
  if (sets.establishedOn === field.name) return (row) => text(ground.population.established[row.subject] ?? 0);
  if (/移出|解除|移除|履行完毕日期|缴清|修复日期|退出|拆除日期|清偿/.test(field.label)) {
    return (row) => (row.lifted > 0 ? text(row.lifted) : '');
  }
  if (item.occurredOn === field.name) return (row) => text(row.day);
  if (item.effectiveUntil === field.name || /有效期至|截止|届满|到期|有效期$|期限至|止$|有效期止/.test(field.label)) {
    if (field.notFuture) return (row) => text(row.day);
    return (row) =>
      row.until === null ? (field.openEnded ? endless(ground, row) : text(row.from + 3650)) : text(row.until);
  }
  if (item.effectiveFrom === field.name || /有效期自|起$|开始/.test(field.label)) return (row) => text(row.from);
  if (/出生/.test(field.label)) return () => '';
  return (row) => text(Math.min(row.day, ground.today));
}

function endless(ground: FileGround, row: Row): string {
  if (ground.layout !== 'chinese') return '2099/12/31';
  return row.lot % 2 === 0 ? '长期' : '2099-12-31';
}

function amount(field: Field): Producer {
  const perUnit = field.unit === '万元' ? 10_000 : field.unit === '亿元' ? 100_000_000 : 1;
  const top = field.max ?? Number.POSITIVE_INFINITY;
  const least = field.min ?? 0;
  return (row) => String(Math.min(top, Math.max(least, row.amount / perUnit)));
}

function quantity(field: Field, ground: FileGround): Producer {
  if (isYear(field)) return (row) => String(yearOf(ground.today) - 1 - row.round);
  const counted = /^[人户个件次]$/.test(field.unit ?? '') || /人数/.test(field.label);
  if (!counted && /金额|款|额|费|资产|负债|收入|利润|价|本金|元/.test(`${field.label}${field.unit ?? ''}`)) {
    return field.type === 'integer' ? (row) => String(Math.max(field.min ?? 0, Math.round(row.amount))) : amount(field);
  }
  const least = field.min ?? 0;
  const most = field.max ?? Math.max(least + 1, /人/.test(`${field.label}${field.unit ?? ''}`) ? 300 : 100);
  return (row) => String(Math.floor(least + (most - least) * (draw(row.lot, row.position, 31) / 4294967296) ** 3));
}

/** Distribution over the labels of a code list: declared, or falling in the order of the list. */
function labelsOf(field: Field, ground: FileGround): Weighted<string> {
  const list = ground.codeLists.get(field.codeList ?? '') ?? [];
  const declared =
    ground.declaration.choices[`${ground.item.code}.${field.name}`] ??
    ground.declaration.choices[field.name] ??
    ground.declaration.choices[field.codeList ?? ''];
  const entries = list.map((value, at): [string, number] => {
    if (declared) return [value.label, declared[value.label] ?? 0];
    return [value.label, value.code === 'other' || value.code === 'unknown' ? 0.05 : 1 / (at + 1.2)];
  });
  return weighted(entries.length > 0 ? entries : [['其他', 1]]);
}

function choice(field: Field, ground: FileGround): Producer {
  const { population, item, codeLists } = ground;
  const list = codeLists.get(field.codeList ?? '') ?? [];
  const labelOf = (code: string): string => list.find((value) => value.code === code)?.label ?? list[0]?.label ?? '';
  const sets: Partial<Record<SubjectColumn, string>> = item.subject.role === 'about' ? {} : (item.subject.sets ?? {});
  if (sets.status === field.name) return (row) => labelOf(population.statusOf(row.subject));
  if (item.subject.role === 'updates' && item.subject.statusBy?.field === field.name) {
    const { map } = item.subject.statusBy;
    const byStatus = new Map<string, string[]>();
    for (const [code, status] of Object.entries(map))
      byStatus.set(status, [...(byStatus.get(status) ?? []), labelOf(code)]);
    return (row) => {
      const labels = byStatus.get(population.statusOf(row.subject)) ?? [''];
      return labels[row.lot % labels.length] ?? '';
    };
  }
  if (field.codeList === 'subject-category') {
    const [shop, body] = [labelOf('individual-business'), labelOf('organisation')];
    return (row) => (population.kindOf(row.subject) === 'individual-business' ? shop : body);
  }
  if (field.codeList === 'penalty-kind')
    return field.type === 'choices' ? (row) => row.penalty : (row) => row.penalty.split(';')[0] ?? '';
  if (field.codeList === 'subject-region' || /行政区划/.test(field.label))
    return (row) => population.districts[population.district[row.subject] ?? 0]?.code ?? '';
  const labels = labelsOf(field, ground);
  const salt = 40 + item.fields.indexOf(field);
  return (row) => pick(labels, draw(row.lot, row.position, salt) / 4294967296);
}

/** Share of optional cells that are filled, by what they hold. */
function optionalShare(field: Field): number {
  if (field.type === 'person-id') return 0.25;
  if (/备注|说明|其他/.test(field.label)) return 0.04;
  if (/机关|单位|法院/.test(field.label)) return 1;
  if (/电话|网址|邮箱|传真/.test(field.label)) return 0.3;
  return 0.85;
}

function byType(field: Field, ground: FileGround, text: (field: Field, ground: FileGround) => Producer): Producer {
  const { population } = ground;
  switch (field.type) {
    case 'identifier':
      return identifier(field, ground);
    case 'authority-code':
      return () => ground.sender.unifiedCode ?? '';
    case 'name':
      return name(field, ground);
    case 'date':
      return date(field, ground);
    case 'number':
    case 'integer':
      return quantity(field, ground);
    case 'capital':
      return (row) => capitalText(ground, row);
    case 'choice':
    case 'choices':
      return choice(field, ground);
    case 'person':
      return /法定代表人|负责人|经营者|法人|投资人/.test(field.label)
        ? (row) => population.spell.representative(row.subject)
        : (row) => population.spell.person(row.lot % 1_000_000);
    case 'person-id':
      return (row) => personNumber(`${ground.city.regionCode.slice(0, 4)}02`, row.lot);
    default:
      return text(field, ground);
  }
}

/**
 * Returns the writer of one field's values in one file. Whether a conditional field is filled is settled by the caller,
 * who knows the other fields.
 */
export function producerOf(
  field: Field,
  ground: FileGround,
  text: (field: Field, ground: FileGround) => Producer,
): Producer {
  const producer = byType(field, ground, text);
  const special = specialProducer(field, ground, producer);
  if (special) return special;
  const { item } = ground;
  const identity = item.identity.codes.includes(field.name) || item.identity.name === field.name;
  const keyed =
    item.naturalKey.includes(field.name) || item.occurredOn === field.name || item.documentNumber === field.name;
  const sets = item.subject.role === 'about' ? [] : Object.values(item.subject.sets ?? {});
  if (field.required || field.requiredWhen || identity || keyed || sets.includes(field.name)) return producer;
  return sometimes(producer, optionalShare(field), 700 + item.fields.indexOf(field));
}
