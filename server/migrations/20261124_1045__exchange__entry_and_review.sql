-- Hand entry 手工录入, drafts, amendment and withdrawal by the supplying department, review of rows that wait.

alter table exchange.batch drop constraint batch_channel_check;
alter table exchange.batch add constraint batch_channel_check
  check (channel in ('cli', 'api', 'generated', 'workbench', 'form', 'amendment', 'withdrawal')) not valid;
-- Why a record was amended or withdrawn. It stands with the batch of one that did it, so that re-keying leaves it alone.
alter table exchange.batch add column reason text;

create table exchange.entry_draft (
  draft_id uuid primary key default gen_random_uuid(),
  -- Whose it is, in the words of the audit log (account:12); nobody else sees it.
  owner text collate "C" not null,
  department text collate "C" not null,
  item text collate "C" not null,
  title text not null,
  -- Field name → text as the officer wrote it, unchecked.
  entered jsonb not null,
  version integer not null default 1,
  saved_at timestamptz not null default now()
);
comment on table exchange.entry_draft is 'local: 录入草稿: rows that an officer has begun to write';
create index entry_draft_owner on exchange.entry_draft (owner, saved_at desc);

alter table exchange.pending_row
  -- Raised by every decision: an officer who decides on an older one is told who was faster.
  add column version integer not null default 1,
  -- The number of the decision that made the present state.
  add column decision_id bigint;
alter table exchange.pending_row drop constraint pending_row_state_check;
alter table exchange.pending_row add constraint pending_row_state_check
  check (state in ('waiting', 'attached', 'dismissed', 'returned')) not valid;

create table exchange.decision (
  department text collate "C" not null,
  batch_id bigint not null,
  row_number bigint not null,
  -- The version of the row that the decision made.
  row_version integer not null,
  decision_id bigint generated always as identity,
  decision text collate "C" not null
    check (decision in ('attach', 'dismiss', 'send-back', 'keep-present', 'take-waiting', 'undo')),
  -- Attached by itself, when the subject arrived.
  automatic boolean not null default false,
  subject_code text collate "C",
  -- The record version that it wrote; null when the store said the same already, or nothing was to be written.
  record_key uuid,
  record_version integer,
  reason text,
  actor text not null,
  -- As it stood on that day.
  person_name text,
  decided_for text collate "C",
  decided_at timestamptz not null default now(),
  primary key (department, batch_id, row_number, row_version)
);
comment on table exchange.decision is 'distributed(department): 处理记录: who decided what about a waiting row, append-only';
