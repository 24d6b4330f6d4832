/** Shapes of what entry takes and answers: contracts/src/row-check.ts, checked at the door. */
import { Type } from 'typebox';

const Text = Type.String();
const Maybe = Type.Union([Text, Type.Null()]);
const outcome = Type.Enum(['accepted', 'corrected', 'quarantined', 'rejected', 'duplicate']);

export const findingSchema = Type.Object({
  outcome: Type.Enum(['corrected', 'quarantined', 'rejected', 'duplicate', 'warned']),
  rule: Text,
  field: Maybe,
  before: Maybe,
  after: Maybe,
  message: Text,
});

/** Field name → text as written. A cell of a spreadsheet holds no more either. */
export const rowSchema = Type.Record(Type.String({ maxLength: 60 }), Type.String({ maxLength: 32_767 }), {
  description: '字段名 → 所填的文字',
  maxProperties: 200,
});

const asked = { row: rowSchema, department: Type.Optional(Type.String({ maxLength: 100 })) };
export const checkRequest = Type.Object(asked);
export const draftIdSchema = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });
export const entryRequest = Type.Object({ ...asked, draftId: Type.Optional(draftIdSchema) });

const record = Type.Object({ recordKey: Text, version: Type.Integer() });

export const checkSchema = Type.Object({
  outcome,
  findings: Type.Array(findingSchema),
  subject: Type.Optional(Type.Object({ subjectCode: Text, name: Maybe, matchedBy: Text, matchedByName: Text })),
  effect: Type.Enum(['new', 'new-version', 'none']),
  candidates: Type.Array(Type.Object({ subjectCode: Text, name: Text, status: Text, reason: Text })),
});

export const receiptSchema = Type.Object({
  batch: Type.Integer(),
  row: Type.Integer(),
  outcome,
  findings: Type.Array(findingSchema),
  subject: Type.Optional(Type.Object({ subjectCode: Text, name: Maybe })),
  record: Type.Optional(record),
  attached: Type.Integer(),
  message: Text,
});

export const draftLine = {
  draftId: Text,
  item: Text,
  itemName: Text,
  title: Text,
  version: Type.Integer(),
  savedAt: Text,
  expiresAt: Text,
};
export const draftSchema = Type.Object({ ...draftLine, row: Type.Record(Text, Text) });

export const withdrawalSchema = Type.Object({ batch: Type.Integer(), record, message: Text });
