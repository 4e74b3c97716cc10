-- Finance seals a period module by module; until it says so, no module is done with one.
alter table period_replica add column sealed_modules text[] not null default '{}';
