-- What was sold of an item, of which forecasts are made, is found by the item.
create index delivery_line_by_item on delivery_line (company_id, item_id);
