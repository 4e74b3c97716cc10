-- What others are told needs an id of its own and a version that grows with every change of what is told.
alter table roles add column id uuid not null default gen_random_uuid() unique;
alter table memberships
  add column id uuid not null default gen_random_uuid() unique,
  add column rights_version int not null default 0;
comment on column memberships.rights_version is 'Grows with every change of what the member may do in this company; tokens carry it.';
