alter table memberships add column own_documents boolean not null default false;
comment on column memberships.own_documents is 'Whether the member sees only the documents they wrote and what follows from them.';
