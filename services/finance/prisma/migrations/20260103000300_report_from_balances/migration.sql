-- Every report is balances plus tail. Posting writes the tail once, with everything a report may ask for; the roll-up folds
-- it into four balances: by period and by day for the accounts, by period for each auxiliary value and for each combination
-- of them. All of them are caches of voucher_line, so those there are make way and are rebuilt from the lines.

alter table voucher_line add column nature text not null default 'BUSINESS'
  check (nature in ('BUSINESS', 'CARRY_FORWARD', 'OPENING'));
comment on column voucher_line.nature is 'CARRY_FORWARD: of a voucher that moves profit 结转损益, so no income or expense. OPENING: 期初, no turnover.';

-- A ledger runs by day over any number of periods; each kind of auxiliary value has an index of its own to run along.
create index voucher_line_of_account_by_day
  on voucher_line (company_id, account_id, posting_date, voucher_id, line_number);
drop index voucher_line_of_account;
create index voucher_line_customer on voucher_line (account_id, customer_id, posting_date, voucher_id, line_number)
  where customer_id is not null;
create index voucher_line_supplier on voucher_line (account_id, supplier_id, posting_date, voucher_id, line_number)
  where supplier_id is not null;
create index voucher_line_employee on voucher_line (account_id, employee_id, posting_date, voucher_id, line_number)
  where employee_id is not null;
create index voucher_line_department on voucher_line (account_id, department_id, posting_date, voucher_id, line_number)
  where department_id is not null;
create index voucher_line_project on voucher_line (account_id, project_id, posting_date, voucher_id, line_number)
  where project_id is not null;
create index voucher_line_item on voucher_line (account_id, item_id, posting_date, voucher_id, line_number)
  where item_id is not null;
create index voucher_line_warehouse on voucher_line (account_id, warehouse_id, posting_date, voucher_id, line_number)
  where warehouse_id is not null;
create index voucher_by_day on voucher (company_id, posting_date, id);

-- The account into which income and expenses are carried at period end, 本年利润.
create function profit_of_year_account(accounting_standard text) returns text language sql immutable
  set search_path = '' return case accounting_standard when 'CAS' then '4103' else '3103' end;
revoke all on function profit_of_year_account(text) from public;
grant execute on function profit_of_year_account(text) to erp_app, erp_report;

drop view ledger_turnover;
drop table account_period_balance;
drop table ledger_tail;

create table ledger_tail (
  id bigint generated always as identity primary key,
  company_id uuid not null references book,
  account_id uuid not null,
  period text not null,
  posting_date date not null,
  nature text not null,
  cash_flow_item text not null,
  customer_id uuid,
  supplier_id uuid,
  employee_id uuid,
  department_id uuid,
  project_id uuid,
  item_id uuid,
  warehouse_id uuid,
  foreign_currency text,
  debit bigint not null,
  credit bigint not null,
  foreign_debit bigint not null,
  foreign_credit bigint not null,
  quantity_debit numeric(24, 6) not null,
  quantity_credit numeric(24, 6) not null,
  foreign key (company_id, account_id) references account (company_id, id)
);
create index ledger_tail_account on ledger_tail (company_id, account_id, period);
comment on table ledger_tail is 'Turnover posted and not rolled up yet.';
comment on column ledger_tail.quantity_debit is 'Quantities go the way their amounts go, whatever sign the line gave them.';
alter table ledger_tail set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

create table account_period_balance (
  company_id uuid not null references book,
  account_id uuid not null,
  period text not null,
  nature text not null,
  cash_flow_item text not null,
  debit bigint not null,
  credit bigint not null,
  primary key (company_id, account_id, period, nature, cash_flow_item),
  foreign key (company_id, account_id) references account (company_id, id)
) with (fillfactor = 50);
comment on table account_period_balance is 'Turnover 发生额 per account and period, in minor units, as far as it is rolled up.';
comment on column account_period_balance.cash_flow_item is 'Empty where a line has none.';

create table account_day_balance (
  company_id uuid not null references book,
  account_id uuid not null,
  posting_date date not null,
  nature text not null,
  cash_flow_item text not null,
  debit bigint not null,
  credit bigint not null,
  primary key (company_id, account_id, posting_date, nature, cash_flow_item),
  foreign key (company_id, account_id) references account (company_id, id)
) with (fillfactor = 50);
comment on table account_day_balance is 'The same per day: what a report needs of the month that its last day cuts.';

create table auxiliary_period_balance (
  company_id uuid not null references book,
  account_id uuid not null,
  dimension text not null check (dimension in
    ('PARTY', 'CUSTOMER', 'SUPPLIER', 'EMPLOYEE', 'DEPARTMENT', 'PROJECT', 'ITEM', 'WAREHOUSE')),
  value_id uuid not null,
  period text not null,
  nature text not null,
  debit bigint not null,
  credit bigint not null,
  quantity_debit numeric(24, 6) not null,
  quantity_credit numeric(24, 6) not null,
  primary key (company_id, account_id, dimension, value_id, period, nature),
  foreign key (company_id, account_id) references account (company_id, id)
) with (fillfactor = 70);
create index auxiliary_period_balance_of_value on auxiliary_period_balance (company_id, dimension, value_id, period);
comment on table auxiliary_period_balance is 'Turnover per account, period and one auxiliary value 辅助核算. PARTY is the customer, else the supplier, else the employee.';

create table dimension_period_balance (
  company_id uuid not null references book,
  account_id uuid not null,
  period text not null,
  nature text not null,
  foreign_currency text,
  customer_id uuid,
  supplier_id uuid,
  employee_id uuid,
  department_id uuid,
  project_id uuid,
  item_id uuid,
  warehouse_id uuid,
  dimension_key uuid not null generated always as (md5(
    coalesce(foreign_currency, '') || '/' || coalesce(customer_id::text, '') || '/' || coalesce(supplier_id::text, '')
    || '/' || coalesce(employee_id::text, '') || '/' || coalesce(department_id::text, '')
    || '/' || coalesce(project_id::text, '') || '/' || coalesce(item_id::text, '')
    || '/' || coalesce(warehouse_id::text, ''))::uuid) stored,
  debit bigint not null,
  credit bigint not null,
  foreign_debit bigint not null,
  foreign_credit bigint not null,
  quantity_debit numeric(24, 6) not null,
  quantity_credit numeric(24, 6) not null,
  primary key (company_id, account_id, period, nature, dimension_key),
  foreign key (company_id, account_id) references account (company_id, id)
) with (fillfactor = 70);
comment on table dimension_period_balance is 'Turnover per account, period, currency and combination of auxiliary values; all null where a line has none.';
comment on column dimension_period_balance.dimension_key is 'Stands for currency and values together in the key.';

-- What reports read: the same columns wherever the turnover stands. They run with the reader's own rights.
create view ledger_turnover with (security_invoker = true) as
  select company_id, account_id, period, debit, credit, nature, cash_flow_item from account_period_balance
  union all
  select company_id, account_id, period, debit, credit, nature, cash_flow_item from ledger_tail;
comment on view ledger_turnover is 'Rolled-up turnover and the tail together; add the rows up.';

create view ledger_day_turnover with (security_invoker = true) as
  select company_id, account_id, posting_date, debit, credit, nature, cash_flow_item from account_day_balance
  union all
  select company_id, account_id, posting_date, debit, credit, nature, cash_flow_item from ledger_tail;
comment on view ledger_day_turnover is 'The same per day.';

create view auxiliary_turnover with (security_invoker = true) as
  select company_id, account_id, dimension, value_id, period, nature, debit, credit, quantity_debit, quantity_credit
  from auxiliary_period_balance
  union all
  select company_id, account_id, dimension, value_id, period, nature, debit, credit, quantity_debit, quantity_credit
  from ledger_tail cross join lateral (values
    ('PARTY', coalesce(customer_id, supplier_id, employee_id)), ('CUSTOMER', customer_id), ('SUPPLIER', supplier_id),
    ('EMPLOYEE', employee_id), ('DEPARTMENT', department_id), ('PROJECT', project_id), ('ITEM', item_id),
    ('WAREHOUSE', warehouse_id)) as one (dimension, value_id)
  where value_id is not null;
comment on view auxiliary_turnover is 'The same per auxiliary value.';

create view dimension_turnover with (security_invoker = true) as
  select company_id, account_id, period, nature, foreign_currency, customer_id, supplier_id, employee_id, department_id,
    project_id, item_id, warehouse_id, debit, credit, foreign_debit, foreign_credit, quantity_debit, quantity_credit
  from dimension_period_balance
  union all
  select company_id, account_id, period, nature, foreign_currency, customer_id, supplier_id, employee_id, department_id,
    project_id, item_id, warehouse_id, debit, credit, foreign_debit, foreign_credit, quantity_debit, quantity_credit
  from ledger_tail;
comment on view dimension_turnover is 'The same per currency and combination of auxiliary values.';

create table statement_layout (
  id uuid primary key,
  company_id uuid not null references book,
  statement text not null check (statement in ('BALANCE_SHEET', 'INCOME_STATEMENT', 'CASH_FLOW_STATEMENT')),
  layout_version int not null check (layout_version > 1),
  name_zh text not null,
  name_en text not null,
  rows jsonb not null,
  activated_by uuid not null,
  activated_at timestamptz not null,
  unique (company_id, statement, layout_version)
);
comment on table statement_layout is 'Layouts of statements 报表格式 that a company made for itself; append-only. Version 1 is the one its standard prescribes.';

-- Owners are bound by row-level security as well; for one statement they look at all companies.
alter table voucher_line no force row level security;
insert into ledger_tail (company_id, account_id, period, posting_date, nature, cash_flow_item, customer_id, supplier_id,
  employee_id, department_id, project_id, item_id, warehouse_id, foreign_currency, debit, credit, foreign_debit,
  foreign_credit, quantity_debit, quantity_credit)
select company_id, account_id, period, posting_date, nature, coalesce(cash_flow_item, ''), customer_id, supplier_id,
  employee_id, department_id, project_id, item_id, warehouse_id, foreign_currency, sum(debit), sum(credit),
  coalesce(sum(foreign_amount) filter (where debit <> 0), 0), coalesce(sum(foreign_amount) filter (where credit <> 0), 0),
  coalesce(sum(abs(quantity) * sign(debit::numeric)), 0), coalesce(sum(abs(quantity) * sign(credit::numeric)), 0)
from voucher_line group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14;
alter table voucher_line force row level security;

grant select, insert, delete, update (debit) on ledger_tail to erp_app;
grant usage on sequence ledger_tail_id_seq to erp_app;
grant select, insert, update (debit, credit) on account_period_balance, account_day_balance to erp_app;
grant select, insert, update (debit, credit, quantity_debit, quantity_credit) on auxiliary_period_balance to erp_app;
grant select, insert, update (debit, credit, foreign_debit, foreign_credit, quantity_debit, quantity_credit)
  on dimension_period_balance to erp_app;
grant select, insert on statement_layout to erp_app;
grant select on ledger_turnover, ledger_day_turnover, auxiliary_turnover, dimension_turnover to erp_app;
grant select on ledger_tail, account_period_balance, account_day_balance, auxiliary_period_balance,
  dimension_period_balance, statement_layout, ledger_turnover, ledger_day_turnover, auxiliary_turnover,
  dimension_turnover to erp_report;

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
alter table account_day_balance enable row level security;
alter table account_day_balance force row level security;
create policy company_scope on account_day_balance
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table auxiliary_period_balance enable row level security;
alter table auxiliary_period_balance force row level security;
create policy company_scope on auxiliary_period_balance
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table dimension_period_balance enable row level security;
alter table dimension_period_balance force row level security;
create policy company_scope on dimension_period_balance
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table statement_layout enable row level security;
alter table statement_layout force row level security;
create policy company_scope on statement_layout
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
