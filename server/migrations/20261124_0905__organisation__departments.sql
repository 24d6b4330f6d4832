create schema organisation;

create table organisation.region (
  code text collate "C" primary key check (code ~ '^[0-9]{6}$'),
  name text not null,
  level text not null check (level in ('city', 'county', 'park')),
  parent text collate "C" references organisation.region (code),
  valid_from integer not null,
  valid_until integer,
  becomes text[] not null default '{}'
);
comment on table organisation.region is 'reference: 行政区划 (GB/T 2260 with history): codes of this city, also abolished ones';

create table organisation.department (
  code text collate "C" primary key,
  name text not null,
  short_name text not null,
  uscc text collate "C",
  region text collate "C" not null references organisation.region (code),
  parent text collate "C" references organisation.department (code),
  former_names text[] not null default '{}',
  duties text not null default ''
);
comment on table organisation.department is 'reference: 部门: who provides, who is shown as source';
