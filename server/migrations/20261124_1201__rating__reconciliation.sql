create table rating.reconciliation (
  reconciliation_id bigint generated always as identity primary key,
  judged_on date not null,
  done_at timestamptz not null default transaction_timestamp(),
  -- Subjects looked at, and verdicts by scheme that the events should have changed before: none is expected.
  measured integer not null,
  corrected jsonb not null
);
comment on table rating.reconciliation is 'local: what each pass over the whole city had to correct';
