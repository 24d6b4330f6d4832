-- Organisations of every kind, regions, people, posts and duties, each dated twice: what was valid on which day, and when
-- we knew it. A thing has one row of its own (its key, and the version that guards against two editors at once) and rows
-- of facts. Facts are never changed: a change closes rows (recorded_until) and adds others.
-- Days: valid_from is the first day, valid_until the first day no more; -infinity = as long as anybody knows.

-- ── organisations 机构 ──────────────────────────────────────────────────────────────────────────────────────────────
create table organisation.organisation (
  code text collate "C" primary key check (code ~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$'),
  kind text collate "C" not null check (kind in ('department', 'association', 'bank', 'enterprise')),
  -- Declared until an administrator touches it; from then on the declarations of cities/ leave it alone.
  origin text collate "C" not null check (origin in ('declared', 'administrator')),
  version integer not null default 1,
  changed_at timestamptz not null default now(),
  changed_by text collate "C" not null,
  changed_by_name text
);
comment on table organisation.organisation is 'reference: 机构: departments, associations, banks, enterprises';

create table organisation.organisation_version (
  code text collate "C" not null references organisation.organisation (code),
  valid_from date not null,
  valid_until date not null check (valid_until > valid_from),
  recorded_from timestamptz not null,
  recorded_until timestamptz not null default 'infinity' check (recorded_until > recorded_from),
  recorded_by text collate "C" not null,
  reason text,
  name text not null,
  short_name text not null,
  uscc text collate "C",
  level text collate "C" not null check (level in ('city', 'county', 'park', 'station')),
  region text collate "C" not null references organisation.region (code),
  parent text collate "C" references organisation.organisation (code),
  former_names text[] not null,
  remit text not null,
  primary key (code, recorded_from, valid_from)
);
comment on table organisation.organisation_version is 'reference: what an organisation was on which day, and as known when';
create unique index organisation_version_known on organisation.organisation_version (code, valid_from)
  where recorded_until = 'infinity';

insert into organisation.organisation (code, kind, origin, changed_by)
select code, 'department', 'declared', 'system' from organisation.department;
insert into organisation.organisation_version
  (code, valid_from, valid_until, recorded_from, recorded_by, name, short_name, uscc, level, region, parent,
   former_names, remit)
select d.code, '-infinity', 'infinity', now(), 'system', d.name, d.short_name, d.uscc, r.level, d.region, d.parent,
       d.former_names, d.duties
  from organisation.department d join organisation.region r on r.code = d.region;
-- squawk-ignore ban-drop-table
drop table organisation.department;

-- ── regions 行政区划 ────────────────────────────────────────────────────────────────────────────────────────────────
create table organisation.region_version (
  code text collate "C" not null references organisation.region (code),
  valid_from date not null,
  valid_until date not null check (valid_until > valid_from),
  recorded_from timestamptz not null,
  recorded_until timestamptz not null default 'infinity' check (recorded_until > recorded_from),
  recorded_by text collate "C" not null,
  reason text,
  name text not null,
  level text collate "C" not null check (level in ('city', 'county', 'park')),
  parent text collate "C" references organisation.region (code),
  becomes text[] not null,
  former_names text[] not null,
  aliases text[] not null,
  primary key (code, recorded_from, valid_from)
);
comment on table organisation.region_version is 'reference: what a region was on which day, and as known when';
create unique index region_version_known on organisation.region_version (code, valid_from)
  where recorded_until = 'infinity';

-- A year of GB/T 2260 counts from its first day; an abolished code ends where its successor begins.
insert into organisation.region_version
  (code, valid_from, valid_until, recorded_from, recorded_by, name, level, parent, becomes, former_names, aliases)
select code, make_date(valid_from, 1, 1),
       coalesce(make_date(greatest(valid_until, valid_from + 1), 1, 1), 'infinity'),
       now(), 'system', name, level, parent, becomes, '{}', '{}'
  from organisation.region;
-- The facts have moved to region_version above.
alter table organisation.region
  -- squawk-ignore ban-drop-column
  drop column name,
  -- squawk-ignore ban-drop-column
  drop column level,
  -- squawk-ignore ban-drop-column
  drop column parent,
  -- squawk-ignore ban-drop-column
  drop column valid_from,
  -- squawk-ignore ban-drop-column
  drop column valid_until,
  -- squawk-ignore ban-drop-column
  drop column becomes,
  add column origin text collate "C" not null default 'declared' check (origin in ('declared', 'administrator')),
  add column version integer not null default 1,
  add column changed_at timestamptz not null default now(),
  add column changed_by text collate "C" not null default 'system',
  add column changed_by_name text;

-- ── roles 角色 ──────────────────────────────────────────────────────────────────────────────────────────────────────
create table organisation.role (
  code text collate "C" primary key,
  name text not null,
  held_in text[] not null,
  administrator text collate "C" check (administrator in ('system', 'security', 'audit'))
);
comment on table organisation.role is 'reference: 角色 as declared in cities/, for the rules that the database keeps by itself';

-- ── people 人员 ─────────────────────────────────────────────────────────────────────────────────────────────────────
create table organisation.person (
  person_id bigint generated always as identity primary key,
  version integer not null default 1,
  changed_at timestamptz not null default now(),
  changed_by text collate "C" not null,
  changed_by_name text
);
comment on table organisation.person is 'local: 人员: officers, and the agents of other organisations';

create table organisation.person_version (
  person_id bigint not null references organisation.person (person_id),
  valid_from date not null,
  valid_until date not null check (valid_until > valid_from),
  recorded_from timestamptz not null,
  recorded_until timestamptz not null default 'infinity' check (recorded_until > recorded_from),
  recorded_by text collate "C" not null,
  reason text,
  name text not null,
  phone text,
  email text,
  staff_number text collate "C",
  primary key (person_id, recorded_from, valid_from)
);
comment on table organisation.person_version is 'local: what is known of a person on which day; the last day is the day of leaving';
create unique index person_version_known on organisation.person_version (person_id, valid_from)
  where recorded_until = 'infinity';
-- One person must not be entered twice to hold what one person may not hold together.
create unique index person_staff_number on organisation.person_version (staff_number)
  where recorded_until = 'infinity' and valid_until = 'infinity' and staff_number is not null;

-- ── posts 任职 ──────────────────────────────────────────────────────────────────────────────────────────────────────
create table organisation.post (
  post_id bigint generated always as identity primary key,
  person_id bigint not null references organisation.person (person_id),
  version integer not null default 1,
  changed_at timestamptz not null default now(),
  changed_by text collate "C" not null,
  changed_by_name text,
  unique (post_id, person_id)
);
comment on table organisation.post is 'local: 任职: a person in an organisation';
create index post_person on organisation.post (person_id);

create table organisation.post_version (
  post_id bigint not null,
  person_id bigint not null,
  valid_from date not null,
  valid_until date not null check (valid_until > valid_from),
  recorded_from timestamptz not null,
  recorded_until timestamptz not null default 'infinity' check (recorded_until > recorded_from),
  recorded_by text collate "C" not null,
  reason text,
  organisation text collate "C" not null references organisation.organisation (code),
  title text not null,
  roles text[] not null,
  primary key (post_id, recorded_from, valid_from),
  foreign key (post_id, person_id) references organisation.post (post_id, person_id)
);
comment on table organisation.post_version is 'local: where and as what a post stands on which day, with the roles granted to it';
create unique index post_version_known on organisation.post_version (post_id, valid_from)
  where recorded_until = 'infinity';
create index post_version_person on organisation.post_version (person_id) where recorded_until = 'infinity';
create index post_version_organisation on organisation.post_version (organisation) where recorded_until = 'infinity';

-- 三员分立 (GB/T 22239-2019 8.1.5): nobody holds two of the three administrator roles on one day, in whichever posts. The
-- action checks it first and says so in words; this holds also against whoever writes past the action. The person's row
-- is locked, so that of two grants at once the second sees the first.
create function organisation.keep_administrators_apart() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  perform from organisation.person where person_id = new.person_id for update;
  if exists (
    with held as (
      select daterange(v.valid_from, v.valid_until) as days, r.administrator
        from organisation.post_version v
        join organisation.role r on r.code = any (v.roles) and r.administrator is not null
       where v.person_id = new.person_id and v.recorded_until = 'infinity'
    )
    select from held a join held b on a.days && b.days and a.administrator < b.administrator
  ) then
    raise exception 'person % would hold two administrator roles on one day', new.person_id
      using errcode = 'check_violation', constraint = 'post_administrators_apart';
  end if;
  return null;
end
$$;
create constraint trigger post_administrators_apart after insert or update on organisation.post_version
  deferrable initially deferred for each row execute function organisation.keep_administrators_apart();

-- ── duties 职责 ─────────────────────────────────────────────────────────────────────────────────────────────────────
create table organisation.duty (
  duty_id bigint generated always as identity primary key,
  organisation text collate "C" not null references organisation.organisation (code),
  kind text collate "C" not null check (kind in ('information-item', 'licence-item', 'inspection-item')),
  item text collate "C" not null,
  origin text collate "C" not null check (origin in ('declared', 'administrator')),
  version integer not null default 1,
  changed_at timestamptz not null default now(),
  changed_by text collate "C" not null,
  changed_by_name text,
  unique (organisation, kind, item)
);
comment on table organisation.duty is 'local: 职责: which organisation answers for which item';
create index duty_item on organisation.duty (kind, item);

create table organisation.duty_version (
  duty_id bigint not null references organisation.duty (duty_id),
  valid_from date not null,
  valid_until date not null check (valid_until > valid_from),
  recorded_from timestamptz not null,
  recorded_until timestamptz not null default 'infinity' check (recorded_until > recorded_from),
  recorded_by text collate "C" not null,
  reason text,
  remark text not null,
  primary key (duty_id, recorded_from, valid_from)
);
comment on table organisation.duty_version is 'local: on which days a duty was held, as known when';
create unique index duty_version_known on organisation.duty_version (duty_id, valid_from)
  where recorded_until = 'infinity';
