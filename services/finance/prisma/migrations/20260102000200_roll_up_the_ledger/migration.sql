-- Balances without a hot row: posting appends turnover to the tail, a timer folds it into the balances, and readers add
-- both in one statement. Both are caches of voucher_line and can be rebuilt from it.

create table ledger_tail (
  id bigint generated always as identity primary key,
  company_id uuid not null references book,
  account_id uuid not null,
  period text not null,
  debit bigint not null,
  credit bigint not null,
  foreign key (company_id, account_id) references account (company_id, id)
);
create index ledger_tail_account on ledger_tail (company_id, account_id, period);
comment on table ledger_tail is 'Turnover posted and not rolled up yet.';
alter table ledger_tail set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

create table account_period_balance (
  company_id uuid not null references book,
  account_id uuid not null,
  period text not null,
  debit bigint not null,
  credit bigint not null,
  primary key (company_id, account_id, period),
  foreign key (company_id, account_id) references account (company_id, id)
) with (fillfactor = 50);
comment on table account_period_balance is 'Turnover 发生额 per account and period, in minor units, as far as it is rolled up.';

-- What every report reads: the same two columns wherever the turnover stands. Runs with the reader's own rights.
create view ledger_turnover with (security_invoker = true) as
  select company_id, account_id, period, debit, credit from account_period_balance
  union all
  select company_id, account_id, period, debit, credit from ledger_tail;
comment on view ledger_turnover is 'Rolled-up turnover and the tail together; add the rows up.';

grant select, insert, delete, update (debit) on ledger_tail to erp_app;
grant usage on sequence ledger_tail_id_seq to erp_app;
grant select, insert, update (debit, credit) on account_period_balance to erp_app;
grant select on ledger_turnover to erp_app, erp_report;
grant select on ledger_tail, account_period_balance to erp_report;

alter table ledger_tail enable row level security;
alter table ledger_tail force row level security;
create policy company_scope on ledger_tail
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table account_period_balance enable row level security;
alter table account_period_balance force row level security;
create policy company_scope on account_period_balance
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
