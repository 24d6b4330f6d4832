/** How the exchange's routes shape what they say. The types stand in contracts/src/exchange.ts. */
import type { Batch, Deed } from '@xinheng/contracts/exchange.ts';
import { type TSchema, Type } from 'typebox';
import { mayWriteFor, reachesTo, type Viewer } from '../../../platform/access/index.ts';
import type { BatchRow } from '../batch.ts';
import type { Doer } from '../who.ts';

const Text = Type.String();
export const count = Type.Integer({ minimum: 0 });
export const orNull = (schema: TSchema) => Type.Union([schema, Type.Null()]);
export const parts = {
  read: count,
  accepted: count,
  corrected: count,
  quarantined: count,
  rejected: count,
  duplicate: count,
};
const outcome = Type.Enum(['accepted', 'corrected', 'quarantined', 'rejected', 'duplicate']);

const changes = Type.Array(Type.Object({ row: count, before: outcome, after: outcome }));

const notes = Type.Object({
  unknownColumns: Type.Optional(Type.Array(Text)),
  hiddenRows: Type.Optional(count),
  strayCells: Type.Optional(count),
  otherSheets: Type.Optional(Type.Array(Text)),
  verdictsChanged: Type.Optional(count),
  verdictChanges: Type.Optional(changes),
});

const resultShape = {
  batch: Type.Integer(),
  item: Text,
  department: Text,
  state: Text,
  ...parts,
  sameFileAs: Type.Union([Type.Integer(), Type.Null()], { description: '同一文件先前的批次' }),
  attached: count,
  message: Text,
};

/** BatchResult. */
export const resultSchema = Type.Object(resultShape);

/** CommitResult. */
export const commitSchema = Type.Object({ ...resultShape, verdictsChanged: count, verdictChanges: changes });

/** BatchQueued. */
export const queuedSchema = Type.Object({
  batch: Type.Integer(),
  state: Text,
  message: Text,
  tables: Type.Optional(
    Type.Array(Type.Object({ batch: Type.Integer(), name: Text }), { description: '压缩包中的各个文件及其批次' }),
  ),
});

export const progressSchema = Type.Object({
  phase: Text,
  share: orNull(Type.Number()),
  rowsRead: count,
  rowsPerSecond: orNull(count),
  secondsLeft: orNull(count),
  quietSeconds: count,
});

/** UndoCounts. */
export const undoCountsSchema = Type.Object({
  restored: count,
  withdrawn: count,
  left: count,
  subjects: count,
  subjectsRemoved: count,
  dismissed: count,
});

const deed = orNull(Type.Object({ name: Text, at: Text }));

/** Batch, without what only the page of one batch says. */
export const batchShape = {
  batch: Type.Integer(),
  item: Text,
  department: Text,
  edition: Type.String({ description: '所依据的信息目录版本' }),
  state: Text,
  channel: Text,
  trial: Type.Boolean(),
  sourceName: Text,
  sheet: orNull(Text),
  startedAt: Text,
  finishedAt: orNull(Text),
  refusal: orNull(Text),
  submitted: deed,
  committed: deed,
  undone: orNull(Type.Object({ name: Text, at: Text, reason: Text, counts: undoCountsSchema })),
  expiresAt: orNull(Text),
  notes,
  may: Type.Object({ commit: Type.Boolean(), discard: Type.Boolean(), undo: Type.Boolean() }),
  ...parts,
};

export const receiptSchema = Type.Object({
  row: count,
  outcome: Text,
  rule: Text,
  field: orNull(Text),
  before: orNull(Text),
  after: orNull(Text),
  message: Text,
});

/** BatchRowPage. */
export const rowPageSchema = Type.Object({
  columns: Type.Array(Type.Object({ title: Text, field: orNull(Text) })),
  rows: Type.Array(
    Type.Object({
      row: count,
      outcome,
      cells: Type.Array(Text),
      findings: Type.Array(
        Type.Object({
          outcome: Text,
          rule: Text,
          column: orNull(count),
          field: orNull(Text),
          label: orNull(Text),
          before: orNull(Text),
          after: orNull(Text),
          message: Text,
          suggestion: orNull(Text),
        }),
      ),
      change: orNull(Type.Enum(['new', 'changed'])),
      subject: orNull(Type.Object({ subjectCode: Text, name: orNull(Text) })),
    }),
  ),
  next: Type.Optional(Text),
});

/** The parts of a batch's counts. */
export function countsOf(row: BatchRow) {
  const { accepted, corrected, quarantined, rejected, duplicate } = row;
  return { read: row.rows_read, accepted, corrected, quarantined, rejected, duplicate };
}

function deedOf(doer: Doer | null, at: string | null): Deed | null {
  return at === null || doer === null ? null : { name: doer.name ?? doer.actor, at };
}

function undoneOf(row: BatchRow): Batch['undone'] {
  const deed = deedOf(row.undone_by, row.undone_at);
  if (deed === null || row.undo_counts === null) return null;
  return { ...deed, reason: row.undo_reason ?? '', counts: row.undo_counts };
}

/** A batch as its readers see it, with what this viewer may do to it now. */
export function shapeBatch(row: BatchRow, viewer: Viewer): Omit<Batch, 'progress' | 'rules'> {
  const open = row.state === 'trial' && mayWriteFor(viewer, row.department);
  const undo = row.state === 'finished' && reachesTo(viewer, 'batches.undo', { department: row.department });
  return {
    ...{ batch: row.batch_id, item: row.item, department: row.department, edition: row.edition, state: row.state },
    ...{ channel: row.channel, trial: row.trial, sourceName: row.source_name, sheet: row.sheet, refusal: row.refusal },
    ...{ startedAt: row.started_at, finishedAt: row.finished_at, expiresAt: row.expires_at, notes: row.notes },
    submitted: deedOf(row.submitted_by ?? { actor: row.actor }, row.started_at),
    committed: deedOf(row.committed_by, row.committed_at),
    undone: undoneOf(row),
    may: { commit: open, discard: open, undo },
    ...countsOf(row),
  };
}

/** Whether the reader is no clerk of the department: certificate numbers of persons are then masked. */
export function seesMasked(viewer: Viewer, department: string): boolean {
  return !mayWriteFor(viewer, department) && !reachesTo(viewer, 'persons.read-unmasked', { department });
}
