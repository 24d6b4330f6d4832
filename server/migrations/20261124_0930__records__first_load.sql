-- Doors for what the app role may not do by itself. Each runs as its owner and does one thing.

-- A first load is faster with its indexes built afterwards: keeping them up is 75 % of a plain COPY (13.6 M rows).
create function records.defer_indexes() returns void
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  if exists (select 1 from records.record) then
    raise exception 'indexes are deferred for an empty store only' using errcode = 'XH002';
  end if;
  alter table records.record drop constraint if exists record_pkey;
  drop index if exists records.record_item_day;
  drop index if exists records.record_department_day;
end $$;

create function records.indexes_deferred() returns boolean
  language sql stable security definer set search_path = pg_catalog as $$
  select not exists (select 1 from pg_constraint where conrelid = 'records.record'::regclass and contype = 'p')
      or (select count(*) from pg_indexes where schemaname = 'records' and tablename = 'record') < 3
$$;

-- Idempotent, so that a first load that was killed is finished by the next start.
create function records.restore_indexes() returns void
  language plpgsql security definer set search_path = pg_catalog set maintenance_work_mem = '1GB' as $$
begin
  if not exists (select 1 from pg_constraint where conrelid = 'records.record'::regclass and contype = 'p') then
    alter table records.record add primary key (subject_code, record_key, version);
  end if;
  create index if not exists record_item_day on records.record (item, occurred_on desc, subject_code);
  create index if not exists record_department_day on records.record (department, item, occurred_on desc);
  analyze records.record;
end $$;

create function registry.defer_indexes() returns void
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  if exists (select 1 from registry.subject) then
    raise exception 'indexes are deferred for an empty store only' using errcode = 'XH002';
  end if;
  drop index if exists registry.subject_name;
  drop index if exists registry.subject_organisation_code;
  drop index if exists registry.subject_batch;
  drop index if exists registry.subject_bigrams;
end $$;

create function registry.indexes_deferred() returns boolean
  language sql stable security definer set search_path = pg_catalog as $$
  select count(*) < 5 from pg_indexes where schemaname = 'registry' and tablename = 'subject'
$$;

create function registry.restore_indexes() returns void
  language plpgsql security definer set search_path = pg_catalog set maintenance_work_mem = '1GB' as $$
begin
  create index if not exists subject_name on registry.subject (name_folded);
  create index if not exists subject_organisation_code on registry.subject (substr(subject_code, 9, 9));
  create index if not exists subject_batch on registry.subject (batch_id);
  create index if not exists subject_bigrams on registry.subject using gin (registry.bigrams(name_folded));
  analyze registry.subject;
  analyze registry.identifier;
end $$;

-- Re-keying (赋码回填): a subject known by an old number has got its code. Delete + insert, never an update of the key.
-- Where both codes hold versions of one record, those of the old code count as earlier and are closed.
create function records.rekey(old_code text, new_code text) returns bigint
  language sql security definer set search_path = pg_catalog as $$
  with moved as (
    delete from records.record where subject_code = old_code returning *
  ), placed as (
    insert into records.record
    select new_code, m.record_key, m.version + coalesce(n.top, 0), m.item, m.department, m.document_number, m.occurred_on,
      m.effective_from, m.effective_until, m.polarity, m.severity, m.disclosure, m.shown_from, m.shown_until, m.state,
      m.matched_by, m.payload, m.content_hash, m.batch_id, m.row_number, m.recorded_from,
      case when n.top is not null then least(m.recorded_until, now()) else m.recorded_until end
    from moved m
    left join lateral (select max(version) as top from records.record r
                       where r.subject_code = new_code and r.record_key = m.record_key) n on true
    returning 1
  )
  select count(*) from placed
$$;
