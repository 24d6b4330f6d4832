-- Editions of schemes 版本 that officers draft, test against the store, have signed by a second person and publish.
create table rating.edition (
  edition_id bigint generated always as identity primary key,
  scheme text collate "C" not null,
  edition text collate "C" not null unique,
  state text collate "C" not null default 'draft' check (state in ('draft', 'submitted', 'published', 'dropped')),
  -- Counts changes: whoever writes names the one that was read.
  version integer not null default 1,
  -- The scheme whole, and metrics that it adds to the city's.
  body jsonb not null,
  metrics jsonb not null default '[]',
  based_on text collate "C" not null,
  reason text not null,
  effective_from date,
  drafted_by text collate "C" not null,
  drafted_at timestamptz not null default transaction_timestamp(),
  submitted_by text collate "C",
  submitted_at timestamptz,
  signed_by text collate "C",
  signed_at timestamptz,
  -- Why it was handed back the last time.
  returned text,
  check (state <> 'published' or (signed_by is not null and effective_from is not null and signed_by <> drafted_by and signed_by <> submitted_by))
);
comment on table rating.edition is 'local: editions of schemes that were made here; those of the folder cities are not in it';
create index edition_in_force on rating.edition (scheme, effective_from desc, edition_id desc) where state = 'published';

create function rating.keep_published() returns trigger language plpgsql as $$
begin
  raise exception 'a published edition is frozen';
end $$;
create trigger published_is_frozen before update or delete on rating.edition
  for each row when (old.state = 'published') execute function rating.keep_published();

create table rating.backtest (
  backtest_id bigint generated always as identity primary key,
  edition_id bigint not null references rating.edition,
  -- The edition's version that was tested: a later change wants another test.
  version integer not null,
  state text collate "C" not null default 'waiting' check (state in ('waiting', 'done', 'failed')),
  against text collate "C" not null,
  asked_by text collate "C" not null,
  asked_at timestamptz not null default transaction_timestamp(),
  done_at timestamptz,
  fault text
);
comment on table rating.backtest is 'local: 回测 of a draft against the present edition';
create index backtest_of_edition on rating.backtest (edition_id, backtest_id desc);

create table rating.backtest_count (
  backtest_id bigint not null references rating.backtest,
  judged_on date not null,
  -- Null: the scheme does not concern the subject.
  before text collate "C",
  after text collate "C",
  subjects integer not null,
  unique nulls not distinct (backtest_id, judged_on, before, after)
);
comment on table rating.backtest_count is 'local: who moves from where to where on each day that was tested';

create table rating.backtest_move (
  backtest_id bigint not null references rating.backtest,
  subject_code text collate "C" not null,
  before text collate "C",
  after text collate "C",
  points_before integer,
  points_after integer,
  -- What it would rest on.
  grounds text[] collate "C" not null,
  primary key (backtest_id, subject_code)
);
comment on table rating.backtest_move is 'local: every subject whose result would be another on the last day tested';
create index backtest_move_kind on rating.backtest_move (backtest_id, before, after, subject_code);
