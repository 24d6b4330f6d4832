-- 评判报告 as it was issued: whoever holds it checks it by its code, without an account.
create table rating.report (
  check_code text collate "C" primary key check (check_code ~ '^[0-9a-z]{16}$'),
  subject_code text collate "C" not null,
  made_at timestamptz not null default transaction_timestamp(),
  -- SHA-256 of what was said, without what is still to come.
  digest text collate "C" not null,
  judgement jsonb not null
);
comment on table rating.report is 'local: reports as they were issued to the public; never altered';
