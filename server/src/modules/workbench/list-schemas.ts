/** The shapes of contracts/src/listing.ts as schemas of answers. */
import { Type } from 'typebox';

const option = Type.Object({
  code: Type.String(),
  name: Type.String(),
  tone: Type.Optional(
    Type.Union([Type.Literal('good'), Type.Literal('neutral'), Type.Literal('warning'), Type.Literal('bad')]),
  ),
});
const options = Type.Optional(Type.Array(option));

const column = Type.Object({
  name: Type.String(),
  title: Type.String(),
  type: Type.String(),
  options,
  sortable: Type.Boolean(),
  defaultShown: Type.Boolean(),
  width: Type.Optional(Type.Integer()),
});

const filter = Type.Object({
  name: Type.String(),
  title: Type.String(),
  type: Type.String(),
  options,
  advanced: Type.Optional(Type.Boolean()),
  hint: Type.Optional(Type.String()),
});

const actionField = Type.Object({
  name: Type.String(),
  title: Type.String(),
  type: Type.String(),
  options,
  required: Type.Optional(Type.Boolean()),
  maxLength: Type.Optional(Type.Integer()),
  hint: Type.Optional(Type.String()),
});

const bulkAction = Type.Object({
  action: Type.String(),
  title: Type.String(),
  confirm: Type.Optional(Type.String()),
  fields: Type.Optional(Type.Array(actionField)),
  danger: Type.Optional(Type.Boolean()),
});

export const declarationSchema = Type.Object({
  name: Type.String(),
  title: Type.String(),
  group: Type.String(),
  columns: Type.Array(column),
  filters: Type.Array(filter),
  defaultSort: Type.String(),
  purpose: Type.Boolean(),
  bulkActions: Type.Array(bulkAction),
  rowLink: Type.Optional(Type.String()),
  exports: Type.Optional(Type.Boolean()),
  emptyText: Type.Optional(Type.String()),
});

const cell = Type.Union([
  Type.Null(),
  Type.Boolean(),
  Type.Number(),
  Type.String(),
  Type.Object({ text: Type.String(), link: Type.String() }),
]);

export const pageSchema = Type.Object({
  rows: Type.Array(
    Type.Object({
      key: Type.String(),
      cells: Type.Record(Type.String(), cell),
      link: Type.Optional(Type.String()),
      allowedActions: Type.Optional(Type.Array(Type.String())),
    }),
  ),
  next: Type.Optional(Type.String()),
  asOf: Type.String(),
});

export const bulkResultSchema = Type.Object({
  results: Type.Array(
    Type.Object({
      key: Type.String(),
      done: Type.Boolean(),
      message: Type.Optional(Type.String()),
      code: Type.Optional(Type.String()),
    }),
  ),
});
