-- A receipt or payment may be for items in another currency than its own 跨币种核销.

alter table cash_document_item add column paid bigint check (paid > 0);
comment on column cash_document_item.amount is 'What is settled of the item, in minor units of its currency.';
comment on column cash_document_item.paid is
  'What of the money is for it, in minor units of the cash account, where the item is in another currency; else null.';
