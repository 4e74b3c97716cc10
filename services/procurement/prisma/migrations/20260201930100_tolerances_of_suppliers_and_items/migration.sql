-- Beside the company's own, a supplier, an item or an item of a supplier may have tolerances of its own; each of the three
-- measures by itself. What is null is not said here.
create table invoice_tolerance_rule (
  id uuid primary key,
  company_id uuid not null,
  supplier_id uuid references supplier,
  item_id uuid,
  quantity_percent numeric(5, 2) check (quantity_percent between 0 and 100),
  price_percent numeric(5, 2) check (price_percent between 0 and 100),
  tax_minor bigint check (tax_minor >= 0),
  version int not null check (version > 0),
  constraint invoice_tolerance_rule_is_about_something check (supplier_id is not null or item_id is not null),
  constraint invoice_tolerance_rule_is_said_once unique nulls not distinct (company_id, supplier_id, item_id)
);
create index invoice_tolerance_rule_by_supplier on invoice_tolerance_rule (supplier_id);
create index invoice_tolerance_rule_by_item on invoice_tolerance_rule (company_id, item_id);
comment on table invoice_tolerance_rule is 'How far invoices of a supplier, for an item, or both may differ; the most specific goes first.';
comment on column invoice_tolerance_rule.tax_minor is 'In the company''s own currency.';
grant select, insert on invoice_tolerance_rule to erp_app;
grant update (quantity_percent, price_percent, tax_minor, version) on invoice_tolerance_rule to erp_app;
grant select on invoice_tolerance_rule to erp_report;

alter table invoice_tolerance_rule enable row level security;
alter table invoice_tolerance_rule force row level security;
create policy company_scope on invoice_tolerance_rule
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
