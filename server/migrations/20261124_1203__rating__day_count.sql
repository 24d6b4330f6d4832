-- Counts that a dashboard draws its lines from: one row a day, scheme, result and district, written by the nightly pass.
create table rating.day_count (
  judged_on date not null,
  scheme text collate "C" not null,
  result text collate "C" not null,
  -- Null: the subject's district is not known.
  region text collate "C",
  subjects integer not null,
  unique nulls not distinct (scheme, judged_on, result, region)
);
comment on table rating.day_count is 'local: how many subjects had which result at the end of each nightly pass';
-- What has changed lately, across all subjects.
create index verdict_newest on rating.verdict (recorded_from desc, subject_code, scheme);
