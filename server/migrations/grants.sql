-- Who may do what. Repeatable: run by the migrator after migrations whenever they or this file have changed.
-- Two group roles: xinheng_migrator owns every object, xinheng_app does the daily work.
-- server/test/grants.int.test.ts reads the result back from the catalog.
do $$
declare
  place record;
begin
  for place in
    select nspname as name from pg_namespace
    where nspowner = 'xinheng_migrator'::regrole and nspname not in ('pgboss')
  loop
    execute format('revoke all on all tables in schema %I from public, xinheng_app', place.name);
    execute format('revoke all on schema %I from public, xinheng_app', place.name);
    execute format('grant usage on schema %I to xinheng_app', place.name);
    if place.name <> 'xinheng' then
      execute format('grant select, insert, update, delete on all tables in schema %I to xinheng_app', place.name);
    end if;
  end loop;
end $$;

-- The ledger of migrations may be looked at (readiness, diagnosis), no more.
grant select on all tables in schema xinheng to xinheng_app;

-- Append-only: what was written stays as it was written.
revoke update, delete on platform.audit_entry, platform.outbox, catalogue.edition, exchange.receipt from xinheng_app;

-- Who decided what about a waiting row; a decision is undone by another one.
revoke update, delete on exchange.decision from xinheng_app;

-- What happened to a difference.
revoke update, delete on comparison.step from xinheng_app;
revoke delete on comparison.difference, comparison.correction from xinheng_app;

-- A monthly report stays as it was handed out.
revoke update, delete on scorecards.report from xinheng_app;

-- What an undo made of each row.
revoke update, delete on exchange.undone_row from xinheng_app;

-- What was sealed stays sealed; the last tiles grow and how far the sealing came moves on.
revoke update, delete on platform.audit_block from xinheng_app;
revoke delete on platform.audit_tile from xinheng_app;
revoke insert, delete on platform.audit_seal from xinheng_app;
revoke update, delete on platform.publication, platform.publication_tile from xinheng_app;
-- A verification asks which numbers were ever given out: a store that was rolled back has forgotten some.
grant select on sequence platform.audit_entry_entry_id_seq to xinheng_app;

-- A record version may be added, and closed once by its successor (trigger record_closes_once); nothing else.
revoke update, delete on records.record from xinheng_app;
grant update (recorded_until) on records.record to xinheng_app;

-- A verdict may be added, and closed by its successor.
revoke update, delete on rating.verdict from xinheng_app;
grant update (recorded_until) on rating.verdict to xinheng_app;

-- Dated facts may be added, and closed; the things themselves are never removed.
revoke update, delete on organisation.organisation_version, organisation.region_version, organisation.person_version,
  organisation.post_version, organisation.duty_version from xinheng_app;
grant update (recorded_until) on organisation.organisation_version, organisation.region_version,
  organisation.person_version, organisation.post_version, organisation.duty_version to xinheng_app;
revoke delete on organisation.organisation, organisation.region, organisation.person, organisation.post,
  organisation.duty from xinheng_app;

-- Raw rows under way: each batch makes and drops its own unlogged tables.
grant create on schema staging to xinheng_app;

-- pg-boss keeps its own tables and its own migrations inside its own schema.
create schema if not exists pgboss;
grant usage, create on schema pgboss to xinheng_app;
