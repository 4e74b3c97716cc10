-- Whoever is narrowed to some groups of customers neither sees nor writes another customer or a document of one; a customer
-- without a group is in nobody's groups. The service itself is never narrowed. Lines are seen by whoever sees their document.
create index customer_by_group on customer (company_id, price_group);
create policy customer_scope on customer as restrictive
  using ((select platform.customer_groups()) is null
         or price_group = any ((select platform.customer_groups())::text[]));
create policy customer_scope on price_list as restrictive
  using ((select platform.customer_groups()) is null or price_group is null
         or price_group = any ((select platform.customer_groups())::text[]));
create policy customer_scope on price_list_line as restrictive for select
  using ((select platform.customer_groups()) is null
         or exists (select from price_list where price_list.id = price_list_line.price_list_id));

create policy customer_scope on quotation as restrictive
  using ((select platform.customer_groups()) is null
         or exists (select from customer where customer.id = quotation.customer_id));
create policy customer_scope on quotation_line as restrictive for select
  using ((select platform.customer_groups()) is null
         or exists (select from quotation where quotation.id = quotation_line.quotation_id));
create policy customer_scope on sales_order as restrictive
  using ((select platform.customer_groups()) is null
         or exists (select from customer where customer.id = sales_order.customer_id));
create policy customer_scope on sales_order_line as restrictive for select
  using ((select platform.customer_groups()) is null
         or exists (select from sales_order where sales_order.id = sales_order_line.sales_order_id));
create policy customer_scope on delivery as restrictive
  using ((select platform.customer_groups()) is null
         or exists (select from customer where customer.id = delivery.customer_id));
create policy customer_scope on delivery_line as restrictive for select
  using ((select platform.customer_groups()) is null
         or exists (select from delivery where delivery.id = delivery_line.delivery_id));
create policy customer_scope on sales_return as restrictive
  using ((select platform.customer_groups()) is null
         or exists (select from customer where customer.id = sales_return.customer_id));
create policy customer_scope on sales_return_line as restrictive for select
  using ((select platform.customer_groups()) is null
         or exists (select from sales_return where sales_return.id = sales_return_line.sales_return_id));
create policy customer_scope on sales_invoice as restrictive
  using ((select platform.customer_groups()) is null
         or exists (select from customer where customer.id = sales_invoice.customer_id));
create policy customer_scope on sales_invoice_line as restrictive for select
  using ((select platform.customer_groups()) is null
         or exists (select from sales_invoice where sales_invoice.id = sales_invoice_line.sales_invoice_id));
create policy customer_scope on credit_note as restrictive
  using ((select platform.customer_groups()) is null
         or exists (select from customer where customer.id = credit_note.customer_id));
create policy customer_scope on credit_note_line as restrictive for select
  using ((select platform.customer_groups()) is null
         or exists (select from credit_note where credit_note.id = credit_note_line.credit_note_id));
