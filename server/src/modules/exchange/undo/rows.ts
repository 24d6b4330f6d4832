/** What an undo made of each row, for people. */
import type { UndoneRow, UndoneRowPage } from '@xinheng/contracts/exchange.ts';
import type { Queryable } from '../../../platform/db/index.ts';

const left: Record<NonNullable<UndoneRow['reason']>, (presentBatch: number | null) => string> = {
  superseded: (batch) => `之后的批次 ${batch} 已更改这条信息，未改动。`,
  repeated: (batch) => `批次 ${batch} 报送了相同的内容，这条信息继续有效。`,
  'subject-in-use': () => '这是该主体唯一的登记信息，主体名下另有信息，未改动。',
  'withdrawn-already': () => '这条信息在此之前已不再有效，未改动。',
};

function messageOf({ outcome, reason, presentBatch }: Pick<UndoneRow, 'outcome' | 'reason' | 'presentBatch'>): string {
  if (outcome === 'restored') return `已恢复为批次 ${presentBatch} 的内容。`;
  return outcome === 'withdrawn' || reason === null ? '已不再有效。' : left[reason](presentBatch);
}

/** One page of the rows that an undo concerned, in the order of the file. */
export async function readUndoneRows(
  q: Queryable,
  of: { batchId: number; outcome?: UndoneRow['outcome'] | undefined; after?: number | undefined; limit: number },
): Promise<UndoneRowPage> {
  const { rows } = await q.query<Omit<UndoneRow, 'message'>>(
    `select u.row_number as row, u.outcome, u.reason, u.subject_code as "subjectCode", s.name as "subjectName",
       u.record_key as "recordKey", u.present_batch as "presentBatch"
     from exchange.undone_row u left join registry.subject s using (subject_code)
     where u.batch_id = $1 and u.row_number > $2 and ($3::text is null or u.outcome = $3)
     order by u.row_number limit $4`,
    [of.batchId, of.after ?? -1, of.outcome ?? null, of.limit],
  );
  const page = rows.map((row) => ({ ...row, message: messageOf(row) }));
  const last = page.at(-1);
  return page.length < of.limit || last === undefined ? { rows: page } : { rows: page, next: String(last.row) };
}
