-- What employees are paid by the day 出差补贴: rates as dated data, lines that count days, and each day once.

create table per_diem_rate (
  id uuid primary key,
  company_id uuid not null references book,
  expense_type_id uuid not null,
  grade text check (char_length(grade) between 1 and 40),
  city text check (char_length(city) between 1 and 100),
  effective_on date not null,
  amount bigint not null check (amount >= 0),
  version int not null default 1 check (version > 0),
  foreign key (expense_type_id, company_id) references expense_type (id, company_id),
  unique nulls not distinct (company_id, expense_type_id, grade, city, effective_on)
);
create index per_diem_rate_type on per_diem_rate (expense_type_id, company_id);
comment on table per_diem_rate is 'What a day of a type is paid 补贴标准, by level and city, from a day on; nothing ends it but a later rate.';
comment on column per_diem_rate.amount is 'In minor units of the books; 0 pays nothing from then on.';

alter table expense_claim_line add column per_diem_days int check (per_diem_days between 1 and 366);
comment on column expense_claim_line.per_diem_days is 'Days paid at a rate, the last of which the line is of; their amount is computed.';

create table claimed_per_diem_day (
  company_id uuid not null references book,
  employee_id uuid not null references dimension_value,
  expense_type_id uuid not null,
  day date not null,
  claim_id uuid not null,
  primary key (company_id, employee_id, expense_type_id, day),
  foreign key (claim_id, company_id) references expense_claim (id, company_id),
  foreign key (expense_type_id, company_id) references expense_type (id, company_id)
);
create index claimed_per_diem_day_claim on claimed_per_diem_day (claim_id, company_id);
create index claimed_per_diem_day_employee on claimed_per_diem_day (employee_id);
create index claimed_per_diem_day_type on claimed_per_diem_day (expense_type_id, company_id);
comment on table claimed_per_diem_day is 'Days that a claim counts on; the key is what keeps one from being paid twice.';

grant select, insert, update (amount, version) on per_diem_rate to erp_app;
grant select, insert, delete on claimed_per_diem_day to erp_app;
grant select on per_diem_rate, claimed_per_diem_day to erp_report;

alter table per_diem_rate enable row level security;
alter table per_diem_rate force row level security;
create policy company_scope on per_diem_rate
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table claimed_per_diem_day enable row level security;
alter table claimed_per_diem_day force row level security;
create policy company_scope on claimed_per_diem_day
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
