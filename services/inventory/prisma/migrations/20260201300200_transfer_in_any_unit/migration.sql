-- What goes is written down in any unit of the item; stock counts in base units, as before.
alter table stock_transfer_line
  add column unit text check (length(unit) between 1 and 20),
  add column unit_quantity numeric(18, 6) check (unit_quantity > 0),
  add constraint stock_transfer_line_unit_with_its_quantity check ((unit is null) = (unit_quantity is null));
comment on column stock_transfer_line.unit is 'The unit it was written down in; null for the item''s base unit.';
comment on column stock_transfer_line.unit_quantity is 'How much in that unit; null where it is the base unit.';
