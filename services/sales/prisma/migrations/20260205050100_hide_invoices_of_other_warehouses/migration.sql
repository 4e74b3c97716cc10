-- An invoice and a credit note are in reach when every warehouse that goods they charge left from, or came back to, is: they are
-- confirmed and taken back whole. What charges no goods is nobody's. Lines are seen with their document.
alter table sales_invoice add column warehouse_ids uuid[] not null default '{}';
comment on column sales_invoice.warehouse_ids is 'Where the goods it charges left from, each once: who may not see one of them does not see it.';
alter table credit_note add column warehouse_ids uuid[] not null default '{}';
comment on column credit_note.warehouse_ids is 'Where the goods it credits left from and came back to, each once: who may not see one of them does not see it.';

alter table sales_invoice no force row level security;
alter table sales_invoice_line no force row level security;
alter table credit_note no force row level security;
alter table credit_note_line no force row level security;
alter table delivery no force row level security;
alter table delivery_line no force row level security;
alter table sales_return no force row level security;
alter table sales_return_line no force row level security;
update sales_invoice
set warehouse_ids = named.ids
from (select line.sales_invoice_id, array_agg(distinct delivery.warehouse_id order by delivery.warehouse_id) as ids
      from sales_invoice_line line join delivery on delivery.id = line.delivery_id group by 1) as named
where named.sales_invoice_id = sales_invoice.id;
update credit_note
set warehouse_ids = named.ids
from (
  select credit_note_id, array_agg(distinct warehouse_id order by warehouse_id) as ids
  from (
    select line.credit_note_id, delivery.warehouse_id
    from credit_note_line line join delivery_line on delivery_line.id = line.delivery_line_id
    join delivery on delivery.id = delivery_line.delivery_id
    union
    select line.credit_note_id, back.warehouse_id
    from credit_note_line line join sales_return_line on sales_return_line.id = line.sales_return_line_id
    join sales_return back on back.id = sales_return_line.sales_return_id) as place
  group by 1) as named
where named.credit_note_id = credit_note.id;
alter table sales_invoice force row level security;
alter table sales_invoice_line force row level security;
alter table credit_note force row level security;
alter table credit_note_line force row level security;
alter table delivery force row level security;
alter table delivery_line force row level security;
alter table sales_return force row level security;
alter table sales_return_line force row level security;

create policy warehouse_scope on sales_invoice as restrictive
  using ((select platform.warehouse_ids()) is null or warehouse_ids <@ (select platform.warehouse_ids())::uuid[]);
create policy warehouse_scope on sales_invoice_line as restrictive for select
  using ((select platform.warehouse_ids()) is null
         or exists (select from sales_invoice where sales_invoice.id = sales_invoice_line.sales_invoice_id));
create policy warehouse_scope on credit_note as restrictive
  using ((select platform.warehouse_ids()) is null or warehouse_ids <@ (select platform.warehouse_ids())::uuid[]);
create policy warehouse_scope on credit_note_line as restrictive for select
  using ((select platform.warehouse_ids()) is null
         or exists (select from credit_note where credit_note.id = credit_note_line.credit_note_id));
