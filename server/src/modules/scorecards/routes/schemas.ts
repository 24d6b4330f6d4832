import { Type } from 'typebox';

const Text = Type.String();
export const monthText = Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$', description: '月份，如 2026-11' });
export const codeText = Type.String({ maxLength: 80 });
const colour = Type.Enum(['good', 'fair', 'poor', 'none']);

const figure = Type.Object({
  indicator: Text,
  numerator: Type.Number(),
  denominator: Type.Number(),
  value: Type.Union([Type.Number(), Type.Null()], { description: '0 至 1；尚无数据为 null' }),
  colour,
  points: Type.Union([Type.Number(), Type.Null()]),
});

const line = Type.Object({
  key: Text,
  name: Text,
  received: Type.Number({ description: '收到的行数' }),
  figures: Type.Array(figure),
  score: Type.Union([Type.Number(), Type.Null()], { description: '0 至 100；尚无数据为 null' }),
  colour,
});

const indicator = Type.Object({
  code: Text,
  name: Text,
  dimension: Text,
  meaning: Text,
  better: Type.Enum(['higher', 'lower']),
  points: Type.Number(),
  full: Type.Number(),
  colours: Type.Object({ good: Type.Number(), fair: Type.Number() }),
  /** The indicator whose failing rows open behind the figure; absent where there are none. */
  opens: Type.Optional(Text),
  source: Text,
});

export const scorecardSchema = Type.Object({
  edition: Text,
  source: Text,
  from: Text,
  until: Text,
  by: Text,
  indicators: Type.Array(indicator),
  lines: Type.Array(line),
  total: line,
});
