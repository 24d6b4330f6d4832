-- Undo of a batch 撤销批次: who else says what a batch says, and what an undo made of each row.

-- Rows that said what the store held already. They wrote no version, but they stand behind the one that was there: when
-- the batch that wrote it is undone, the record still counts.
create table exchange.repeated_row (
  subject_code text collate "C" not null,
  record_key uuid not null,
  batch_id bigint not null,
  row_number bigint not null,
  -- recorded_from of the version that was repeated.
  known_from timestamptz not null,
  primary key (subject_code, record_key, batch_id, row_number)
);
comment on table exchange.repeated_row is 'distributed(subject_code): rows that repeated what was in the store, and so stand behind it';
create index repeated_row_batch on exchange.repeated_row (batch_id);

create table exchange.undone_row (
  batch_id bigint not null,
  row_number bigint not null,
  outcome text collate "C" not null check (outcome in ('restored', 'withdrawn', 'left')),
  reason text collate "C" check (reason in ('superseded', 'repeated', 'subject-in-use', 'withdrawn-already')),
  subject_code text collate "C" not null,
  record_key uuid not null,
  -- The batch that the record's present content comes from.
  present_batch bigint,
  primary key (batch_id, row_number)
);
comment on table exchange.undone_row is 'distributed(batch_id): 撤销结果: what the undo of a batch made of each row, append-only';
-- Rows that stand although their batch is undone.
create index undone_row_standing on exchange.undone_row (batch_id, row_number) where reason = 'subject-in-use';
