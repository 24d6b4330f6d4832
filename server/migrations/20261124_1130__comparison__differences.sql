-- 比对: what two departments, or a department and the register, say differently.
create schema comparison;

-- The one spelling in which texts are compared: compatibility forms, brackets, dots and capitals made alike, no spaces.
-- Called only for values that differ as they are written.
create function comparison.fold(value text) returns text
  language sql immutable parallel safe strict
  return upper(translate(
    regexp_replace(normalize(value, nfkc), '[\s\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad]+', '', 'g'),
    '[{〔【〖〘〚❨❪]}〕】〗〙〛❩❫•‧∙⋅・', '((((((((()))))))))·····'));

-- Document numbers as they are joined: cheap enough for every row of a full comparison.
create function comparison.fold_number(value text) returns text
  language sql immutable parallel safe strict
  return translate(value, '０１２３４５６７８９（）〔〕［］【】[] 　', '0123456789()()()()()');

create table comparison.difference (
  subject_code text collate "C" not null,
  -- A fingerprint of rule, pair of fields, subject and both records: the same difference is found once.
  difference_id uuid not null,
  rule text collate "C" not null,
  pair smallint not null,
  -- Moves with every change: who decides says what he saw.
  revision integer not null default 1,
  region text collate "C",
  left_item text collate "C",
  left_department text collate "C",
  left_record uuid,
  left_version integer,
  left_batch bigint not null,
  left_row bigint not null,
  left_value text,
  -- The subject of the right side where it is another one.
  other_subject text collate "C",
  right_item text collate "C",
  right_department text collate "C",
  -- Null for the register's card.
  right_record uuid,
  right_version integer,
  right_batch bigint not null,
  right_row bigint not null,
  right_value text,
  -- Values that lists do not show.
  sensitive boolean not null,
  acting text collate "C",
  gravity text collate "C" not null check (gravity in ('severe', 'general', 'minor')),
  proposed text collate "C" check (proposed in ('left', 'right')),
  -- What kind of difference it is, for finding what is systematic; null when it is like no other.
  shape text,
  state text collate "C" not null default 'open' check (state in ('open', 'decided', 'written', 'not-an-error', 'gone')),
  found_at timestamptz not null default now(),
  -- Null when the calendar of that year is not known yet.
  due_on date,
  decision text collate "C" check (decision in ('left', 'right', 'other', 'not-an-error')),
  value text,
  reason text,
  decided_at timestamptz,
  decided_by text,
  decided_by_name text,
  correction_id bigint,
  -- Which side was corrected, and the version that the correction became.
  written_side text collate "C" check (written_side in ('left', 'right')),
  written_version integer,
  primary key (subject_code, difference_id),
  check (state not in ('decided', 'written', 'not-an-error') or decided_at is not null)
);
comment on table comparison.difference is 'distributed(subject_code): 比对差异单: differences between departments, each with both values, term and decision';
create index difference_id on comparison.difference (difference_id);
create index difference_found on comparison.difference (found_at, difference_id);
create index difference_acting on comparison.difference (acting, state, due_on);
create index difference_rule on comparison.difference (rule, state);
create index difference_other on comparison.difference (other_subject) where other_subject is not null;

create table comparison.step (
  subject_code text collate "C" not null,
  difference_id uuid not null,
  step_id bigint generated always as identity,
  at timestamptz not null default now(),
  step text collate "C" not null check (step in ('found', 'gone', 'reopened', 'decided', 'written')),
  by_name text,
  note text,
  primary key (subject_code, difference_id, step_id)
);
comment on table comparison.step is 'distributed(subject_code): what happened to each difference, append-only';

create table comparison.run (
  run_id bigint generated always as identity primary key,
  state text collate "C" not null default 'running' check (state in ('running', 'finished')),
  asked_by text not null,
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  -- Where it goes on after a stop: the part, and the first block of the next range.
  part integer not null default 0,
  block bigint not null default 0,
  found bigint not null default 0,
  gone bigint not null default 0,
  -- Differences by rule, when it ended.
  by_rule jsonb not null default '{}'
);
comment on table comparison.run is 'reference: full comparisons, where each stands and what it found';
create unique index run_going on comparison.run (state) where state = 'running';

create table comparison.sighting (
  run_id bigint not null,
  difference_id uuid not null,
  primary key (run_id, difference_id)
);
comment on table comparison.sighting is 'local: what the running full comparison has found so far; emptied when it ends';

create table comparison.due (
  batch_id bigint primary key,
  noted_at timestamptz not null default now()
);
comment on table comparison.due is 'reference: batches too large to be compared at once, waiting for the job';

create table comparison.correction (
  correction_id bigint generated always as identity primary key,
  rule text collate "C" not null,
  pair smallint not null,
  department text collate "C" not null,
  item text collate "C" not null,
  shape text not null,
  decision text collate "C" not null check (decision in ('left', 'right')),
  state text collate "C" not null default 'proposed' check (state in ('proposed', 'on', 'off')),
  -- Decisions alike when it was proposed, and how many open differences it would have changed then.
  confirmations integer not null,
  would_change integer not null,
  proposed_by text not null,
  proposed_by_name text,
  proposed_at timestamptz not null default now(),
  switched_on_by text,
  switched_on_by_name text,
  switched_on_at timestamptz,
  switched_off_by_name text,
  switched_off_at timestamptz,
  off_reason text,
  check (switched_on_by is null or switched_on_by <> proposed_by),
  check (state <> 'on' or switched_on_by is not null)
);
comment on table comparison.correction is 'reference: 自动更正规则: what was decided alike so often that it is decided by rule, switched on by a second person';
create unique index correction_standing on comparison.correction (rule, pair, department, item, shape) where state <> 'off';
