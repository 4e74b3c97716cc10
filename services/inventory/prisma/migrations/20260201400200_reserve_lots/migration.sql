-- A reservation may name a lot: then that lot is kept, and not only as much of the item. What is kept of a lot in a warehouse is
-- the sum of what is open of it, read while the balance of the item is locked.
alter table stock_reservation add column lot_id uuid references lot;
comment on column stock_reservation.lot_id is 'The lot that is kept; null where any goods of the item will do.';
create index stock_reservation_by_lot on stock_reservation (lot_id, warehouse_id) where lot_id is not null;
drop index stock_reservation_of_line;
create unique index stock_reservation_of_line
  on stock_reservation (document_type, document_id, document_line_id, item_id, warehouse_id, lot_id) nulls not distinct
  where open_quantity > 0;
