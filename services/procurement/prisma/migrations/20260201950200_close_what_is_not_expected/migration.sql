-- What is left of an order line may be given up, with a reason: nothing more is received, amended or charged ahead for it.
alter table purchase_order_line
  add column closed_at timestamptz,
  add column close_reason text check (length(close_reason) between 1 and 200),
  add constraint closed_for_a_reason check ((closed_at is null) = (close_reason is null));
comment on column purchase_order_line.closed_at is 'When the rest of it was given up; null while more may come.';
