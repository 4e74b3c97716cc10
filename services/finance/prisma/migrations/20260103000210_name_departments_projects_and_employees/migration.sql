-- Departments, projects and employees are named here, for auxiliary accounting; customers, suppliers, items and warehouses
-- are documents of other services and known here by id only.

create table dimension_value (
  id uuid primary key,
  company_id uuid not null references book,
  dimension text not null check (dimension in ('department', 'project', 'employee')),
  code text not null check (code ~ '^[0-9A-Za-z][0-9A-Za-z._-]{0,31}$'),
  name_zh text not null check (char_length(name_zh) between 1 and 200),
  name_en text not null check (char_length(name_en) between 1 and 200),
  active boolean not null default true,
  version int not null default 1 check (version > 0),
  created_at timestamptz not null default now(),
  unique (company_id, dimension, code)
);
comment on table dimension_value is 'Values of auxiliary dimensions 辅助核算项目 that finance itself names; never deleted.';

create table dimension_value_revision (
  dimension_value_id uuid not null references dimension_value,
  version int not null,
  company_id uuid not null references book,
  name_zh text not null,
  name_en text not null,
  active boolean not null,
  changed_by uuid not null,
  changed_at timestamptz not null,
  primary key (dimension_value_id, version)
);
create index dimension_value_revision_company on dimension_value_revision (company_id);
comment on table dimension_value_revision is 'Every version a value has had; append-only.';

grant select, insert, update (name_zh, name_en, active, version) on dimension_value to erp_app;
grant select, insert on dimension_value_revision to erp_app;
grant select on dimension_value, dimension_value_revision to erp_report;

alter table dimension_value enable row level security;
alter table dimension_value force row level security;
create policy company_scope on dimension_value
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table dimension_value_revision enable row level security;
alter table dimension_value_revision force row level security;
create policy company_scope on dimension_value_revision
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
