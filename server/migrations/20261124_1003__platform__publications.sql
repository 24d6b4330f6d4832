-- 存证: what became public, was amended or withdrawn. The leaves of one batch are a tree of their own whose root stands in
-- one audit entry. The leaves lie by their hash, so that one is found without a row for each record.
create table platform.publication_batch (
  publication_id bigint generated always as identity primary key,
  -- `batch:12`, `undo:12`.
  source text collate "C" not null unique,
  -- The audit entry that bears the root; null when the batch changed nothing that is public.
  entry_id bigint,
  leaves bigint not null,
  -- Keyed with this the leaf commits to contents, of which parts may be hidden from the public. Never given out.
  salt bytea not null
);
comment on table platform.publication_batch is 'local: 存证批: one tree of publication leaves for each merged or undone batch; append-only';

create table platform.publication_tile (
  publication_id bigint not null,
  level integer not null,
  index bigint not null,
  -- The first hash of the tile; on level 0 hashes stand in their order, so it says where to look for one.
  first bytea not null,
  hashes bytea not null,
  primary key (publication_id, level, index)
);
comment on table platform.publication_tile is 'local: the trees of publication leaves, in tiles of 256 hashes; append-only';
alter table platform.publication_tile alter column hashes set storage external;
create index publication_tile_first on platform.publication_tile (publication_id, level, first);
