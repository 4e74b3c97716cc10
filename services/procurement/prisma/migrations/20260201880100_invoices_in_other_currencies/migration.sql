-- An invoice is printed in the currency of its orders, and stands in the books at its own rate. What was received at another
-- rate is cleared at its own value; the rest of the difference is one of exchange, not of price (P2f).
alter table supplier_invoice
  add column printed_currency text,
  add column exchange_rate numeric(18, 8) check (exchange_rate > 0),
  add column printed_net_minor bigint,
  add column printed_tax_minor bigint,
  add column printed_gross_minor bigint;
alter table supplier_invoice_line
  add column printed_net_minor bigint,
  add column printed_tax_minor bigint,
  add column exchange_difference_minor bigint;

alter table supplier_invoice no force row level security;
alter table supplier_invoice_line no force row level security;
update supplier_invoice set printed_currency = currency, printed_net_minor = net_minor, printed_tax_minor = tax_minor,
                            printed_gross_minor = gross_minor;
update supplier_invoice_line set printed_net_minor = net_minor, printed_tax_minor = tax_minor,
                                 exchange_difference_minor = case when cleared_minor is not null then 0 end;
alter table supplier_invoice force row level security;
alter table supplier_invoice_line force row level security;

alter table supplier_invoice
  alter column printed_currency set not null,
  alter column printed_net_minor set not null,
  alter column printed_tax_minor set not null,
  alter column printed_gross_minor set not null,
  add check (printed_currency ~ '^[A-Z]{3}$'),
  add check ((printed_currency = currency) = (exchange_rate is null)),
  add check (printed_net_minor >= 0 and printed_tax_minor >= 0 and printed_gross_minor = printed_net_minor + printed_tax_minor);
alter table supplier_invoice_line
  alter column printed_net_minor set not null,
  alter column printed_tax_minor set not null,
  add check (printed_net_minor >= 0 and printed_tax_minor >= 0),
  add check ((exchange_difference_minor is null) = (cleared_minor is null));
comment on column supplier_invoice.exchange_rate is 'Own currency for one unit of the printed one; null when they are the same.';
comment on column supplier_invoice.net_minor is 'In the own currency: what its lines come to, each at the rate.';
comment on column supplier_invoice_line.exchange_difference_minor is 'What the matched goods cost more because of the rate alone, in the own currency.';

-- What goods were worth in the order's currency when they arrived, and what their invoices charged for those that go back.
alter table goods_receipt_line add column order_value_minor bigint check (order_value_minor >= 0);
alter table goods_receipt_line no force row level security;
alter table goods_receipt no force row level security;
alter table purchase_order_line no force row level security;
update goods_receipt_line line
set order_value_minor = round(line.quantity * ordered.unit_price * 10 ^ (case
  when receipt.order_currency = any ('{BIF,CLP,DJF,GNF,ISK,JPY,KMF,KRW,PYG,RWF,UGX,VND,VUV,XAF,XOF,XPF}') then 0
  when receipt.order_currency = any ('{BHD,IQD,JOD,KWD,LYD,OMR,TND}') then 3 else 2 end))
from goods_receipt receipt, purchase_order_line ordered
where receipt.id = line.goods_receipt_id and ordered.id = line.purchase_order_line_id
  and receipt.order_currency <> receipt.currency and line.net_value_minor is not null;
alter table goods_receipt_line force row level security;
alter table goods_receipt force row level security;
alter table purchase_order_line force row level security;
comment on column goods_receipt_line.order_value_minor is 'The same as net_value_minor in the order''s currency; null where that is the own one.';

alter table purchase_return_line
  add column charged_currency text check (charged_currency ~ '^[A-Z]{3}$'),
  add column charged_minor bigint check (charged_minor >= 0),
  add column charged_rate numeric(18, 8) check (charged_rate > 0),
  add check ((charged_currency is null) = (charged_minor is null));
comment on column purchase_return_line.charged_minor is 'What invoices in another currency charged for goods that go back, as printed.';
comment on column purchase_return_line.charged_rate is 'The rate of those invoices; null where they have several.';
