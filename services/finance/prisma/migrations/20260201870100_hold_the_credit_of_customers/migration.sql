-- What customers may owe and have on order together, and what is held of it for documents. Whoever holds credit locks the
-- customer's row first, so that two documents never take the same credit.
create table customer_replica (
  customer_id uuid primary key,
  company_id uuid not null,
  credit_limit bigint check (credit_limit >= 0),
  version int not null
) with (fillfactor = 70);
create index customer_replica_by_company on customer_replica (company_id);
comment on table customer_replica is 'Copy of what sales lets customers owe.';
comment on column customer_replica.credit_limit is 'Minor units of the books; null: no limit.';

create table credit_hold (
  document_id uuid primary key,
  company_id uuid not null,
  document_type text not null,
  document_number text not null,
  customer_id uuid not null references customer_replica,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  amount bigint not null check (amount >= 0),
  charged bigint not null default 0,
  despite_limit boolean not null,
  held_at timestamptz not null,
  ended_at timestamptz
) with (fillfactor = 70);
create index credit_hold_open on credit_hold (customer_id, document_id) where ended_at is null;
create index credit_hold_company on credit_hold (company_id);
comment on table credit_hold is 'Credit of a customer that a document holds 信用额度占用 until its invoices are posted or it ends.';
comment on column credit_hold.charged is 'What posted invoices charge for it, in minor units: the receivable stands in its place. Those taken back count no more.';

grant select, insert, update on customer_replica, credit_hold to erp_app;
grant select on customer_replica, credit_hold to erp_report;

alter table customer_replica enable row level security;
alter table customer_replica force row level security;
create policy company_scope on customer_replica
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table credit_hold enable row level security;
alter table credit_hold force row level security;
create policy company_scope on credit_hold
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
