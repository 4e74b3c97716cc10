-- What a customer may owe and have on order together, and who let an order through although that was exceeded.
alter table customer
  add column credit_limit_minor bigint check (credit_limit_minor >= 0),
  add column credit_limit_currency text check (credit_limit_currency ~ '^[A-Z]{3}$'),
  add constraint customer_credit_limit_is_an_amount check (num_nulls(credit_limit_minor, credit_limit_currency) in (0, 2));
comment on column customer.credit_limit_minor is 'In the company''s own currency; null: no limit.';

alter table sales_order
  add column credit_override_reason text,
  add column credit_override_by uuid,
  add column credit_override_at timestamptz,
  add constraint sales_order_override_is_whole
    check (num_nulls(credit_override_reason, credit_override_by, credit_override_at) in (0, 3));
comment on column sales_order.credit_override_reason is 'Why it was let through although the customer''s credit does not cover it; taken away when the order is changed.';
comment on column sales_order.saga_id is 'The newest process that keeps its goods and credit or lets them go.';

alter table document_leg drop constraint document_leg_kind_check;
alter table document_leg add constraint document_leg_kind_check check (kind in ('STOCK', 'LEDGER', 'CREDIT'));
