-- What a company means to spend 预算: versions of a year's budget with their lines, transfers between lines, what is
-- reserved for documents that are not posted yet, and for each budget item what is budgeted, committed and spent by month.

create table budget (
  id uuid primary key,
  company_id uuid not null references book,
  number text not null,
  year text not null check (year ~ '^\d{4}$'),
  name text not null check (char_length(name) between 1 and 200),
  status text not null check (status in ('DRAFT', 'SUBMITTED', 'ACTIVE', 'SUPERSEDED', 'DISCARDED')),
  version int not null default 1,
  based_on_id uuid,
  transfers_seen int not null default 0 check (transfers_seen >= 0),
  made_by uuid not null,
  submitted_by uuid,
  approval_id uuid unique,
  approver_ids uuid[] not null default '{}',
  reason text check (char_length(reason) between 1 and 500),
  activated_at timestamptz,
  created_at timestamptz not null,
  unique (company_id, number),
  unique (id, company_id),
  foreign key (based_on_id, company_id) references budget (id, company_id),
  constraint budget_is_approved_by_others check (
    made_by <> all (approver_ids) and (submitted_by is null or submitted_by <> all (approver_ids))),
  constraint budget_in_force_has_its_instant check ((status in ('ACTIVE', 'SUPERSEDED')) = (activated_at is not null))
);
create unique index budget_in_force on budget (company_id, year) where status = 'ACTIVE';
create index budget_newest on budget (company_id, id desc);
create index budget_based_on on budget (based_on_id, company_id) where based_on_id is not null;
comment on table budget is 'Versions of the budget 预算 of a year; one at most is in force. Superseded, never changed once it was.';
comment on column budget.transfers_seen is 'How many transfers of the version it is based on its lines began with.';

create table budget_line (
  id uuid primary key,
  budget_id uuid not null,
  company_id uuid not null,
  account_id uuid not null,
  department_id uuid references dimension_value,
  project_id uuid references dimension_value,
  period text not null check (period ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  amount bigint not null check (amount >= 0),
  unique nulls not distinct (budget_id, account_id, department_id, project_id, period),
  foreign key (budget_id, company_id) references budget (id, company_id),
  foreign key (company_id, account_id) references account (company_id, id)
);
create index budget_line_in_order on budget_line (budget_id, id);
create index budget_line_account on budget_line (company_id, account_id);
create index budget_line_department on budget_line (department_id) where department_id is not null;
create index budget_line_project on budget_line (project_id) where project_id is not null;
comment on table budget_line is 'What a version allows 预算明细, in minor units of the books; no department or project means any.';

create table budget_item (
  id uuid primary key,
  company_id uuid not null references book,
  year text not null,
  account_id uuid not null,
  department_id uuid references dimension_value,
  project_id uuid references dimension_value,
  in_force boolean not null,
  unique nulls not distinct (company_id, year, account_id, department_id, project_id),
  unique (id, company_id),
  foreign key (company_id, account_id) references account (company_id, id)
);
create index budget_item_of_account on budget_item (account_id, year) where in_force;
create index budget_item_department on budget_item (department_id) where department_id is not null;
create index budget_item_project on budget_item (project_id) where project_id is not null;
comment on table budget_item is 'Budget items 预算项: account, department or any, project or any. Whoever reserves locks the item first.';

-- One item answers for what is spent, so that nothing is counted twice: the one that names most, a project before a department.
create function budget_item_of(account uuid, in_year text, department uuid, project uuid) returns uuid
language sql stable as $$
  select id from budget_item
  where in_force and account_id = account and year = in_year
    and (department_id is null or department_id = department) and (project_id is null or project_id = project)
  order by project_id is null, department_id is null limit 1
$$;
comment on function budget_item_of is 'The budget item that what is spent on an account for a department and a project counts on; null when none does.';
revoke all on function budget_item_of(uuid, text, uuid, uuid) from public;
grant execute on function budget_item_of(uuid, text, uuid, uuid) to erp_app, erp_report;

create table budget_balance (
  budget_item_id uuid not null,
  period text not null,
  company_id uuid not null,
  budget bigint not null default 0 check (budget >= 0),
  committed bigint not null default 0 check (committed >= 0),
  actual bigint not null default 0,
  primary key (budget_item_id, period),
  foreign key (budget_item_id, company_id) references budget_item (id, company_id)
) with (fillfactor = 70);
create index budget_balance_company on budget_balance (company_id, period);
comment on table budget_balance is 'What is budgeted 预算数, committed 占用数 and spent 执行数 of an item in a month, in minor units.';
comment on column budget_balance.actual is 'Turnover of the account on its own side; what closing carries forward and opening balances are none.';

create table budget_control (
  id uuid primary key,
  company_id uuid not null references book,
  account_id uuid,
  level text not null check (level in ('NONE', 'WARN', 'BLOCK')),
  span text not null check (span in ('PERIOD', 'TO_DATE', 'YEAR')),
  version int not null default 1,
  unique nulls not distinct (company_id, account_id),
  foreign key (company_id, account_id) references account (company_id, id)
);
comment on table budget_control is 'How budgets bind 预算控制: of an account, or of all that have none of their own. Without one they only inform.';

create table budget_reservation (
  id uuid primary key,
  company_id uuid not null references book,
  document_type text not null,
  document_id uuid not null,
  document_number text not null,
  line_id uuid not null,
  account_id uuid not null,
  department_id uuid references dimension_value,
  project_id uuid references dimension_value,
  period text not null,
  amount bigint not null check (amount > 0),
  budget_item_id uuid,
  reserved_at timestamptz not null,
  ended_at timestamptz,
  open_amount bigint not null generated always as (case when ended_at is null then amount else 0 end) stored,
  unique (line_id, account_id),
  foreign key (company_id, account_id) references account (company_id, id),
  foreign key (budget_item_id, company_id) references budget_item (id, company_id)
) with (fillfactor = 70);
create index budget_reservation_of_document on budget_reservation (document_id);
create index budget_reservation_open on budget_reservation (budget_item_id, period, id) where ended_at is null;
create index budget_reservation_open_of_company on budget_reservation (company_id, id) where ended_at is null;
create index budget_reservation_account on budget_reservation (company_id, account_id);
create index budget_reservation_department on budget_reservation (department_id) where department_id is not null;
create index budget_reservation_project on budget_reservation (project_id) where project_id is not null;
comment on table budget_reservation is 'What a document line will spend 预算占用, until it is posted or given up. No item: nothing is budgeted for it.';

create table budget_transfer (
  id uuid primary key,
  company_id uuid not null references book,
  number text not null,
  budget_id uuid not null,
  status text not null check (status in ('SUBMITTED', 'APPROVED', 'REJECTED', 'WITHDRAWN')),
  version int not null default 1,
  purpose text not null check (char_length(purpose) between 1 and 500),
  made_by uuid not null,
  approval_id uuid not null unique,
  approver_ids uuid[] not null default '{}',
  reason text check (char_length(reason) between 1 and 500),
  decided_at timestamptz,
  created_at timestamptz not null,
  unique (company_id, number),
  unique (id, company_id),
  foreign key (budget_id, company_id) references budget (id, company_id),
  constraint budget_transfer_is_approved_by_others check (made_by <> all (approver_ids))
);
create index budget_transfer_newest on budget_transfer (company_id, id desc);
create index budget_transfer_of_budget on budget_transfer (budget_id, company_id);
comment on table budget_transfer is 'Money moved between items and months of the budget in force 预算调剂; in force once approved, never changed.';

create table budget_transfer_line (
  transfer_id uuid not null,
  line_number int not null check (line_number between 1 and 100),
  company_id uuid not null,
  budget_item_id uuid not null,
  period text not null,
  amount bigint not null check (amount <> 0),
  primary key (transfer_id, line_number),
  foreign key (transfer_id, company_id) references budget_transfer (id, company_id),
  foreign key (budget_item_id, company_id) references budget_item (id, company_id)
);
create index budget_transfer_line_item on budget_transfer_line (budget_item_id, company_id);
comment on column budget_transfer_line.amount is 'Negative: taken from there. The lines of a transfer add up to nothing.';

-- What was once submitted stands; a change is another version.
create function budget_lines_stand() returns trigger language plpgsql as $$
begin
  if exists (select from budget where id = coalesce(new.budget_id, old.budget_id) and status <> 'DRAFT') then
    raise exception 'The lines of a budget that is no draft stand' using errcode = 'restrict_violation';
  end if;
  return coalesce(new, old);
end
$$;
create trigger budget_lines_stand before insert or update or delete on budget_line
  for each row execute function budget_lines_stand();

insert into platform.unrecorded_table (pattern, reason) values
  ('budget\_item', 'follows from the lines of budgets'), ('budget\_reservation', 'follows from the documents');

grant select, insert, update (status, version, submitted_by, approval_id, approver_ids, reason, activated_at)
  on budget to erp_app;
grant select, insert, delete, update (amount) on budget_line to erp_app;
grant select, insert, update (in_force) on budget_item to erp_app;
grant select, insert, update (budget, committed, actual) on budget_balance to erp_app;
grant select, insert, update (level, span, version) on budget_control to erp_app;
grant select, insert, update (document_number, department_id, project_id, period, amount, budget_item_id, reserved_at, ended_at)
  on budget_reservation to erp_app;
grant select, insert, update (status, version, approver_ids, reason, decided_at) on budget_transfer to erp_app;
grant select, insert on budget_transfer_line to erp_app;
grant select on budget, budget_line, budget_item, budget_balance, budget_control, budget_reservation, budget_transfer,
  budget_transfer_line to erp_report;

alter table budget enable row level security;
alter table budget force row level security;
create policy company_scope on budget
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table budget_line enable row level security;
alter table budget_line force row level security;
create policy company_scope on budget_line
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table budget_item enable row level security;
alter table budget_item force row level security;
create policy company_scope on budget_item
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table budget_balance enable row level security;
alter table budget_balance force row level security;
create policy company_scope on budget_balance
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table budget_control enable row level security;
alter table budget_control force row level security;
create policy company_scope on budget_control
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table budget_reservation enable row level security;
alter table budget_reservation force row level security;
create policy company_scope on budget_reservation
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table budget_transfer enable row level security;
alter table budget_transfer force row level security;
create policy company_scope on budget_transfer
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table budget_transfer_line enable row level security;
alter table budget_transfer_line force row level security;
create policy company_scope on budget_transfer_line
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table expense_claim add column budget_findings jsonb not null default '[]';
comment on column expense_claim.budget_findings is 'What budgets did not cover and only warned of, when it was submitted or reduced last.';
grant update (budget_findings) on expense_claim to erp_app;
