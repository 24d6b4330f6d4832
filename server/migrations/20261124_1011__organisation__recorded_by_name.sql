-- The name of whoever recorded a fact, beside his number: history must tell it also when accounts are elsewhere or gone.
alter table organisation.organisation_version add column recorded_by_name text;
alter table organisation.region_version add column recorded_by_name text;
alter table organisation.person_version add column recorded_by_name text;
alter table organisation.post_version add column recorded_by_name text;
alter table organisation.duty_version add column recorded_by_name text;

-- Who stands below an organisation, and who bears a name, are asked at every change of the tree.
create index organisation_version_parent on organisation.organisation_version (parent) where recorded_until = 'infinity';
create index organisation_version_name on organisation.organisation_version (name) where recorded_until = 'infinity';
