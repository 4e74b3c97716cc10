-- Of which documents a company lets the maker be the one who confirms, as identity told it last.
create table platform.duty_relaxation (
  company_id uuid primary key,
  document_types text[] not null,
  version int not null
);
comment on table platform.duty_relaxation is 'Copy of identity''s: the documents whose maker may confirm them 职责分离例外.';
alter table platform.duty_relaxation enable row level security;
alter table platform.duty_relaxation force row level security;
create policy company_scope on platform.duty_relaxation
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
grant select, insert, update (document_types, version) on platform.duty_relaxation to erp_app;
grant select on platform.duty_relaxation to erp_report;
