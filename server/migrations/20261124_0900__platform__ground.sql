-- The ground every module stands on: audit, events, tokens, calendar, idempotency.
-- Each table's comment begins with its place on a Citus cluster (distributed(column) | reference | local);
-- server/test/citus.int.test.ts parses it and refuses keys that Citus would refuse.
create schema platform;

create table platform.setting (
  name text collate "C" primary key,
  value jsonb not null,
  updated_at timestamptz not null default now()
);
comment on table platform.setting is 'reference: facts about this store, such as which city it serves (one row a setting)';

create table platform.audit_entry (
  entry_id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  actor text not null,
  department text collate "C",
  action text collate "C" not null,
  object text,
  subject_code text collate "C",
  reason text,
  details jsonb not null default '{}'
);
comment on table platform.audit_entry is 'local: 审计日志, append-only; written in the same transaction as the change it tells of';
create index audit_entry_subject on platform.audit_entry (subject_code, entry_id) where subject_code is not null;

create table platform.outbox (
  event_id bigint generated always as identity primary key,
  -- A reader may pass an event only when every transaction older than it has ended;
  -- event_id alone is not commit order (a slow transaction commits a lower id later).
  written_by xid8 not null default pg_current_xact_id(),
  at timestamptz not null default clock_timestamp(),
  type text collate "C" not null,
  ordering_key text collate "C" not null,
  payload jsonb not null
);
comment on table platform.outbox is 'local: transactional outbox; order is kept within ordering_key (a subject code, or a batch)';
create index outbox_order on platform.outbox (written_by, event_id);

create table platform.consumer (
  name text collate "C" primary key,
  passed_transaction xid8 not null default '0',
  passed_event bigint not null default 0,
  failed_at timestamptz,
  failure text,
  updated_at timestamptz not null default now()
);
comment on table platform.consumer is 'local: how far each consumer of the outbox has come';

create table platform.api_token (
  token_id text collate "C" primary key,
  token_hash bytea not null unique,
  department text collate "C" not null,
  label text not null,
  permissions text[] not null,
  created_at timestamptz not null default now(),
  created_by text not null,
  expires_at timestamptz,
  revoked_at timestamptz
);
comment on table platform.api_token is 'local: API tokens; only the SHA-256 of the secret is kept';

create table platform.idempotency (
  token_id text collate "C" not null,
  key text collate "C" not null,
  request_digest bytea not null,
  state text not null check (state in ('running', 'done')),
  status integer,
  body jsonb,
  created_at timestamptz not null default now(),
  primary key (token_id, key)
);
comment on table platform.idempotency is 'local: answers by Idempotency-Key, so that a repeated request has one effect';

create table platform.working_day_exception (
  day date primary key,
  working boolean not null,
  name text not null,
  source text not null
);
comment on table platform.working_day_exception is 'reference: 节假日与调休: days that differ from Monday to Friday';

create table platform.calendar_year (
  year integer primary key,
  source text not null
);
comment on table platform.calendar_year is 'reference: the years whose holiday notice has been entered; any other year is an error, never a guess';
