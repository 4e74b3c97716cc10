-- Facts that other services own and sales checks before it confirms anything. Fed by events only; the version
-- of the owner decides, so a message that comes twice or late changes nothing.
create table item_replica (
  item_id uuid primary key,
  company_id uuid not null,
  code text not null,
  name_zh text not null,
  name_en text not null,
  item_class text not null,
  base_unit text not null,
  units jsonb not null,
  active boolean not null,
  version int not null
);
create index item_replica_by_company on item_replica (company_id);
comment on table item_replica is 'Copy of inventory''s items.';
comment on column item_replica.units is 'Other units: [{unit, numerator, denominator}], one of which is numerator/denominator base units; whole numbers as text.';

create table warehouse_replica (
  warehouse_id uuid primary key,
  company_id uuid not null,
  code text not null,
  valuation_area_id uuid not null,
  active boolean not null,
  version int not null
);
create index warehouse_replica_by_company on warehouse_replica (company_id);
comment on table warehouse_replica is 'Copy of inventory''s warehouses.';

create table period_replica (
  company_id uuid not null,
  period text not null check (period ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  status text not null check (status in ('OPEN', 'CLOSING', 'CLOSED')),
  version int not null,
  primary key (company_id, period)
);
comment on table period_replica is 'Copy of finance''s accounting periods.';

create table account_rule_replica (
  rule_id uuid primary key,
  company_id uuid not null,
  account_key text not null,
  item_class text,
  valuation_area_id uuid,
  active boolean not null,
  version int not null
);
create index account_rule_replica_by_key on account_rule_replica (company_id, account_key) where active;
comment on table account_rule_replica is 'Copy of finance''s account determination rules; null means any.';

create table voucher_template_replica (
  company_id uuid not null,
  event_kind text not null,
  template_id uuid not null,
  template_version int not null,
  account_keys text[] not null,
  primary key (company_id, event_kind)
);
comment on table voucher_template_replica is 'The account keys that finance''s active voucher template of an event kind needs.';

create table tax_code_replica (
  tax_code_id uuid primary key,
  company_id uuid not null,
  code text not null,
  rate_percent numeric(9, 4) not null check (rate_percent >= 0),
  active boolean not null,
  version int not null
);
create index tax_code_replica_by_company on tax_code_replica (company_id);
comment on table tax_code_replica is 'Copy of finance''s VAT codes.';

grant select, insert, update on
  item_replica, warehouse_replica, period_replica, account_rule_replica, voucher_template_replica, tax_code_replica
to erp_app;

alter table item_replica enable row level security;
alter table item_replica force row level security;
create policy company_scope on item_replica
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table warehouse_replica enable row level security;
alter table warehouse_replica force row level security;
create policy company_scope on warehouse_replica
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table period_replica enable row level security;
alter table period_replica force row level security;
create policy company_scope on period_replica
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table account_rule_replica enable row level security;
alter table account_rule_replica force row level security;
create policy company_scope on account_rule_replica
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table voucher_template_replica enable row level security;
alter table voucher_template_replica force row level security;
create policy company_scope on voucher_template_replica
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table tax_code_replica enable row level security;
alter table tax_code_replica force row level security;
create policy company_scope on tax_code_replica
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

-- Whoever is narrowed to some warehouses neither sees nor writes what belongs to another. The service itself is never
-- narrowed.
create policy warehouse_scope on warehouse_replica as restrictive for select
  using ((select platform.warehouse_ids()) is null
         or warehouse_id = any ((select platform.warehouse_ids())::uuid[]));
