-- What is ordered and has not come is found without what came long ago; services never come and are in it until they are closed.
create index purchase_order_line_open on purchase_order_line (company_id, id)
  where closed_at is null and not removed and received_base_quantity - returned_base_quantity < base_quantity;
