/** Shapes of what review answers: contracts/src/pending.ts, checked at the door. */
import { Type } from 'typebox';
import { findingSchema } from '../entry/schemas.ts';

const Text = Type.String();
const Maybe = Type.Union([Text, Type.Null()]);
const Whole = Type.Integer();
const named = Type.Object({ code: Text, name: Text });
const state = Type.Enum(['waiting', 'attached', 'dismissed', 'returned']);
const decision = Type.Enum(['attach', 'dismiss', 'send-back', 'keep-present', 'take-waiting', 'defer', 'undo']);
const kind = Type.Enum([
  'code',
  'former-code',
  'registration-number',
  'organisation-code',
  'tax-number',
  'name',
  'former-name',
  'near-name',
  'representative',
  'address',
]);

const decided = Type.Object({
  decisionId: Text,
  decision,
  by: Text,
  department: Type.Union([named, Type.Null()]),
  at: Text,
  reason: Maybe,
  subjectCode: Maybe,
  automatic: Type.Boolean(),
});

const candidate = Type.Object({
  subjectCode: Text,
  name: Text,
  kind: Text,
  status: Text,
  region: Type.Union([named, Type.Null()]),
  legalRepresentative: Maybe,
  address: Maybe,
  establishedOn: Maybe,
  reasons: Type.Array(Type.Object({ kind, text: Text, weight: Whole })),
  score: Whole,
  comparison: Type.Array(
    Type.Object({ label: Text, row: Maybe, register: Maybe, agrees: Type.Union([Type.Boolean(), Type.Null()]) }),
  ),
  present: Type.Optional(Type.Object({ recordKey: Text, version: Whole, same: Type.Boolean() })),
});

const rival = Type.Object({
  subjectCode: Text,
  subjectName: Text,
  recordKey: Text,
  version: Whole,
  batch: Whole,
  row: Whole,
  recordedFrom: Text,
  fields: Type.Array(Type.Object({ name: Text, label: Text, present: Maybe, waiting: Maybe, differs: Type.Boolean() })),
});

export const pendingFileSchema = Type.Object({
  key: Text,
  batch: Whole,
  row: Whole,
  item: Text,
  itemName: Text,
  department: named,
  sourceName: Text,
  receivedAt: Text,
  reason: Text,
  reasonText: Text,
  state,
  version: Whole,
  attachedTo: Maybe,
  claims: Type.Object({
    name: Maybe,
    code: Maybe,
    registrationNumber: Maybe,
    organisationCode: Maybe,
    taxNumber: Maybe,
    legalRepresentative: Maybe,
    address: Maybe,
  }),
  fields: Type.Array(
    Type.Object({
      name: Text,
      label: Text,
      text: Text,
      unit: Type.Optional(Text),
      masked: Type.Optional(Type.Boolean()),
      sent: Type.Optional(Text),
    }),
  ),
  findings: Type.Array(findingSchema),
  candidates: Type.Array(candidate),
  rival: Type.Optional(rival),
  decisions: Type.Array(decided),
  allowed: Type.Array(decision),
});

export const resultSchema = Type.Object({
  key: Text,
  state,
  version: Whole,
  decided,
  record: Type.Optional(Type.Object({ subjectCode: Text, recordKey: Text, version: Whole })),
});
