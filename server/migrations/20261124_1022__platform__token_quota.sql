-- Programs' tokens: how much they may ask, an overlap while their secret is changed, and how much they did ask.
alter table platform.api_token
  add column per_minute integer not null default 600 check (per_minute > 0),
  add column per_day integer not null default 200000 check (per_day > 0),
  add column rotated_at timestamptz,
  -- The secret before the last rotation, good until then.
  add column former_hash bytea,
  add column former_until timestamptz,
  add column revoked_reason text;

create table platform.api_token_use (
  token_id text collate "C" not null references platform.api_token (token_id) on delete cascade,
  day date not null,
  requests bigint not null,
  last_at timestamptz not null,
  primary key (token_id, day)
);
comment on table platform.api_token_use is 'local: requests of a token by business day, written every few seconds';
