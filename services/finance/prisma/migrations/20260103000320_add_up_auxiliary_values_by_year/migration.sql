-- There are thousands of customers and items, each with a row a month. A balance of any month is then the years before,
-- and of its own year the months before it, or the whole year less the months after it, whichever are fewer.

create table auxiliary_year_balance (
  company_id uuid not null references book,
  account_id uuid not null,
  dimension text not null check (dimension in
    ('PARTY', 'CUSTOMER', 'SUPPLIER', 'EMPLOYEE', 'DEPARTMENT', 'PROJECT', 'ITEM', 'WAREHOUSE')),
  value_id uuid not null,
  year text not null check (year ~ '^\d{4}$'),
  nature text not null,
  debit bigint not null,
  credit bigint not null,
  quantity_debit numeric(24, 6) not null,
  quantity_credit numeric(24, 6) not null,
  primary key (company_id, account_id, dimension, year, value_id, nature),
  foreign key (company_id, account_id) references account (company_id, id)
) with (fillfactor = 70);
comment on table auxiliary_year_balance is 'The turnover of auxiliary_period_balance, added up by year.';

create view auxiliary_year_turnover with (security_invoker = true) as
  select company_id, account_id, dimension, value_id, year, nature, debit, credit, quantity_debit, quantity_credit
  from auxiliary_year_balance
  union all
  select company_id, account_id, dimension, value_id, substr(period, 1, 4), nature, debit, credit, quantity_debit,
    quantity_credit
  from ledger_tail cross join lateral (values
    ('PARTY', coalesce(customer_id, supplier_id, employee_id)), ('CUSTOMER', customer_id), ('SUPPLIER', supplier_id),
    ('EMPLOYEE', employee_id), ('DEPARTMENT', department_id), ('PROJECT', project_id), ('ITEM', item_id),
    ('WAREHOUSE', warehouse_id)) as one (dimension, value_id)
  where value_id is not null;
comment on view auxiliary_year_turnover is 'Rolled-up turnover of a year and the tail together; add the rows up.';

-- A month of all values stands together; the months of one value are found by the other index.
alter table auxiliary_period_balance drop constraint auxiliary_period_balance_pkey,
  add primary key (company_id, account_id, dimension, period, value_id, nature);

-- What carries several values at once is found by the one of which there are many.
create index dimension_period_balance_customer on dimension_period_balance (account_id, customer_id, period)
  where customer_id is not null;
create index dimension_period_balance_supplier on dimension_period_balance (account_id, supplier_id, period)
  where supplier_id is not null;
create index dimension_period_balance_employee on dimension_period_balance (account_id, employee_id, period)
  where employee_id is not null;
create index dimension_period_balance_project on dimension_period_balance (account_id, project_id, period)
  where project_id is not null;
create index dimension_period_balance_item on dimension_period_balance (account_id, item_id, period)
  where item_id is not null;

alter table auxiliary_period_balance no force row level security;
insert into auxiliary_year_balance
select company_id, account_id, dimension, value_id, substr(period, 1, 4), nature, sum(debit), sum(credit),
  sum(quantity_debit), sum(quantity_credit)
from auxiliary_period_balance group by 1, 2, 3, 4, 5, 6;
alter table auxiliary_period_balance force row level security;

grant select, insert, update (debit, credit, quantity_debit, quantity_credit) on auxiliary_year_balance to erp_app;
grant select on auxiliary_year_turnover to erp_app;
grant select on auxiliary_year_balance, auxiliary_year_turnover to erp_report;

alter table auxiliary_year_balance enable row level security;
alter table auxiliary_year_balance force row level security;
create policy company_scope on auxiliary_year_balance
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
