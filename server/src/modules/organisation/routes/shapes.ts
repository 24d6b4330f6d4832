/** The shapes of contracts/src/organisation.ts, and of what is asked. */
import { type TProperties, type TSchema, Type } from 'typebox';

export const text = Type.String();
export const maybe = <S extends TSchema>(schema: S) => Type.Optional(schema);
export const day = Type.String({ format: 'date', description: '日期，如 2026-11-24' });
export const namedCode = Type.Object({ code: text, name: text });
const oneOf = <T extends string>(values: readonly T[]) =>
  Type.Unsafe<T>(Type.Union(values.map((value) => Type.Literal(value))));
/** Answers only what is declared in the body. */
export const body = <P extends TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false });

export const kinds = oneOf(['department', 'association', 'bank', 'enterprise'] as const);
export const levels = oneOf(['city', 'county', 'park', 'station'] as const);
export const dutyKinds = oneOf(['information-item', 'licence-item', 'inspection-item'] as const);
export const states = oneOf(['holds', 'ended', 'to-come'] as const);
export const reaches = oneOf(['self', 'own', 'units', 'region', 'city'] as const);

/** What every change brings along. */
export const version = Type.Integer({ minimum: 0, description: '编辑时所见的版本号' });
export const reason = Type.String({ minLength: 2, maxLength: 200, description: '变更理由' });
export const nameText = Type.String({ minLength: 1, maxLength: 100 });
export const titleText = Type.String({ minLength: 1, maxLength: 60 });
export const codeText = Type.String({ minLength: 1, maxLength: 60 });
export const newCode = Type.String({ pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$', maxLength: 60 });
export const numberText = Type.String({ pattern: '^\\d{1,18}$' });
export const roleCodes = Type.Array(codeText, { maxItems: 30 });
export const orNull = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

export const clocks = Type.Object({
  on: maybe(day),
  knownAt: maybe(Type.String({ format: 'date-time', description: '当时所知：某一时刻' })),
});

export const stamp = Type.Object({ version: Type.Integer(), changedAt: text, changedBy: text });
const days = { from: maybe(text), until: maybe(text) };
const asked = { on: text, knownAt: maybe(text) };

const nodeMembers = {
  code: text,
  kind: kinds,
  name: text,
  shortName: text,
  level: levels,
  region: text,
  regionName: text,
  parent: maybe(text),
};
const node = Type.Object(nodeMembers);

export const treeSchema = Type.Object({ ...asked, organisations: Type.Array(node) });

export const regionsSchema = Type.Object({
  ...asked,
  regions: Type.Array(
    Type.Object({
      ...days,
      code: text,
      name: text,
      level: oneOf(['city', 'county', 'park'] as const),
      parent: maybe(text),
      formerNames: Type.Array(text),
      becomes: Type.Array(namedCode),
    }),
  ),
});

const postMembers = {
  ...days,
  postId: text,
  personId: text,
  personName: text,
  title: text,
  organisation: text,
  organisationName: text,
  roles: Type.Array(namedCode),
  state: states,
};
export const postLine = Type.Object(postMembers);

const dutyMembers = {
  ...days,
  dutyId: text,
  kind: dutyKinds,
  item: text,
  itemName: text,
  organisation: text,
  organisationName: text,
  remark: text,
  state: states,
};

export const unitSchema = Type.Object({
  ...nodeMembers,
  ...days,
  ...asked,
  stamp,
  stands: Type.Boolean(),
  parentName: maybe(text),
  uscc: maybe(text),
  formerNames: Type.Array(text),
  remit: text,
  declared: Type.Boolean(),
  below: Type.Array(node),
  duties: Type.Array(Type.Object(dutyMembers)),
  posts: maybe(Type.Array(postLine)),
  may: Type.Object({ change: Type.Boolean(), addPost: Type.Boolean(), setDuty: Type.Boolean() }),
});

export const personSchema = Type.Object({
  ...asked,
  personId: text,
  stamp,
  name: text,
  phone: maybe(text),
  email: maybe(text),
  staffNumber: maybe(text),
  leftOn: maybe(text),
  posts: Type.Array(postLine),
  may: Type.Object({ change: Type.Boolean(), addPost: Type.Boolean(), grantRoles: Type.Boolean() }),
});

export const postSchema = Type.Object({
  ...postMembers,
  stamp,
  spans: Type.Array(
    Type.Object({
      ...days,
      title: text,
      organisation: text,
      organisationName: text,
      roles: Type.Array(namedCode),
    }),
  ),
  may: Type.Object({ move: Type.Boolean(), end: Type.Boolean(), grantRoles: Type.Boolean() }),
});

export const dutySchema = Type.Object({
  ...dutyMembers,
  stamp,
  declared: Type.Boolean(),
  may: Type.Object({ end: Type.Boolean() }),
});

export const historySchema = Type.Object({
  lines: Type.Array(
    Type.Object({
      ...days,
      thing: oneOf(['organisation', 'person', 'post', 'duty'] as const),
      key: text,
      facts: Type.Array(Type.Object({ title: text, value: text })),
      recordedFrom: text,
      recordedUntil: maybe(text),
      recordedBy: text,
      reason: maybe(text),
    }),
  ),
});
