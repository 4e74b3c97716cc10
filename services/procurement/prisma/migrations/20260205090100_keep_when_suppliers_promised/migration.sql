-- When a supplier promised a line is not when somebody needs it: what is to be paid is expected after the promise.
alter table purchase_order_line add column promised_on date;
comment on column purchase_order_line.promised_on is 'The day the supplier promised it for; null where they said none.';
