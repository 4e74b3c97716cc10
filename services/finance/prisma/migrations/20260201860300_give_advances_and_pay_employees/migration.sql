-- Money that employees are given before they spend it, what claims use of it, and what is paid to employees.

create table employee_advance_number (
  company_id uuid not null references book,
  year int not null,
  last_number int not null check (last_number > 0),
  primary key (company_id, year)
) with (fillfactor = 50);
comment on table employee_advance_number is 'The last number given to an advance, per company and year; taken last in a transaction.';

create table employee_advance (
  id uuid primary key,
  company_id uuid not null references book,
  number text not null,
  status text not null check (status in ('REQUESTED', 'APPROVED', 'REJECTED', 'WITHDRAWN', 'PAID')),
  version int not null default 1,
  employee_id uuid not null references dimension_value,
  purpose text not null check (char_length(purpose) between 1 and 200),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  amount bigint not null check (amount > 0),
  open_amount bigint not null default 0,
  requested_by uuid not null,
  approval_id uuid not null unique,
  decided_by uuid,
  decided_at timestamptz,
  approver_ids uuid[] not null default '{}',
  reason text check (char_length(reason) <= 500),
  paid_by uuid,
  paid_on date,
  created_at timestamptz not null,
  unique (company_id, number),
  unique (id, company_id),
  constraint advance_open_within_amount check (open_amount between 0 and amount),
  constraint advance_open_once_paid check (status = 'PAID' or open_amount = 0),
  constraint advance_paid_has_its_day check ((status = 'PAID') = (paid_on is not null)),
  constraint advance_requester_does_not_decide check (decided_by is null or decided_by <> requested_by),
  constraint advance_payer_has_no_other_part
    check (paid_by is null or (paid_by <> requested_by and paid_by is distinct from decided_by))
);
create index employee_advance_newest on employee_advance (company_id, id desc);
create index employee_advance_status on employee_advance (company_id, status, id desc);
create index employee_advance_open on employee_advance (employee_id, paid_on, id) where open_amount > 0;
comment on table employee_advance is 'Advances to employees 借款. What is open of a paid one is used by claims, oldest first.';

create table expense_claim_offset (
  claim_id uuid not null,
  advance_id uuid not null,
  company_id uuid not null,
  amount bigint not null check (amount > 0),
  primary key (claim_id, advance_id),
  foreign key (claim_id, company_id) references expense_claim (id, company_id),
  foreign key (advance_id, company_id) references employee_advance (id, company_id)
);
create index expense_claim_offset_advance on expense_claim_offset (advance_id, company_id);
comment on table expense_claim_offset is 'What claims used of advances 冲借款; append-only. A cancelled claim gives it back.';

alter table expense_claim
  add column advance_used bigint not null default 0 check (advance_used between 0 and approved_total),
  add column paid_by uuid,
  add column paid_on date,
  drop constraint expense_claim_status_check,
  add constraint expense_claim_status_check
    check (status in ('DRAFT', 'SUBMITTED', 'APPROVED', 'REJECTED', 'CANCELLED', 'DISCARDED', 'PAID')),
  drop constraint claim_approved_has_its_day,
  add constraint claim_approved_has_its_day
    check ((status in ('APPROVED', 'CANCELLED', 'PAID')) = (approved_on is not null)),
  add constraint claim_paid_has_its_day check ((status = 'PAID') = (paid_on is not null)),
  add constraint claim_payer_has_no_other_part
    check (paid_by is null
           or (paid_by <> made_by and paid_by is distinct from submitted_by and paid_by is distinct from decided_by));
grant update (advance_used, paid_by, paid_on) on expense_claim to erp_app;

create or replace function expense_claim_lines_stand() returns trigger language plpgsql as $$
begin
  if exists (
    select from expense_claim
    where id = coalesce(new.claim_id, old.claim_id) and status in ('APPROVED', 'CANCELLED', 'PAID')) then
    raise exception 'The lines of an approved claim stand' using errcode = 'restrict_violation';
  end if;
  return coalesce(new, old);
end
$$;

grant select, insert, update (last_number) on employee_advance_number to erp_app;
grant select, insert, update (status, version, open_amount, decided_by, decided_at, approver_ids, reason, paid_by, paid_on)
  on employee_advance to erp_app;
grant select, insert on expense_claim_offset to erp_app;
grant select on employee_advance, expense_claim_offset to erp_report;

alter table employee_advance_number enable row level security;
alter table employee_advance_number force row level security;
create policy company_scope on employee_advance_number
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table employee_advance enable row level security;
alter table employee_advance force row level security;
create policy company_scope on employee_advance
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table expense_claim_offset enable row level security;
alter table expense_claim_offset force row level security;
create policy company_scope on expense_claim_offset
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
