-- What is ordered and has not gone out is found without what went out long ago, and so is what came back after its invoice and is
-- not credited.
create index sales_order_line_open on sales_order_line (company_id, id) where delivered_base_quantity < base_quantity;
create index delivery_line_to_credit on delivery_line (company_id, id)
  where returned_base_quantity + invoiced_base_quantity > base_quantity + credited_base_quantity
    and sales_order_line_id is not null;
