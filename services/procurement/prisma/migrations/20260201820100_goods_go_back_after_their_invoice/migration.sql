-- Goods that were invoiced go back at what the invoices charged for them; the supplier owes that until its red invoice says
-- so. Each receipt line knows how much of what was invoiced went back, each line of a return what was credited of it.
alter table goods_receipt_line
  add column returned_invoiced_base_quantity numeric(18, 6) not null default 0
    check (returned_invoiced_base_quantity >= 0),
  add column returned_invoiced_value_minor bigint not null default 0 check (returned_invoiced_value_minor >= 0),
  add constraint returned_of_what_was_invoiced check (returned_invoiced_base_quantity <= invoiced_base_quantity);
comment on column goods_receipt_line.returned_invoiced_base_quantity is 'Of what was invoiced, held by returns being confirmed and taken by confirmed ones.';
comment on column goods_receipt_line.returned_invoiced_value_minor is 'What the invoices charged for it.';

alter table purchase_return add column after_invoice boolean not null default false;
comment on column purchase_return.after_invoice is 'Its goods were invoiced: the supplier owes their value until it credits them (P5).';

alter table purchase_return_line
  add column credited_base_quantity numeric(18, 6),
  add column credited_value_minor bigint,
  add check ((credited_base_quantity is null) = (credited_value_minor is null)),
  add constraint credited_within_returned check (credited_base_quantity between 0 and base_quantity),
  add constraint credited_value_within_value check (credited_value_minor between 0 and coalesce(clearing_value_minor, 0)),
  add constraint all_credited_takes_all_value check (
    credited_base_quantity < base_quantity or credited_value_minor = clearing_value_minor
  );
comment on column purchase_return_line.clearing_value_minor is 'The receipt''s own value of what goes back (P4), or what its invoices charged for it (P5).';
comment on column purchase_return_line.credited_base_quantity is 'Matched with credit notes that are being confirmed or stand; null before the invoice.';
comment on column purchase_return_line.credited_value_minor is 'What was cleared with it; what remains goes with the last one.';
create index purchase_return_line_uncredited on purchase_return_line (company_id, id)
  where credited_base_quantity < base_quantity;

alter table supplier_invoice add column kind text not null default 'INVOICE' check (kind in ('INVOICE', 'CREDIT_NOTE'));
alter table supplier_invoice alter column kind drop default;
comment on column supplier_invoice.kind is 'A credit note takes back what invoices charged; its amounts are what it credits.';

alter table supplier_invoice_line add column purchase_return_line_id uuid references purchase_return_line;
alter table supplier_invoice_line add check (purchase_return_line_id is null or kind = 'GOODS');
alter table supplier_invoice_line drop constraint supplier_invoice_line_supplier_invoice_id_goods_receipt_lin_key;
create unique index supplier_invoice_line_charges_goods_once on supplier_invoice_line (supplier_invoice_id, goods_receipt_line_id)
  where purchase_return_line_id is null;
create unique index supplier_invoice_line_credits_goods_once on supplier_invoice_line (supplier_invoice_id, purchase_return_line_id);
create index supplier_invoice_line_by_return_line on supplier_invoice_line (purchase_return_line_id)
  where purchase_return_line_id is not null;
comment on column supplier_invoice_line.purchase_return_line_id is 'Of a credit note: the goods that went back.';
