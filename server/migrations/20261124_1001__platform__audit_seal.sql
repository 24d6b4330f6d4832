-- 封存: the audit log as a Merkle tree in blocks, each block named by the next and signed. Derived from the entries and
-- written by the sealer alone; what makes it a proof are the published checkpoints outside this store.

create table platform.audit_seal (
  singleton boolean primary key default true check (singleton),
  -- `xinheng/<city>/<random>`: the name under which checkpoints are published; null until the first is.
  log text,
  -- The era of new entries: the default of audit_entry.era, see begin_audit_era().
  present_era integer not null default 1,
  -- The place of the last sealed entry.
  era integer not null default 0,
  transaction xid8 not null default '0',
  entry bigint not null default 0,
  -- Writes are refused when the oldest entry that is not sealed is older.
  stall_seconds integer not null default 14400
);
comment on table platform.audit_seal is 'local: how far the audit log is sealed (one row)';
insert into platform.audit_seal default values;

create table platform.audit_block (
  block bigint primary key,
  -- Leaves are counted anew in each volume; one begins when the digest changes (Ed25519/SHA-256 to SM2/SM3).
  volume integer not null,
  first_index bigint not null,
  size bigint not null,
  last_era integer not null,
  last_transaction xid8 not null,
  last_entry bigint not null,
  hash text collate "C" not null,
  -- The signed checkpoint, as it is published; the columns above are taken from it.
  note text collate "C" not null,
  sealed_at timestamptz not null default clock_timestamp(),
  unique (last_era, last_transaction, last_entry)
);
comment on table platform.audit_block is 'local: 检查点: one signed checkpoint a block, each naming the one before; append-only';

create table platform.audit_tile (
  volume integer not null,
  level integer not null,
  index bigint not null,
  -- Up to 256 hashes of 32 bytes: of leaves on level 0, of full tiles of the level below on the others.
  hashes bytea not null,
  -- On level 0 the numbers of the entries, so that one that was removed can be named.
  entries bigint[],
  primary key (volume, level, index)
);
comment on table platform.audit_tile is 'local: the tree over the sealed entries, in tiles; only the last tile of a level still grows';
-- Hashes cannot be compressed, and trying costs.
alter table platform.audit_tile alter column hashes set storage external;

-- Transaction numbers say which entries may be sealed. A dump restored into another server meets lower numbers there:
-- from then on entries belong to a new era, which comes after all that was written before. Called whenever the store is
-- opened; does nothing as long as numbers grow.
create function platform.begin_audit_era() returns integer
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  present integer;
begin
  perform pg_advisory_xact_lock(hashtextextended('xinheng audit era', 0));
  select s.present_era into present from platform.audit_seal s;
  if exists (select 1 from platform.audit_seal s where s.era = present and s.transaction >= pg_snapshot_xmax(pg_current_snapshot()))
     or coalesce((select e.written_by from platform.audit_entry e where e.era = present
                  order by e.era desc, e.written_by desc, e.entry_id desc limit 1) >= pg_snapshot_xmax(pg_current_snapshot()), false)
  then
    present := present + 1;
    update platform.audit_seal set present_era = present;
    execute format('alter table platform.audit_entry alter column era set default %s', present);
  end if;
  return present;
end $$;
