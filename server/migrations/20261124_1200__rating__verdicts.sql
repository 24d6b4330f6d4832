-- Judgements 信用评判. A verdict is never altered: a changed one closes the present and opens the next.
create schema rating;
comment on schema rating is '信用评判';

create table rating.verdict (
  subject_code text collate "C" not null,
  scheme text collate "C" not null,
  result text collate "C" not null,
  -- Hundredths of points, and those of each indicator in the order of the edition.
  points integer,
  parts integer[],
  grounds text[] collate "C" not null,
  edition text collate "C" not null,
  -- The business day that was judged.
  judged_on date not null,
  recorded_from timestamptz not null,
  recorded_until timestamptz not null default 'infinity',
  primary key (subject_code, scheme, recorded_from)
);
comment on table rating.verdict is 'distributed(subject_code): what every scheme said of a subject, and from when to when it was the last word';
create index verdict_present on rating.verdict (scheme, result, subject_code) where recorded_until = 'infinity';

create table rating.due (
  subject_code text collate "C" primary key,
  -- The day on which a window opens or ends, and the verdict may become another by itself.
  due date not null
);
comment on table rating.due is 'distributed(subject_code): when a subject has to be judged again though nothing arrives';
create index due_day on rating.due (due);
