-- Goods go to customers and come back at what they cost when they went.
alter table stock_document add column customer_id uuid;
alter table stock_entry add column origin_line_id uuid;
comment on column stock_entry.origin_line_id is 'The line whose goods these are, coming back: a delivery''s, of a sales return.';
create index stock_entry_by_origin_line on stock_entry (origin_line_id) where origin_line_id is not null;
