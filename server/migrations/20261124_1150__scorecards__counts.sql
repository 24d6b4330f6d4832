-- 评分卡: counts of every batch, their sums by month, and the rows that fail an indicator.
create schema scorecards;

create table scorecards.working_day (
  day date primary key,
  working boolean not null,
  -- Working days up to and including this one, since the first day of the table.
  ordinal integer not null,
  -- This day when it is worked, otherwise the next one that is; null at the end of the known years.
  next_working date
);
comment on table scorecards.working_day is 'reference: 工作日表: every day of the years whose holidays are known, derived from the calendar';

create table scorecards.basis (
  lone boolean primary key default true check (lone),
  -- What the counts were made by; other digests than today's call for a rebuild.
  indicators text collate "C" not null,
  calendar text collate "C" not null,
  rebuilt_at timestamptz not null
);
comment on table scorecards.basis is 'reference: which declarations the counts were made by';

create table scorecards.feed (
  department text collate "C" not null,
  item text collate "C" not null,
  first_on date not null,
  primary key (department, item)
);
comment on table scorecards.feed is 'reference: the day on which each department first supplied each item; decisions before it are stock 存量';

create table scorecards.batch_counted (
  batch_id bigint primary key,
  department text collate "C" not null,
  item text collate "C" not null,
  -- Of the supplying organisation on the day of arrival; empty when the organisation was not known.
  region text collate "C" not null,
  month text collate "C" not null check (month ~ '^[0-9]{4}-[0-9]{2}$'),
  arrived_on date not null,
  -- Count → number, none of them 0.
  counts jsonb not null
);
comment on table scorecards.batch_counted is 'distributed(batch_id): counts of each finished batch';
create index batch_counted_feed on scorecards.batch_counted (department, item, arrived_on);

create table scorecards.tally (
  department text collate "C" not null,
  item text collate "C" not null,
  region text collate "C" not null,
  month text collate "C" not null,
  name text collate "C" not null,
  n bigint not null,
  primary key (department, item, region, month, name)
);
comment on table scorecards.tally is 'reference: counts by department, item, region and month: the sums of batch_counted';
create index tally_month on scorecards.tally (month, department);
create index tally_empty on scorecards.tally (department) where n = 0;

create table scorecards.failing_row (
  batch_id bigint not null,
  row_number bigint not null,
  indicator text collate "C" not null,
  -- The receipt that says why; 0 where no receipt does (late rows).
  seq smallint not null,
  department text collate "C" not null,
  item text collate "C" not null,
  region text collate "C" not null,
  month text collate "C" not null,
  rule text collate "C" not null,
  field text,
  -- Of late rows.
  subject_code text collate "C",
  record_key uuid,
  decided_on date,
  due_on date,
  arrived_on date,
  primary key (batch_id, row_number, indicator, seq)
);
comment on table scorecards.failing_row is 'distributed(batch_id): 未达标行: every row that an indicator counts against its department';
create index failing_row_place on scorecards.failing_row (department, item, indicator, month, batch_id, row_number);
create index failing_row_indicator on scorecards.failing_row (indicator, month, batch_id, row_number);
