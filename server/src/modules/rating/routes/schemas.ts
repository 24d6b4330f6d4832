import { type TSchema, Type } from 'typebox';

const Text = Type.String();
const maybe = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Day = Type.String({ format: 'date' });

export const resultSchema = Type.Object({ code: Text, name: Text, shape: maybe(Text) });

const record = Type.Object({
  recordKey: Text,
  item: Text,
  itemName: Text,
  department: Text,
  departmentName: Text,
  documentNumber: maybe(Text),
  occurredOn: maybe(Text),
  basis: maybe(Type.String({ description: '该条信息载明的依据' })),
  first: Type.String({ description: '自该日起计入' }),
  last: maybe(Type.String({ description: '最后计入的一日；空为直至解除' })),
});

const metric = Type.Object({
  code: Text,
  title: Text,
  value: Type.Number(),
  source: Text,
  records: Type.Array(record),
  unseen: Type.Integer({ description: '计入但不向查询人显示的条数' }),
});

const ground = Type.Object({
  code: Text,
  title: Text,
  result: Text,
  lift: Type.String({ description: '怎样解除' }),
  source: Text,
  metrics: Type.Array(metric),
});

const indicator = Type.Object({
  code: Text,
  title: Text,
  direction: Type.Enum(['deduct', 'add']),
  points: Type.Number(),
  full: Type.Number(),
  source: Text,
  metrics: Type.Array(metric),
});

const scheme = Type.Object({
  scheme: Text,
  kind: Type.Enum(['colours', 'points']),
  title: Text,
  edition: Text,
  publicity: Type.Enum(['public', 'internal']),
  source: Text,
  result: resultSchema,
  points: maybe(Type.Number()),
  total: maybe(Type.Number()),
  since: maybe(Type.String({ description: '自该日起为此结果' })),
  grounds: Type.Array(ground),
  groups: Type.Array(Type.Object({ code: Text, title: Text, indicators: Type.Array(indicator) })),
  changes: Type.Array(Type.Object({ on: Text, result: resultSchema, points: maybe(Type.Number()) }), {
    description: '什么都不发生时将有的变化',
  }),
  lifts: Type.Array(
    Type.Object({
      result: resultSchema,
      records: Type.Array(record),
      unseen: Type.Integer(),
      actions: Type.Array(Text),
      byItself: maybe(Text),
    }),
    { description: '达到每个更好结果所需的最少事项' },
  ),
});

/** 评判结果 of one subject. */
export const judgementSchema = Type.Object(
  { subjectCode: Text, day: Day, knownAt: maybe(Text), schemes: Type.Array(scheme) },
  { title: '信用评判' },
);

export const historySchema = Type.Array(
  Type.Object({
    scheme: Text,
    title: Text,
    result: resultSchema,
    points: maybe(Type.Number()),
    edition: Text,
    judgedOn: Text,
    recordedFrom: Text,
    recordedUntil: maybe(Text),
  }),
);

/** Counts by result. */
export const countsSchema = Type.Array(
  Type.Object({
    scheme: Text,
    title: Text,
    kind: Type.Enum(['colours', 'points']),
    edition: Text,
    asOf: Day,
    source: Text,
    total: Type.Integer(),
    results: Type.Array(
      Type.Object({
        ...resultSchema.properties,
        subjects: Type.Integer(),
        share: Type.Number({ description: '0 至 1' }),
      }),
    ),
  }),
);
