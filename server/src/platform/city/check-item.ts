/** What a JSON Schema cannot say about an information item: that everything it refers to exists. Pure. */
import type { CatalogueItem, CodeList, Condition, Field } from '@xinheng/contracts/catalogue.ts';
import { foldName } from '@xinheng/contracts/fold-name.ts';
import type { Path } from './declaration.ts';

export interface ItemFault {
  path: Path;
  message: string;
}

/** The first thing wrong with an item, or null. Paths are those of the item's own file. */
export function faultOf(item: CatalogueItem, codeLists: readonly CodeList[]): ItemFault | null {
  return (
    faultOfFields(item, codeLists) ??
    faultOfReferences(item) ??
    faultOfConditions(item, codeLists) ??
    faultOfWindows(item) ??
    (item.nationalClass === 0 || !item.localSupplement
      ? null
      : { path: ['localSupplement'], message: '国家目录内的事项不需要地方补充依据' })
  );
}

function faultOfFields(item: CatalogueItem, codeLists: readonly CodeList[]): ItemFault | null {
  const names = new Set<string>();
  const headers = new Map<string, string>();
  for (const [index, field] of item.fields.entries()) {
    const path = ['fields', index];
    if (!field.label || !field.type) return { path, message: `新增字段“${field.name}”缺少 label 或 type` };
    if (names.has(field.name)) return { path, message: `字段“${field.name}”重复` };
    names.add(field.name);
    const chosen = field.type === 'choice' || field.type === 'choices';
    if (chosen !== (field.codeList !== undefined)) {
      return {
        path,
        message: chosen ? `字段“${field.name}”缺少 codeList` : `字段“${field.name}”不是选项，不能有 codeList`,
      };
    }
    if (field.codeList && !codeLists.some(({ name }) => name === field.codeList)) {
      return { path: [...path, 'codeList'], message: `没有名为“${field.codeList}”的代码表` };
    }
    for (const header of new Set([field.name, field.label, ...field.aliases].map((text) => foldName(text)))) {
      const other = headers.get(header);
      if (other) return { path, message: `列名“${header}”同时指字段“${other}”和“${field.name}”` };
      headers.set(header, field.name);
    }
  }
  const ignored = item.ignoredColumns?.find((column) => headers.has(foldName(column)));
  return ignored ? { path: ['ignoredColumns'], message: `列“${ignored}”既要读取又要忽略` } : null;
}

type Reference = { path: Path; field: string | undefined; types?: Field['type'][] };

function referencesOf(item: CatalogueItem): Reference[] {
  const date: Field['type'][] = ['date'];
  const { subject } = item;
  const sets = subject.role === 'about' ? {} : (subject.sets ?? {});
  return [
    { path: ['due', 'from'], field: item.due.from, types: date },
    ...(['occurredOn', 'effectiveFrom', 'effectiveUntil'] as const).map((part) => ({
      path: [part],
      field: item[part],
      types: date,
    })),
    { path: ['documentNumber'], field: item.documentNumber },
    { path: ['precedence'], field: item.precedence },
    { path: ['identity', 'name'], field: item.identity.name, types: ['name'] },
    ...item.identity.codes.map((field, i) => ({
      path: ['identity', 'codes', i],
      field,
      types: ['identifier'] as Field['type'][],
    })),
    ...item.naturalKey
      .map((field, i) => ({ path: ['naturalKey', i], field }))
      .filter(({ field }) => field !== 'subject'),
    ...item.windows.flatMap((window, i) => [
      { path: ['windows', i, 'from'], field: window.from, types: date },
      { path: ['windows', i, 'notEndsBefore'], field: window.notEndsBefore, types: date },
      ...(window.endsOn ?? []).map((field, j) => ({ path: ['windows', i, 'endsOn', j], field, types: date })),
    ]),
    ...item.fields.flatMap((field, i) => [
      { path: ['fields', i, 'notBefore'], field: field.notBefore, types: date },
      { path: ['fields', i, 'defaultFrom'], field: field.defaultFrom, types: [field.type] },
    ]),
    ...Object.entries(sets).map(([column, field]) => ({ path: ['subject', 'sets', column], field })),
    ...(subject.role === 'registers' ? (subject.identifiers ?? []) : []).map(({ field }, i) => ({
      path: ['subject', 'identifiers', i, 'field'],
      field,
    })),
  ];
}

function faultOfReferences(item: CatalogueItem): ItemFault | null {
  for (const { path, field, types } of referencesOf(item)) {
    if (field === undefined) continue;
    const found = item.fields.find(({ name }) => name === field);
    if (!found) return { path, message: `没有名为“${field}”的字段` };
    if (types && !types.includes(found.type)) {
      return { path, message: `字段“${field}”的类型是 ${found.type}，这里要 ${types.join('、')}` };
    }
  }
  return null;
}

function faultOfConditions(item: CatalogueItem, codeLists: readonly CodeList[]): ItemFault | null {
  const conditions: { path: Path; when: Condition }[] = [
    ...(item.severity ?? []).flatMap((rule, i) =>
      rule.when.map((when, j) => ({ path: ['severity', i, 'when', j] as Path, when })),
    ),
    ...item.fields.flatMap(({ requiredWhen }, i) =>
      requiredWhen ? [{ path: ['fields', i, 'requiredWhen'] as Path, when: requiredWhen }] : [],
    ),
  ];
  for (const { path, when } of conditions) {
    const field = item.fields.find(({ name }) => name === when.field);
    if (!field) return { path, message: `没有名为“${when.field}”的字段` };
    const unknown = when.anyOf?.find((code) => !hasCode(codeLists, field.codeList, code));
    if (unknown) return { path, message: `代码表“${field.codeList ?? '（无）'}”里没有“${unknown}”` };
  }
  const { subject } = item;
  if (subject.role !== 'updates' || !subject.statusBy) return null;
  const field = item.fields.find(({ name }) => name === subject.statusBy?.field);
  const unknown = Object.keys(subject.statusBy.map).find((code) => !hasCode(codeLists, field?.codeList, code));
  return unknown
    ? { path: ['subject', 'statusBy'], message: `字段“${subject.statusBy.field}”没有取值“${unknown}”` }
    : null;
}

function hasCode(codeLists: readonly CodeList[], list: string | undefined, code: string): boolean {
  return codeLists.find(({ name }) => name === list)?.values.some((value) => value.code === code) ?? false;
}

function faultOfWindows(item: CatalogueItem): ItemFault | null {
  const late = item.windows.findIndex(
    (window, i) => i > 0 && window.effectiveFrom <= (item.windows[i - 1]?.effectiveFrom ?? ''),
  );
  return late > 0 ? { path: ['windows', late], message: 'windows 须按 effectiveFrom 从早到晚排列' } : null;
}
