-- Undo of a batch 撤销批次: a version that an undo wrote says whose. Its batch_id and row_number stay those of the row
-- that its values came from.
alter table records.record add column undo_of bigint;
comment on column records.record.undo_of is 'the batch whose undo wrote this version; null when a row of batch_id did';

create or replace function records.rekey(old_code text, new_code text) returns bigint
  language sql security definer set search_path = pg_catalog as $$
  with moved as (
    delete from records.record where subject_code = old_code returning *
  ), placed as (
    insert into records.record (subject_code, record_key, version, item, department, document_number, occurred_on,
      effective_from, effective_until, polarity, severity, disclosure, shown_from, shown_until, state, matched_by, payload,
      content_hash, batch_id, row_number, recorded_from, recorded_until, undo_of)
    select new_code, m.record_key, m.version + coalesce(n.top, 0), m.item, m.department, m.document_number, m.occurred_on,
      m.effective_from, m.effective_until, m.polarity, m.severity, m.disclosure, m.shown_from, m.shown_until, m.state,
      m.matched_by, m.payload, m.content_hash, m.batch_id, m.row_number, m.recorded_from,
      case when n.top is not null then least(m.recorded_until, now()) else m.recorded_until end, m.undo_of
    from moved m
    left join lateral (select max(version) as top from records.record r
                       where r.subject_code = new_code and r.record_key = m.record_key) n on true
    returning 1
  )
  select count(*) from placed
$$;
