-- 质疑: anybody says that a published record is wrong; its department answers within working days.
create table scorecards.challenge (
  challenge_id bigint generated always as identity primary key,
  -- What the public address of the challenge carries; tells nothing and cannot be guessed.
  receipt uuid not null unique default gen_random_uuid(),
  subject_code text collate "C" not null,
  subject_name text not null,
  record_key uuid not null,
  record_version integer not null,
  item text collate "C" not null,
  department text collate "C" not null,
  -- Of the subject, for whose region the officer is there for.
  region text collate "C",
  ground text collate "C" not null
    check (ground in ('wrong', 'missing', 'repeated', 'not-public', 'expired', 'other-subject')),
  -- The field that is doubted; null for the record as a whole.
  field text collate "C",
  field_label text,
  claim text not null,
  -- Telephone or mail; shown masked, never public, removed some time after the decision.
  contact text,
  -- A keyed fingerprint of the address for the limit of a day; the key lives in the process.
  origin text collate "C" not null,
  state text collate "C" not null default 'open' check (state in ('open', 'upheld', 'partly', 'dismissed')),
  opened_at timestamptz not null default now(),
  -- Null when the calendar of that year is not known yet.
  due_on date,
  decided_at timestamptz,
  decided_by text,
  decided_by_name text,
  answer text,
  check ((state = 'open') = (decided_at is null))
);
comment on table scorecards.challenge is 'local: 质疑: doubts about published records, from anybody, with a clock';
create index challenge_state on scorecards.challenge (state, due_on);
create index challenge_opened on scorecards.challenge (opened_at, challenge_id);
create index challenge_record on scorecards.challenge (subject_code, record_key);

create table scorecards.report (
  department text collate "C" not null,
  month text collate "C" not null check (month ~ '^[0-9]{4}-[0-9]{2}$'),
  -- A month that was made again keeps its earlier editions.
  edition integer not null,
  report_id uuid not null unique default gen_random_uuid(),
  made_at timestamptz not null default now(),
  indicators text collate "C" not null,
  score numeric(5, 1),
  colour text collate "C" not null,
  received bigint not null,
  -- What the page shows and the file was printed from.
  figures jsonb not null,
  pdf bytea not null,
  digest text collate "C" not null,
  primary key (department, month, edition)
);
comment on table scorecards.report is 'reference: 月报: the monthly report of each department as it was made, append-only';
create index report_month on scorecards.report (month, department, edition);
