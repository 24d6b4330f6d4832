create schema exchange;

create table exchange.batch (
  batch_id bigint generated always as identity primary key,
  item text collate "C" not null,
  department text collate "C" not null,
  edition text collate "C" not null,
  channel text collate "C" not null check (channel in ('cli', 'api', 'generated')),
  source_name text not null,
  source_digest text collate "C" not null,
  source_bytes bigint not null,
  format text collate "C" not null,
  state text collate "C" not null check (state in ('staging', 'merging', 'finished', 'refused')),
  refusal text,
  rows_read bigint not null default 0,
  accepted bigint not null default 0,
  corrected bigint not null default 0,
  quarantined bigint not null default 0,
  rejected bigint not null default 0,
  duplicate bigint not null default 0,
  actor text not null,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  check (state <> 'finished' or rows_read = accepted + corrected + quarantined + rejected + duplicate)
);
comment on table exchange.batch is 'local: 批次: one file or one push of one department';
create index batch_source on exchange.batch (source_digest, item, department);

create table exchange.receipt (
  batch_id bigint not null,
  row_number bigint not null,
  seq smallint not null,
  outcome text collate "C" not null check (outcome in ('corrected', 'quarantined', 'rejected', 'duplicate')),
  rule text collate "C" not null,
  field text,
  before text,
  after text,
  message text not null,
  primary key (batch_id, row_number, seq)
);
comment on table exchange.receipt is 'distributed(batch_id): 回执: what happened to every row that was not plainly accepted';

-- Rows that match nobody, or that a person must look at. They live apart from records until they are attached.
create table exchange.pending_row (
  department text collate "C" not null,
  batch_id bigint not null,
  row_number bigint not null,
  item text collate "C" not null,
  reason text collate "C" not null,
  record_key uuid not null,
  content_hash uuid not null,
  identity jsonb not null,
  staged jsonb not null,
  state text collate "C" not null default 'waiting' check (state in ('waiting', 'attached', 'dismissed')),
  attached_to text collate "C",
  primary key (department, batch_id, row_number)
);
comment on table exchange.pending_row is 'distributed(department): 待认领信息: quarantined rows, waiting for their subject';
create index pending_row_key on exchange.pending_row (department, record_key, content_hash);

-- Raw rows under way, one unlogged set of tables a batch, dropped when the batch is finished.
create schema staging;
