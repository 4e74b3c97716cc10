-- What the document of an item comes of 来源单据, so that rules settle a credit note with its invoice and an invoice with what was paid
-- for its order. Of what is posted already, only sales invoices said it.
alter table open_item add column source_document_id uuid;
comment on column open_item.source_document_id is
  'The invoice that its document credits, the receipt of the goods it charges for, or the order; null where nobody said.';

alter table voucher no force row level security;
alter table voucher_line no force row level security;
alter table posting_fact no force row level security;
alter table open_item no force row level security;
update open_item i set source_document_id = told.sales_order_id
from (
  select distinct on (v.id, t."sourceLineId") v.id as voucher_id, t."sourceLineId" as source_line_id,
    t."salesOrderId" as sales_order_id
  from voucher v
  join posting_fact f on f.source_type = v.source_type and f.source_id = v.source_id and f.purpose = v.purpose
    and f.revision = v.revision
  cross join lateral jsonb_to_recordset(f.facts -> 'lines') as t("sourceLineId" uuid, "salesOrderId" uuid)
  where v.document_type = 'SALES_INVOICE' and t."salesOrderId" is not null) told
join voucher_line l on l.voucher_id = told.voucher_id and l.source_line_id = told.source_line_id
where i.voucher_id = l.voucher_id and i.line_number = l.line_number and i.open <> 0;
alter table voucher force row level security;
alter table voucher_line force row level security;
alter table posting_fact force row level security;
alter table open_item force row level security;
