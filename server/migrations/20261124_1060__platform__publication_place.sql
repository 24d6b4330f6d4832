-- 存证 anew, nothing has been written yet: a publication is named by the audit entry that bears its root, and found by the
-- item, the department and the moment that the versions of its records have in common.
-- squawk-ignore ban-drop-table
drop table platform.publication_tile;
-- squawk-ignore ban-drop-table
drop table platform.publication_batch;

create table platform.publication (
  entry_id bigint primary key,
  item text collate "C" not null,
  department text collate "C" not null,
  recorded_at timestamptz not null,
  leaves bigint not null,
  -- Keyed with this a leaf commits to what the public is not shown. Never given out.
  salt bytea not null,
  -- Fields that everybody was shown in full on that day, and those that were hidden or masked.
  open text[] not null,
  hidden text[] not null
);
comment on table platform.publication is 'local: 存证: one tree of leaves for each transaction that published, amended or withdrew records; append-only';
create index publication_moment on platform.publication (item, department, recorded_at);

create table platform.publication_tile (
  entry_id bigint not null,
  level integer not null,
  index bigint not null,
  -- The first hash of the tile; on level 0 hashes stand in their order, so it says where to look for one.
  first bytea not null,
  hashes bytea not null,
  primary key (entry_id, level, index)
);
comment on table platform.publication_tile is 'local: the trees of publication leaves, in tiles of 256 hashes; append-only';
alter table platform.publication_tile alter column hashes set storage external;
create index publication_tile_first on platform.publication_tile (entry_id, level, first);
