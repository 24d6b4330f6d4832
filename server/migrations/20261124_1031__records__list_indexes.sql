-- What the lists of subjects, records and waiting rows are sorted and narrowed by, so that a page reads as many rows as it
-- shows. Each index costs every import a little, so there is one only where no other serves. A first load drops and
-- builds them like the others.
create index subject_established on registry.subject (established_on);
create index subject_region on registry.subject (region, subject_code);

-- The latest of all, whatever the item.
create index record_day on records.record (occurred_on, subject_code);
create index record_document on records.record (document_number) where document_number is not null;

create index pending_row_waiting on exchange.pending_row (batch_id, row_number) where state = 'waiting';

create or replace function records.defer_indexes() returns void
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  if exists (select 1 from records.record) then
    raise exception 'indexes are deferred for an empty store only' using errcode = 'XH002';
  end if;
  alter table records.record drop constraint if exists record_pkey;
  drop index if exists records.record_item_day;
  drop index if exists records.record_department_day;
  drop index if exists records.record_day;
  drop index if exists records.record_document;
end $$;

create or replace function records.indexes_deferred() returns boolean
  language sql stable security definer set search_path = pg_catalog as $$
  select (select count(*) from pg_indexes where schemaname = 'records' and indexname in ('record_pkey', 'record_item_day',
    'record_department_day', 'record_day', 'record_document')) < 5
$$;

create or replace function records.restore_indexes() returns void
  language plpgsql security definer set search_path = pg_catalog set maintenance_work_mem = '1GB' as $$
begin
  if not exists (select 1 from pg_constraint where conrelid = 'records.record'::regclass and contype = 'p') then
    alter table records.record add primary key (subject_code, record_key, version);
  end if;
  create index if not exists record_item_day on records.record (item, occurred_on desc, subject_code);
  create index if not exists record_department_day on records.record (department, item, occurred_on desc);
  create index if not exists record_day on records.record (occurred_on, subject_code);
  create index if not exists record_document on records.record (document_number) where document_number is not null;
  analyze records.record;
end $$;

create or replace function registry.defer_indexes() returns void
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  if exists (select 1 from registry.subject) then
    raise exception 'indexes are deferred for an empty store only' using errcode = 'XH002';
  end if;
  drop index if exists registry.subject_name;
  drop index if exists registry.subject_organisation_code;
  drop index if exists registry.subject_batch;
  drop index if exists registry.subject_bigrams;
  drop index if exists registry.subject_established;
  drop index if exists registry.subject_region;
end $$;

create or replace function registry.indexes_deferred() returns boolean
  language sql stable security definer set search_path = pg_catalog as $$
  select (select count(*) from pg_indexes where schemaname = 'registry' and indexname in ('subject_pkey', 'subject_name',
    'subject_organisation_code', 'subject_batch', 'subject_bigrams', 'subject_established', 'subject_region')) < 7
$$;

create or replace function registry.restore_indexes() returns void
  language plpgsql security definer set search_path = pg_catalog set maintenance_work_mem = '1GB' as $$
begin
  create index if not exists subject_name on registry.subject (name_folded);
  create index if not exists subject_organisation_code on registry.subject (substr(subject_code, 9, 9));
  create index if not exists subject_batch on registry.subject (batch_id);
  create index if not exists subject_bigrams on registry.subject using gin (registry.bigrams(name_folded));
  create index if not exists subject_established on registry.subject (established_on);
  create index if not exists subject_region on registry.subject (region, subject_code);
  analyze registry.subject;
  analyze registry.identifier;
end $$;
