/** Takes a batch's versions back: never by deletion, always by a further version that says whose undo it is. */
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { Tx } from '../../platform/db/index.ts';
import { commitPublications } from './publication.ts';

export interface UndoRequest {
  /**
   * Table of the records to be changed: subject_code, record_key, outcome (`restored`: as in `target_version`,
   * `withdrawn`), present_version, target_version.
   */
  plan: string;
  batchId: number;
  item: CatalogueItem;
  department: string;
}

/** Writes the versions of an undo. @returns how many current records the department lost (negative: gained) */
export async function undoStaged(tx: Tx, { plan, batchId, item, department }: UndoRequest): Promise<number> {
  const { client } = tx;
  const { rows: closed } = await client.query<{ valid: number }>(`
    with closed as (
      update records.record c set recorded_until = transaction_timestamp() from ${plan} p
      where p.outcome in ('restored', 'withdrawn') and c.subject_code = p.subject_code and c.record_key = p.record_key
        and c.version = p.present_version
      returning c.state
    ) select count(*) filter (where state <> 'withdrawn') as valid from closed`);
  const { rows: written } = await client.query<{ valid: number }>(
    `with written as (
       insert into records.record (subject_code, record_key, version, item, department, document_number, occurred_on,
         effective_from, effective_until, polarity, severity, disclosure, shown_from, shown_until, matched_by, payload,
         content_hash, batch_id, row_number, recorded_from, state, undo_of)
       select s.subject_code, s.record_key, top.version + 1, s.item, s.department, s.document_number, s.occurred_on,
         s.effective_from, s.effective_until, s.polarity, s.severity, s.disclosure, s.shown_from, s.shown_until, s.matched_by,
         s.payload, s.content_hash, s.batch_id, s.row_number, transaction_timestamp(),
         case p.outcome when 'withdrawn' then 'withdrawn' else s.state end, $1
       from ${plan} p
       join records.record s on s.subject_code = p.subject_code and s.record_key = p.record_key
         and s.version = coalesce(p.target_version, p.present_version)
       cross join lateral (select max(version) as version from records.record r
                           where r.subject_code = p.subject_code and r.record_key = p.record_key) top
       where p.outcome in ('restored', 'withdrawn') order by s.subject_code, s.record_key
       returning state
     ) select count(*) filter (where state <> 'withdrawn') as valid from written`,
    [batchId],
  );
  const lost = (closed[0]?.valid ?? 0) - (written[0]?.valid ?? 0);
  await client.query(
    `update records.holding set current_records = current_records - $3, last_recorded = transaction_timestamp()
     where department = $1 and item = $2`,
    [department, item.code, lost],
  );
  await commitPublications(tx, item, {
    department,
    rows: `select r.* from ${plan} p join records.record r using (subject_code, record_key)
      where p.outcome in ('restored', 'withdrawn') and r.recorded_until = 'infinity'`,
    values: [],
  });
  return lost;
}
