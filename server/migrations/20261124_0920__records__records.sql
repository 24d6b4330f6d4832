create schema records;

-- One row is one version of one record. Append-only: the app role may insert, and may update nothing but
-- recorded_until, once, to close a version when its successor is written.
-- Business time: occurred_on, effective_from/until. Knowledge time: recorded_from ≤ t < recorded_until.
create table records.record (
  subject_code text collate "C" not null,
  -- 128-bit fingerprint of item + department + natural key: one index of 18 + 16 + 4 bytes instead of two wide
  -- unique ones; also the stable address of the record.
  record_key uuid not null,
  version integer not null,
  item text collate "C" not null,
  department text collate "C" not null,
  document_number text,
  occurred_on date,
  effective_from date,
  effective_until date,
  polarity text collate "C" not null check (polarity in ('positive', 'neutral', 'negative')),
  severity text collate "C" check (severity in ('minor', 'general', 'severe')),
  disclosure text collate "C" not null check (disclosure in ('public', 'shared', 'authorised')),
  -- First and last day on which the public may see it (null, null = never), computed from catalogue and law edition.
  shown_from date,
  shown_until date,
  state text collate "C" not null default 'valid' check (state in ('valid', 'withdrawn', 'repaired')),
  matched_by text collate "C" not null check (matched_by in ('code', 'registration-number', 'organisation-code', 'tax-number', 'name', 'officer')),
  payload jsonb not null,
  content_hash uuid not null,
  batch_id bigint not null,
  row_number bigint not null,
  recorded_from timestamptz not null,
  recorded_until timestamptz not null default 'infinity',
  primary key (subject_code, record_key, version)
);
comment on table records.record is 'distributed(subject_code): 信用信息: every version of every record, kept for ever';
create index record_item_day on records.record (item, occurred_on desc, subject_code);
create index record_department_day on records.record (department, item, occurred_on desc);

create function records.refuse_reopening() returns trigger language plpgsql as $$
begin
  if old.recorded_until <> 'infinity' then
    raise exception 'a closed record version stays closed (% %)', old.subject_code, old.record_key using errcode = 'XH001';
  end if;
  return new;
end $$;
create trigger record_closes_once before update on records.record
  for each row execute function records.refuse_reopening();

-- How many current records each department holds of each item, kept in the transaction that merges a batch.
create table records.holding (
  department text collate "C" not null,
  item text collate "C" not null,
  current_records bigint not null,
  first_recorded timestamptz not null,
  last_recorded timestamptz not null,
  primary key (department, item)
);
comment on table records.holding is 'reference: how much each department has supplied of each item';
