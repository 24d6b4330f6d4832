-- 审计日志: who, in which role, for which organisation, why, what, before and after, from where. With what the sealing
-- needs: the transaction that wrote the entry, and the era in which transaction numbers can be compared.

-- Of what stands in the log already we do not know more than was written; written_by becomes the migration's own number.
alter table platform.audit_entry
  -- The person behind the actor; absent for machines and for the console.
  add column person text collate "C",
  -- As it stood on that day: names change, the entry does not.
  add column name text,
  add column role text collate "C",
  add column post text collate "C",
  add column purpose text collate "C",
  add column purpose_note text,
  add column before_hash text collate "C",
  add column after_hash text collate "C",
  add column address text collate "C",
  add column request_id text collate "C",
  -- Raised when the store comes to a server whose transaction numbers are lower (a dump restored elsewhere).
  add column era integer not null default 1,
  -- The order of sealing; an entry is sealed only when every transaction older than its own has ended.
  add column written_by xid8 not null default pg_current_xact_id(),
  -- Keeps a published leaf hash from being guessed: the neighbours in a proof tell nothing about their entries.
  -- Each entry needs its own, so the table is written anew.
  -- squawk-ignore adding-field-with-default
  add column nonce uuid not null default gen_random_uuid();

alter table platform.audit_entry
  add constraint audit_entry_before_hash check (before_hash ~ '^[0-9a-f]{64}$') not valid,
  add constraint audit_entry_after_hash check (after_hash ~ '^[0-9a-f]{64}$') not valid;

create index audit_entry_order on platform.audit_entry (era, written_by, entry_id);
create index audit_entry_at on platform.audit_entry (at, entry_id);
create index audit_entry_actor on platform.audit_entry (actor, entry_id);
create index audit_entry_person on platform.audit_entry (person, entry_id) where person is not null;
create index audit_entry_department on platform.audit_entry (department, entry_id) where department is not null;
create index audit_entry_action on platform.audit_entry (action, entry_id);
create index audit_entry_object on platform.audit_entry (object, entry_id) where object is not null;
