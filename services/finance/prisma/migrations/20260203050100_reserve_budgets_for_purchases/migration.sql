-- Purchases reserve of budgets line by line, and what is posted for a line takes its place bit by bit: goods by quantity,
-- services by value, so that a price or a rate that moved leaves no remainder reserved.
alter table budget_reservation
  add column document_version int check (document_version > 0),
  add column measure numeric(24, 6) check (measure > 0),
  add column taken numeric(24, 6) not null default 0,
  drop column open_amount;
alter table budget_reservation
  add column open_amount bigint not null generated always as (
    case when ended_at is not null then 0
         when measure is null then amount
         else round(amount * greatest(least(measure - taken, measure), 0) / measure)::bigint end) stored;
comment on column budget_reservation.document_version is 'What the document said then; older news of it is not heeded.';
comment on column budget_reservation.measure is 'Base units of goods, minor units of services; null for what ends as a whole when it is posted.';
comment on column budget_reservation.taken is 'How much of the measure is posted, less what went back or was taken back.';
grant update (document_version, measure, taken) on budget_reservation to erp_app;
