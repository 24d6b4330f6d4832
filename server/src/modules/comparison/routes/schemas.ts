import { Type } from 'typebox';

const Text = Type.String();
export const Nullable = Type.Union([Text, Type.Null()]);
const NullableNumber = Type.Union([Type.Number(), Type.Null()]);
const named = Type.Union([Type.Object({ code: Text, name: Text }), Type.Null()]);

const side = Type.Object({
  subjectCode: Text,
  subjectName: Nullable,
  recordKey: Nullable,
  version: NullableNumber,
  item: Nullable,
  itemName: Nullable,
  fieldLabel: Text,
  department: named,
  batch: NullableNumber,
  row: NullableNumber,
  recordedFrom: Nullable,
  text: Type.Union([Text, Type.Null()], { description: '没有查看权限的脱敏，与该条信息本身相同' }),
  masked: Type.Boolean(),
});

export const fileSchema = Type.Object({
  differenceId: Text,
  revision: Type.Integer(),
  rule: Type.Object({ code: Text, title: Text, kind: Text, description: Text, source: Text }),
  gravity: Text,
  subjectCode: Text,
  subjectName: Nullable,
  left: side,
  right: side,
  proposed: Nullable,
  proposal: Nullable,
  acting: named,
  state: Type.Enum(['open', 'decided', 'written', 'not-an-error', 'gone']),
  foundAt: Text,
  dueOn: Nullable,
  overdue: Type.Boolean(),
  decision: Nullable,
  value: Nullable,
  reason: Nullable,
  decidedAt: Nullable,
  decidedByName: Nullable,
  correctionId: NullableNumber,
  mayDecide: Type.Boolean(),
  mayWrite: Type.Boolean(),
  history: Type.Array(Type.Object({ at: Text, step: Text, by: Nullable, note: Nullable })),
});

export const doneSchema = Type.Object({ message: Text, difference: fileSchema });

const likes = {
  rule: Type.String({ maxLength: 80 }),
  pair: Type.Integer({ minimum: 0, maximum: 99 }),
  department: Type.String({ maxLength: 80 }),
  item: Type.String({ maxLength: 80 }),
  shape: Type.String({ maxLength: 200 }),
  decision: Type.Enum(['left', 'right']),
};
export const likesSchema = Type.Object(likes);

export const proposableSchema = Type.Object({
  confirmations: Type.Integer({ description: '至少多少次结论一致才能提请' }),
  rows: Type.Array(
    Type.Object({
      ...likes,
      shapeText: Text,
      ruleTitle: Text,
      departmentName: Text,
      itemName: Text,
      confirmations: Type.Integer(),
      open: Type.Integer({ description: '启用后将更正的待核对差异数' }),
    }),
  ),
});

export const correctionSchema = Type.Object({
  correctionId: Type.Integer(),
  ...likes,
  shapeText: Text,
  ruleTitle: Text,
  departmentName: Text,
  itemName: Text,
  state: Type.Enum(['proposed', 'on', 'off']),
  confirmations: Type.Integer(),
  wouldChange: Type.Integer({ description: '提请时将更正的差异数' }),
  open: Type.Integer({ description: '此刻将更正的差异数' }),
  corrected: Type.Integer({ description: '已按它更正的差异数' }),
  examples: Type.Array(Text),
  proposedByName: Nullable,
  proposedAt: Text,
  switchedOnByName: Nullable,
  switchedOnAt: Nullable,
  switchedOffByName: Nullable,
  switchedOffAt: Nullable,
  offReason: Nullable,
  maySwitchOn: Type.Boolean(),
  maySwitchOff: Type.Boolean(),
});
