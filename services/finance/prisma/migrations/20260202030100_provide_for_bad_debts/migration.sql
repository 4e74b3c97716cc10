-- Bad debts 坏账: what part of receivables so late is expected not to come in, and the step of the month-end that provides for it.

alter table closing_run
  drop constraint closing_run_step_check,
  add constraint closing_run_step_check check (
    step in ('FX_REVALUATION', 'BAD_DEBT_PROVISION', 'VAT_TRANSFER', 'PROFIT_CARRY_FORWARD', 'YEAR_CLOSE'));

create table bad_debt_schedule (
  company_id uuid primary key references book,
  version int not null default 1
);
comment on table bad_debt_schedule is 'That a company provides for bad debts 坏账准备计提; its version grows with every change of the rates.';

create table bad_debt_rate (
  company_id uuid not null references bad_debt_schedule,
  from_days int not null check (from_days between 0 and 36500),
  rate numeric(7, 6) not null check (rate between 0 and 1),
  primary key (company_id, from_days)
);
comment on column bad_debt_rate.from_days is 'Days past due from which the rate counts; 0 begins with what is not due.';

grant select, insert, update (version) on bad_debt_schedule to erp_app;
grant select, insert, delete on bad_debt_rate to erp_app;
grant select on bad_debt_schedule, bad_debt_rate to erp_report;

alter table bad_debt_schedule enable row level security;
alter table bad_debt_schedule force row level security;
create policy company_scope on bad_debt_schedule
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table bad_debt_rate enable row level security;
alter table bad_debt_rate force row level security;
create policy company_scope on bad_debt_rate
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
