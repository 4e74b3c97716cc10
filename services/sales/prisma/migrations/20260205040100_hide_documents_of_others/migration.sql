-- Whoever is narrowed to their own documents sees what they wrote and what follows from their orders. A document says whose it is:
-- quotations and orders by who wrote them; what follows from orders by these; what follows from none by who made it. The service itself
-- is never narrowed. Lines are seen by whoever sees their document.
alter table sales_return
  add column created_by uuid,
  add column order_ids uuid[] not null default '{}';
comment on column sales_return.created_by is 'Who made it; null where nobody wrote that down.';
comment on column sales_return.order_ids is 'The orders whose goods come back, each once: who sees one of them sees the return. Without any it is its maker''s.';
alter table sales_invoice add column order_ids uuid[] not null default '{}';
comment on column sales_invoice.order_ids is 'The orders it charges for, each once: who sees one of them sees the invoice.';
alter table credit_note add column order_ids uuid[] not null default '{}';
comment on column credit_note.order_ids is 'The orders whose invoices it credits, each once: who sees one of them sees it. Without any it is its maker''s.';

alter table quotation no force row level security;
alter table delivery no force row level security;
alter table sales_return no force row level security;
alter table sales_return_line no force row level security;
alter table sales_invoice no force row level security;
alter table sales_invoice_line no force row level security;
alter table credit_note no force row level security;
alter table credit_note_line no force row level security;
alter table platform.audit_log no force row level security;
update quotation set author_ids = array[made.user_id]
from platform.audit_log as made
where made.document_id = quotation.id::text and made.operation = 'createQuotation' and author_ids = '{}';
update sales_return set created_by = made.user_id
from platform.audit_log as made
where made.document_id = sales_return.id::text and made.operation in ('createSalesReturn', 'createUnsourcedReturn');
update sales_return set order_ids = followed.ids
from (select sales_return_id, array_agg(distinct sales_order_id) as ids
      from sales_return_line join delivery on delivery.id = delivery_id
      where sales_order_id is not null group by 1) as followed
where followed.sales_return_id = sales_return.id;
update sales_invoice set order_ids = followed.ids
from (select sales_invoice_id, array_agg(distinct sales_order_id) as ids from sales_invoice_line group by 1) as followed
where followed.sales_invoice_id = sales_invoice.id;
update credit_note set order_ids = followed.ids
from (select credit_note_id, array_agg(distinct sales_order_id) as ids
      from credit_note_line join sales_invoice_line on sales_invoice_line.id = sales_invoice_line_id group by 1) as followed
where followed.credit_note_id = credit_note.id;
alter table quotation force row level security;
alter table delivery force row level security;
alter table sales_return force row level security;
alter table sales_return_line force row level security;
alter table sales_invoice force row level security;
alter table sales_invoice_line force row level security;
alter table credit_note force row level security;
alter table credit_note_line force row level security;
alter table platform.audit_log force row level security;

create policy author_scope on quotation as restrictive
  using ((select platform.author_ids()) is null or author_ids && (select platform.author_ids())::uuid[]);
create policy author_scope on quotation_line as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from quotation where quotation.id = quotation_line.quotation_id));
create policy author_scope on sales_order as restrictive
  using ((select platform.author_ids()) is null or author_ids && (select platform.author_ids())::uuid[]);
create policy author_scope on sales_order_line as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from sales_order where sales_order.id = sales_order_line.sales_order_id));
create policy author_scope on delivery as restrictive
  using ((select platform.author_ids()) is null or given_by = any ((select platform.author_ids())::uuid[])
         or exists (select from sales_order where sales_order.id in (delivery.sales_order_id, delivery.earned_by_order_id)));
create policy author_scope on delivery_line as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from delivery where delivery.id = delivery_line.delivery_id));
create policy author_scope on sales_return as restrictive
  using ((select platform.author_ids()) is null
         or order_ids = '{}' and created_by = any ((select platform.author_ids())::uuid[])
         or exists (select from sales_order where sales_order.id = any (sales_return.order_ids)));
create policy author_scope on sales_return_line as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from sales_return where sales_return.id = sales_return_line.sales_return_id));
create policy author_scope on sales_invoice as restrictive
  using ((select platform.author_ids()) is null
         or exists (select from sales_order where sales_order.id = any (sales_invoice.order_ids)));
create policy author_scope on sales_invoice_line as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from sales_invoice where sales_invoice.id = sales_invoice_line.sales_invoice_id));
create policy author_scope on credit_note as restrictive
  using ((select platform.author_ids()) is null
         or order_ids = '{}' and created_by = any ((select platform.author_ids())::uuid[])
         or exists (select from sales_order where sales_order.id = any (credit_note.order_ids)));
create policy author_scope on credit_note_line as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from credit_note where credit_note.id = credit_note_line.credit_note_id));

-- Who wrote them is told with what else is held of a person.
do $$
begin
  execute 'create or replace view personal_record with (security_invoker = true) as '
    || rtrim(pg_get_viewdef('personal_record'::regclass), ';') || $view$
    union all
    select company_id, created_by, 'sales_return', 'created_by', id::text, number, created_at, null from sales_return
    $view$;
end $$;
