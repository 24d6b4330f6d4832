-- Who an export is made for: its job asks anew what the person may see in that post.
alter table workbench.export add column person text collate "C";
-- As it was on that day, for the list of exports.
alter table workbench.export add column person_name text;
