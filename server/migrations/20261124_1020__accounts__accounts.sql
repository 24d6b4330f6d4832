-- Accounts of people: password, second factor, sessions, and how often somebody guessed. The person himself, his posts and
-- roles stand in schema organisation: whoever opens an account cannot make the person, and the other way round.
create schema accounts;

create table accounts.account (
  account_id bigint generated always as identity primary key,
  -- One account a person (GB/T 22239-2019 8.1.4.2: no shared accounts, none left over).
  person_id bigint not null unique references organisation.person (person_id),
  -- Lower case, as it is compared.
  login text collate "C" not null unique check (login ~ '^[a-z0-9][a-z0-9._@-]{1,63}$'),
  state text collate "C" not null default 'active' check (state in ('active', 'disabled')),
  state_reason text,
  state_since timestamptz not null default now(),
  -- Null: this account signs in through the identity service only.
  password_hash text,
  password_set_at timestamptz,
  -- Set by somebody else: good until then, for one thing: setting one's own.
  one_time_until timestamptz,
  -- What the identity service calls the person (the declared claim).
  identity text collate "C" unique,
  opened_at timestamptz not null default now(),
  opened_by text collate "C" not null,
  last_sign_in_at timestamptz,
  last_sign_in_address text collate "C"
);
comment on table accounts.account is 'local: 账户: how a person signs in';

create table accounts.former_password (
  account_id bigint not null references accounts.account (account_id),
  set_at timestamptz not null,
  password_hash text not null,
  primary key (account_id, set_at)
);
comment on table accounts.former_password is 'local: hashes of passwords that may not be used again';

create table accounts.second_factor (
  account_id bigint primary key references accounts.account (account_id),
  -- Encrypted with the key file (platform/access/vault.ts).
  sealed_secret text not null,
  made_at timestamptz not null default now(),
  -- Null while it is being set up, by that one session.
  confirmed_at timestamptz,
  session_id text collate "C",
  -- The last time step whose code was used: none is used twice.
  last_step bigint not null default 0
);
comment on table accounts.second_factor is 'local: 动态验证码 (TOTP) of an account';

create table accounts.recovery_code (
  account_id bigint not null references accounts.account (account_id),
  code_hash bytea not null,
  used_at timestamptz,
  primary key (account_id, code_hash)
);
comment on table accounts.recovery_code is 'local: 恢复码, once each, in place of the second factor; only their SHA-256 is kept';

create table accounts.session (
  session_id text collate "C" primary key,
  -- SHA-256 of the cookie. Replaced at every step up and every change of post.
  secret_hash bytea not null unique,
  account_id bigint not null references accounts.account (account_id),
  post_id bigint not null,
  -- Organisation and roles of the post when the session came to it: when they change, the session ends.
  standing text not null,
  method text collate "C" not null check (method in ('password', 'identity-service', 'first-administrator')),
  begun_at timestamptz not null,
  last_seen_at timestamptz not null,
  absolute_until timestamptz not null,
  -- Null: the second factor has not been shown.
  second_factor_at timestamptz,
  must_change_password boolean not null,
  address text collate "C" not null,
  user_agent text not null,
  ended_at timestamptz,
  ended_why text collate "C"
);
comment on table accounts.session is 'local: 会话 of officers; looked up at every request';
create index session_account on accounts.session (account_id, begun_at);
create index session_end on accounts.session (coalesce(ended_at, absolute_until));

create table accounts.attempt (
  -- Keyed digests of what was typed, so that a password typed into the wrong field is not kept.
  key text collate "C" primary key,
  failures integer not null default 0,
  failed_at timestamptz,
  locked_until timestamptz,
  -- Tries turned away while locked.
  refused integer not null default 0,
  succeeded_at timestamptz
);
comment on table accounts.attempt is 'local: failed sign-ins by login, address, network and in all';
create index attempt_age on accounts.attempt (greatest(failed_at, succeeded_at));

create table accounts.setup_link (
  lone boolean primary key default true check (lone),
  token_hash bytea not null,
  made_at timestamptz not null,
  expires_at timestamptz not null
);
comment on table accounts.setup_link is 'local: the one-time link of the first administrator while there is none';
