-- An invoice for services alone is its departments': whoever is narrowed to some sees it when all that its lines name are among them.
-- What charges for goods is seen as the goods are, for receiving and returning them rest on it. Lines are seen with their invoice.
alter table supplier_invoice add column department_ids uuid[] not null default '{}';
comment on column supplier_invoice.department_ids is 'The departments its lines name, each once, where it charges for no goods: who may not see one of them does not see it.';
grant update (department_ids) on supplier_invoice to erp_app;

alter table supplier_invoice no force row level security;
alter table supplier_invoice_line no force row level security;
update supplier_invoice
set department_ids = named.ids
from (select supplier_invoice_id, array_agg(distinct department_id) filter (where department_id is not null) as ids
      from supplier_invoice_line group by 1 having bool_and(kind in ('EXPENSE', 'CHARGE'))) as named
where named.supplier_invoice_id = supplier_invoice.id and named.ids is not null;
alter table supplier_invoice force row level security;
alter table supplier_invoice_line force row level security;

create policy department_scope on supplier_invoice as restrictive
  using ((select platform.department_ids()) is null or department_ids <@ (select platform.department_ids())::uuid[]);
create policy department_scope on supplier_invoice_line as restrictive for select
  using ((select platform.department_ids()) is null
         or exists (select from supplier_invoice where supplier_invoice.id = supplier_invoice_line.supplier_invoice_id));
