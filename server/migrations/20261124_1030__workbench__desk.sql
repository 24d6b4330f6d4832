-- 工作台: what officers keep there (views, exports) and what they are told (notices).
create schema workbench;

create table workbench.saved_view (
  view_id bigint generated always as identity primary key,
  -- Whose it is (account id), and the department that sees it when it is shared.
  account text collate "C" not null,
  department text collate "C" not null,
  list text collate "C" not null,
  title text not null,
  -- Filter name → value as written in the address; columns and sort by name.
  filters jsonb not null,
  columns text[] not null,
  sort text collate "C" not null,
  shared boolean not null default false,
  saved_at timestamptz not null default now(),
  unique (account, list, title)
);
comment on table workbench.saved_view is 'local: 保存的视图: filters, columns and sort of a list under a name';
create index saved_view_department on workbench.saved_view (department, list) where shared;

create table workbench.export (
  export_id uuid primary key default gen_random_uuid(),
  account text collate "C" not null,
  post text collate "C" not null,
  department text collate "C" not null,
  list text collate "C" not null,
  list_title text not null,
  format text collate "C" not null check (format in ('csv', 'xlsx')),
  filters jsonb not null,
  columns text[] not null,
  sort text collate "C" not null,
  -- The matter 应用事项 stated when it was asked for; null where the list asks for none.
  purpose text collate "C",
  purpose_note text,
  state text collate "C" not null default 'waiting' check (state in ('waiting', 'running', 'ready', 'failed', 'expired')),
  rows bigint not null default 0,
  -- How many there will be, once known.
  total bigint,
  -- Name in the export folder, SHA-256 and size of the finished file.
  file text,
  digest text collate "C",
  bytes bigint,
  -- What the officer could see of the list when the file was made; under another sight it is not handed out.
  sight text collate "C",
  message text,
  requested_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  expires_at timestamptz
);
comment on table workbench.export is 'local: 导出: files made of lists in the background, fetched by their owner until they expire';
create index export_account on workbench.export (account, requested_at desc);
create index export_expiry on workbench.export (expires_at) where state = 'ready';
create index export_requested on workbench.export (requested_at, export_id);

create table workbench.notice (
  notice_id bigint generated always as identity primary key,
  title text not null,
  body text not null,
  link text,
  -- Who is told: everybody, a region with what is below it, an organisation with its units, holders of a role, one account.
  audience text collate "C" not null check (audience in ('city', 'region', 'organisation', 'role', 'account')),
  -- Code of the region, organisation or role, id of the account; null for the city.
  audience_code text collate "C",
  published_by text not null,
  publisher_name text,
  department text collate "C",
  published_at timestamptz not null default now(),
  withdrawn_at timestamptz,
  check ((audience = 'city') = (audience_code is null))
);
comment on table workbench.notice is 'local: 通知: what officers are told on their first page';
create index notice_audience on workbench.notice (audience, audience_code, notice_id);

create table workbench.notice_read (
  account text collate "C" not null,
  notice_id bigint not null references workbench.notice (notice_id) on delete cascade,
  read_at timestamptz not null default now(),
  primary key (account, notice_id)
);
comment on table workbench.notice_read is 'local: which account has read which notice';
