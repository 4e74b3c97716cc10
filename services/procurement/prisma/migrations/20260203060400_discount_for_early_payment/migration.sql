-- What paying early takes off 现金折扣: so many percent of an invoice within so many days of it.
alter table payment_term
  add column discount_percent numeric(4, 2) check (discount_percent > 0),
  add column discount_days int check (discount_days between 0 and 365),
  add constraint payment_term_discount_is_whole check (num_nulls(discount_percent, discount_days) in (0, 2));
