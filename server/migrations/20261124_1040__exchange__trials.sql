-- Trial batches 试导入: staged, judged, shown, and only then committed or discarded; undo of a batch; work in the background.
alter table exchange.batch
  -- Asked for as a trial: nothing is merged before somebody commits it.
  add column trial boolean not null default false,
  -- The columns as the file names them; for NDJSON the item's labels.
  add column header text[],
  -- Sheet of a workbook that was read.
  add column sheet text,
  -- What a person should know beside the counts: hidden rows, other sheets, unknown columns, verdicts that changed.
  add column notes jsonb not null default '{}',
  -- Name of the kept upload; null when the file is not ours or not kept any more.
  add column upload text,
  -- Who, in the words of the audit log: {actor, name, department, ...}.
  add column submitted_by jsonb,
  add column committed_by jsonb,
  add column committed_at timestamptz,
  add column commit_rows text collate "C",
  add column undone_by jsonb,
  add column undone_at timestamptz,
  add column undo_reason text,
  -- {restored, withdrawn, left, subjects, dismissed}
  add column undo_counts jsonb,
  -- A trial that nobody commits is dropped on this day.
  add column expires_at timestamptz;

alter table exchange.batch drop constraint batch_state_check;
alter table exchange.batch add constraint batch_state_check check (state in ('waiting', 'staging', 'trial', 'merging',
  'finished', 'refused', 'discarded', 'expired', 'undone')) not valid;
alter table exchange.batch drop constraint batch_channel_check;
alter table exchange.batch add constraint batch_channel_check
  check (channel in ('cli', 'api', 'generated', 'workbench', 'form')) not valid;
alter table exchange.batch add constraint batch_commit_rows_check check (commit_rows in ('all', 'all-good')) not valid;

-- Unfinished batches are few: what the tending job and the start of the server look for.
create index batch_open on exchange.batch (state, batch_id) where state in ('waiting', 'staging', 'trial', 'merging');

create table exchange.batch_progress (
  batch_id bigint primary key,
  -- waiting | reading | comparing | writing | undoing | done
  phase text collate "C" not null,
  -- Of `total`: bytes of the source while reading.
  done bigint not null default 0,
  total bigint not null default 0,
  rows_read bigint not null default 0,
  began_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
comment on table exchange.batch_progress is 'local: how far a batch under way has come, for people who watch; written outside its transactions';

-- The original cells of rows that were refused or wait, so that a fix file 修正文件 can be made of them.
create table exchange.faulty_row (
  batch_id bigint not null,
  row_number bigint not null,
  -- As the file has them, by the batch's `header`.
  cells jsonb not null,
  primary key (batch_id, row_number)
);
comment on table exchange.faulty_row is 'distributed(batch_id): 未通过的行: their original cells, kept for a declared time';
