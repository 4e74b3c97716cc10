-- Goods that are given away leave by a delivery of their own kind: no order counts them and no invoice charges for them, but output
-- VAT is due on what they would have sold for.
alter table delivery
  add column kind text not null default 'SALE' check (kind in ('SALE', 'GIFT')),
  add column gift_reason text check (length(gift_reason) between 1 and 200),
  alter column sales_order_id drop not null,
  add constraint sale_has_an_order_and_gift_a_reason check (
    (kind = 'SALE') = (sales_order_id is not null) and (kind = 'GIFT') = (gift_reason is not null)
  );
alter table delivery alter column kind drop default;
create index delivery_given_away on delivery (company_id, id desc) where kind = 'GIFT';

alter table delivery_line
  alter column sales_order_id drop not null,
  alter column sales_order_line_id drop not null,
  add column market_unit_price numeric(18, 6) check (market_unit_price > 0),
  add column market_price_includes_tax boolean,
  add column market_price_list_id uuid references price_list,
  add column market_tax_code_id uuid,
  add column market_tax_rate_percent numeric(9, 4) check (market_tax_rate_percent >= 0),
  add column market_net_minor bigint check (market_net_minor >= 0),
  add column market_tax_minor bigint check (market_tax_minor >= 0),
  add constraint ordered_or_given_away check (
    case when sales_order_line_id is null
      then sales_order_id is null and num_nulls(market_unit_price, market_price_includes_tax, market_tax_code_id,
                                                market_tax_rate_percent, market_net_minor, market_tax_minor) = 0
           and invoiced_base_quantity = 0 and returned_base_quantity = 0
      else sales_order_id is not null and num_nonnulls(market_unit_price, market_price_includes_tax, market_price_list_id,
             market_tax_code_id, market_tax_rate_percent, market_net_minor, market_tax_minor) = 0 end
  );
comment on column delivery_line.market_tax_minor is 'Output VAT that is due although nothing is charged.';
create index delivery_line_by_price_list on delivery_line (market_price_list_id) where market_price_list_id is not null;
drop index delivery_line_uninvoiced;
create index delivery_line_uninvoiced on delivery_line (company_id, id)
  where returned_base_quantity + invoiced_base_quantity < base_quantity + credited_base_quantity
    and sales_order_line_id is not null;
