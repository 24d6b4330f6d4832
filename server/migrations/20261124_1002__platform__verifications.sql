create table platform.audit_verification (
  verification_id bigint generated always as identity primary key,
  state text collate "C" not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
  quick boolean not null,
  requested_by text not null,
  requested_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  progress bigint not null default 0,
  total bigint not null default 0,
  -- Signed checkpoints that somebody outside has kept.
  against text[] not null,
  -- What the verification found, as `audit verify --json` gives it.
  report jsonb,
  message text
);
comment on table platform.audit_verification is 'local: 核验: runs of the verification that officers asked for, and what each found';
