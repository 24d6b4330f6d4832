/** What the records' routes answer, for validation, serialisation and documentation: contracts/src/subject-file.ts. */
import { Type } from 'typebox';

/** A record's key in an address. */
export const recordKeyPattern = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';

const Text = Type.String();
const Maybe = Type.Union([Text, Type.Null()]);
const named = Type.Object({ code: Text, name: Text });
const level = Type.Enum(['public', 'shared', 'authorised']);
const polarity = Type.Enum(['positive', 'neutral', 'negative']);
const severity = Type.Union([Type.Enum(['minor', 'general', 'severe']), Type.Null()]);
const state = Type.Enum(['valid', 'withdrawn', 'repaired']);

const cell = {
  name: Text,
  label: Text,
  text: Text,
  unit: Type.Optional(Text),
  masked: Type.Optional(Type.Boolean({ description: '个人信息，已遮盖' })),
};

const times = {
  documentNumber: Maybe,
  occurredOn: Maybe,
  effectiveFrom: Maybe,
  effectiveUntil: Maybe,
  severity,
  state,
  shownFrom: Maybe,
  shownUntil: Maybe,
  recordedFrom: Text,
};

/** One record in the version that the clocks ask for. */
export const recordLineSchema = Type.Object({
  ...times,
  recordKey: Text,
  version: Type.Integer(),
  item: Text,
  itemName: Text,
  department: named,
  polarity,
  fields: Type.Array(Type.Object(cell)),
});

const finding = Type.Object({
  outcome: Type.Enum(['corrected', 'quarantined', 'rejected', 'duplicate', 'warned']),
  rule: Text,
  field: Maybe,
  before: Maybe,
  after: Maybe,
  message: Text,
});

const version = Type.Object({
  ...times,
  version: Type.Integer(),
  recordedUntil: Maybe,
  matchedBy: Text,
  matchedByName: Text,
  source: Type.Object({
    batch: Type.Integer(),
    row: Type.Integer(),
    department: named,
    channel: Text,
    channelName: Text,
    sourceName: Text,
    receivedAt: Text,
    note: Maybe,
    edition: Text,
  }),
  fields: Type.Array(
    Type.Object({
      ...cell,
      original: Type.Optional(Maybe),
      rule: Type.Optional(Text),
      message: Type.Optional(Text),
    }),
  ),
  changes: Type.Optional(Type.Array(Type.Object({ name: Text, label: Text, before: Maybe, after: Maybe }))),
  findings: Type.Array(finding),
});

/** One record with its history. */
export const recordFileSchema = Type.Object({
  subjectCode: Text,
  subjectName: Text,
  recordKey: Text,
  item: Text,
  itemName: Text,
  department: named,
  polarity,
  disclosure: level,
  level,
  unmasked: Type.Boolean(),
  versions: Type.Array(version),
  events: Type.Array(
    Type.Object({
      at: Text,
      action: Text,
      actionName: Text,
      by: Text,
      department: Type.Union([named, Type.Null()]),
      reason: Maybe,
    }),
  ),
  mayAmend: Type.Boolean(),
  mayWithdraw: Type.Boolean(),
});
