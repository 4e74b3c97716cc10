-- What was purged because it was kept long enough: how much of which kind, from before when. Append-only.
create table platform.retention_purge (
  id bigint generated always as identity primary key,
  kind text not null check (kind ~ '^[A-Z_]{1,40}$'),
  older_than timestamptz not null,
  purged int not null check (purged > 0),
  purged_at timestamptz not null default now()
);
create index retention_purge_by_kind on platform.retention_purge (kind, id desc);
comment on table platform.retention_purge is 'Append-only: what a service removed because its retention had ended.';
grant select, insert on platform.retention_purge to erp_app;
grant select on platform.retention_purge to erp_report;
