-- How old goods are is found from the newest receipt back, by day and then by the order of the ledger.
create index stock_entry_by_day_and_sequence on stock_entry (item_id, valuation_area_id, business_date, sequence);
drop index stock_entry_by_day;
