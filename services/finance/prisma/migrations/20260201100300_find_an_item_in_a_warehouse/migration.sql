-- What carries an item and a warehouse is asked for together: one index finds the pair, and runs along its months.
drop index dimension_period_balance_item;
create index dimension_period_balance_item on dimension_period_balance (account_id, item_id, warehouse_id, period)
  where item_id is not null;
