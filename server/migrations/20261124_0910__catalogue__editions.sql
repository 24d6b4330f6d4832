create schema catalogue;

create table catalogue.edition (
  edition text collate "C" primary key,
  city text collate "C" not null,
  effective_from date not null,
  published_at timestamptz not null default now(),
  -- SHA-256 over the canonical JSON of `items`: a published edition is frozen, so the files must still give this digest.
  digest text collate "C" not null,
  items jsonb not null
);
comment on table catalogue.edition is 'reference: 信息目录 editions as published: what a batch or a record was judged by, kept for ever';
