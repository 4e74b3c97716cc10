-- Inventory and procurement keep copies of departments, projects and employees, so that documents name only those in use.
-- What was named before they did is told once, when the service next starts.
alter table dimension_value add column told boolean not null default false;
comment on column dimension_value.told is 'Whether the others have been told of it; every change is told as it happens.';
create index dimension_value_untold on dimension_value (id) where not told;
grant update (told) on dimension_value to erp_app;
