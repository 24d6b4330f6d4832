/** The catalogue as officers browse it, and as the workbench makes its entry forms from it. */
import type { CatalogueItem, Field } from '@xinheng/contracts/catalogue.ts';
import type { ItemField, ItemFile, ItemLine } from '@xinheng/contracts/catalogue-browser.ts';
import { type TSchema, Type } from 'typebox';
import { may, type Viewer } from '../../platform/access/index.ts';
import { type City, rulesOfItem } from '../../platform/city/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';
import { defineRoute, type Route } from '../../platform/http/index.ts';
import { itemByCode, searchCodes } from './lookup.ts';

const Text = Type.String();
const Optional = (schema: TSchema) => Type.Optional(schema);
const named = Type.Object({ code: Text, name: Text });
const period = { n: Type.Integer(), unit: Text };
const level = Type.Enum(['public', 'shared', 'authorised']);

const lineSchema = {
  code: Text,
  name: Text,
  nationalClass: Type.Integer({ description: '全国公共信用信息基础目录的类别；0 为地方补充' }),
  section: Text,
  polarity: Type.Enum(['positive', 'neutral', 'negative']),
  disclosure: level,
  provider: named,
  due: Type.Object({ ...period, from: Text, source: Text }),
  mayEnter: Type.Boolean({ description: '您可否手工录入' }),
};

/** Conditions and windows are declarations: passed on as they stand. */
const declared = Type.Unknown();

const fieldSchema = Type.Object({
  name: Text,
  label: Text,
  type: Text,
  aliases: Type.Array(Text),
  required: Type.Boolean(),
  requiredWhen: Optional(declared),
  maxLength: Optional(Type.Integer()),
  codeList: Optional(Text),
  unit: Optional(Text),
  min: Optional(Type.Number()),
  max: Optional(Type.Number()),
  disclosure: level,
  mask: Optional(Text),
  notFuture: Optional(Type.Boolean()),
  notBefore: Optional(Text),
  openEnded: Optional(Type.Boolean()),
  defaultFrom: Optional(Text),
  source: Optional(Text),
  key: Type.Boolean(),
  identity: Type.Boolean(),
});

const fileSchema = Type.Object({
  ...lineSchema,
  edition: Text,
  effectiveFrom: Text,
  legalBasis: Text,
  localSupplement: Optional(Text),
  naturalKey: Type.Array(Text),
  role: Type.Enum(['registers', 'updates', 'about']),
  windows: Type.Array(declared),
  severity: Type.Array(declared),
  rules: Type.Array(Type.Object({ code: Text, family: Text, title: Text, gravity: Text, message: Text, source: Text })),
  rulesEdition: Text,
  ignoredColumns: Type.Array(Text),
  fields: Type.Array(fieldSchema),
  codeLists: Type.Array(
    Type.Object({
      name: Text,
      source: Text,
      values: Type.Array(Type.Object({ code: Text, label: Text, aliases: Type.Optional(Type.Array(Text)) })),
    }),
  ),
});

/** The officers' routes of the catalogue. */
export function catalogueRoutes({ city }: { city: City }): Route[] {
  const { catalogue } = city;
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/officer/items',
      permission: 'catalogue.read',
      summary: '信息目录',
      tag: '信息目录',
      response: {
        200: Type.Object({
          edition: Text,
          effectiveFrom: Text,
          items: Type.Array(Type.Object({ ...lineSchema, fields: Type.Integer() })),
        }),
      },
      handler: ({ viewer }) => ({
        edition: catalogue.edition,
        effectiveFrom: catalogue.effectiveFrom,
        items: catalogue.items.map((item) => ({ ...lineOf(city, item, viewer), fields: item.fields.length })),
      }),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/officer/items/:item',
      permission: 'catalogue.read',
      summary: '一个信息事项的字段、代码表与规则',
      tag: '信息目录',
      errors: ['item-unknown'],
      request: { params: Type.Object({ item: Type.String({ maxLength: 100 }) }) },
      response: { 200: fileSchema },
      handler: ({ params, viewer }) => fileOf(city, itemByCode(catalogue, params.item), viewer),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/officer/code-lists/:list',
      permission: 'catalogue.read',
      summary: '在代码表中查找',
      tag: '信息目录',
      request: {
        params: Type.Object({ list: Type.String({ maxLength: 100 }) }),
        query: Type.Object({
          q: Type.Optional(Type.String({ maxLength: 100, description: '代码、名称或别名中含有的文字' })),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
        }),
      },
      response: {
        200: Type.Object({
          name: Text,
          total: Type.Integer(),
          values: Type.Array(Type.Object({ code: Text, label: Text })),
        }),
      },
      handler: ({ params, query }) => {
        const list = catalogue.codeLists.find(({ name }) => name === params.list);
        if (!list) throw new XinhengError('not-found', { message: `目录中没有代码表“${params.list}”。` });
        return searchCodes(list, query.q ?? '', query.limit ?? 50);
      },
    }),
  ];
}

function lineOf(city: City, item: CatalogueItem, viewer: Viewer): Omit<ItemLine, 'fields'> {
  const provider = city.departments.find(({ code }) => code === item.provider);
  return {
    code: item.code,
    name: item.name,
    nationalClass: item.nationalClass,
    section: item.section,
    polarity: item.polarity,
    disclosure: item.disclosure,
    provider: { code: item.provider, name: provider?.name ?? item.provider },
    due: item.due,
    mayEnter: may(viewer, 'records.enter'),
  };
}

function fileOf(city: City, item: CatalogueItem, viewer: Viewer): ItemFile {
  const { edition, effectiveFrom, codeLists } = city.catalogue;
  const used = new Set(item.fields.map(({ codeList }) => codeList));
  const labels = new Map(item.fields.map(({ name, label }) => [name, label]));
  return {
    ...lineOf(city, item, viewer),
    edition,
    effectiveFrom,
    legalBasis: item.legalBasis,
    ...(item.localSupplement !== undefined && { localSupplement: item.localSupplement }),
    naturalKey: item.naturalKey.map((name) => (name === 'subject' ? '主体' : (labels.get(name) ?? name))),
    role: item.subject.role,
    windows: item.windows,
    severity: item.severity ?? [],
    rules: rulesOfItem(city.qualityRules.rules, item).map((rule) => ({
      ...{ code: rule.code, family: rule.family, title: rule.title, gravity: rule.gravity },
      ...{ message: readable(rule.message, item), source: rule.source },
    })),
    rulesEdition: city.qualityRules.edition,
    ignoredColumns: item.ignoredColumns ?? [],
    fields: item.fields.map((field) => fieldOf(item, field)),
    codeLists: codeLists.filter(({ name }) => used.has(name)),
  };
}

const kept: Record<string, string> = {
  ...{ 'subject.name': '登记名称', 'subject.establishedOn': '成立日期', 'subject.status': '登记状态' },
  ...{ '@name': '名称', '@occurredOn': '日期', '@documentNumber': '文书号', today: '当日' },
};

/** A rule's sentence with the names of values in place of values. */
function readable(message: string, item: CatalogueItem): string {
  return message.replaceAll(/\{([^}]+)\}/gu, (_, operand: string) => {
    const label = item.fields.find(({ name }) => name === operand)?.label;
    return `〈${label ?? kept[operand] ?? operand}〉`;
  });
}

function fieldOf(item: CatalogueItem, field: Field): ItemField {
  return {
    ...field,
    required: field.required ?? false,
    disclosure: field.type === 'person-id' ? 'authorised' : (field.disclosure ?? item.disclosure),
    key: item.naturalKey.includes(field.name),
    identity: field.name === item.identity.name || item.identity.codes.includes(field.name),
  };
}
