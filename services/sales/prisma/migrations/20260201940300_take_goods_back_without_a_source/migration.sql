-- Goods come back of which nobody knows any more by which delivery they left.
alter table sales_return add column reason text check (length(reason) between 1 and 200);
comment on column sales_return.reason is 'Why no delivery is named; null exactly where deliveries are.';

alter table sales_return_line
  alter column delivery_id drop not null,
  alter column delivery_line_id drop not null,
  add column stated_cost_minor bigint check (stated_cost_minor >= 0),
  add constraint of_a_delivery_or_without_source check (
    (delivery_id is null) = (delivery_line_id is null) and (delivery_line_id is null or stated_cost_minor is null)
  );
comment on column sales_return_line.stated_cost_minor is 'What the goods are worth where none of them is on hand to tell.';
