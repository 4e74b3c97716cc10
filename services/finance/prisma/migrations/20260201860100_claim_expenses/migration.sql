-- What employees spend for the company and claim back. Types, limits and claimants are data of the company; a claim is a
-- document of finance itself, mutable until it is submitted.

create table expense_type (
  id uuid primary key,
  company_id uuid not null references book,
  code text not null check (code ~ '^[A-Z][A-Z0-9_]{0,39}$'),
  name_zh text not null check (char_length(name_zh) between 1 and 200),
  name_en text not null check (char_length(name_en) between 1 and 200),
  vat_rule text not null check (vat_rule in ('NONE', 'COMPUTED', 'PRINTED')),
  vat_rate numeric(9, 6) check (vat_rate > 0 and vat_rate < 100),
  receipt_required boolean not null,
  active boolean not null default true,
  version int not null default 1 check (version > 0),
  unique (company_id, code),
  unique (id, company_id),
  constraint expense_type_rate_fits_its_rule check ((vat_rule = 'NONE') = (vat_rate is null))
);
comment on table expense_type is 'What money is spent on 费用类型; account rules go by its code. Never deleted.';
comment on column expense_type.vat_rate is 'Percent: COMPUTED takes the tax out of the gross at it, PRINTED allows at most that much.';

create table expense_claimant (
  employee_id uuid primary key references dimension_value,
  company_id uuid not null references book,
  user_id uuid,
  grade text check (char_length(grade) between 1 and 40),
  department_id uuid references dimension_value,
  version int not null default 1 check (version > 0),
  unique (company_id, user_id)
);
create index expense_claimant_department on expense_claimant (department_id) where department_id is not null;
comment on table expense_claimant is 'Employees as they claim 报销人: which user is one, at which level, of which department.';

create table expense_policy (
  id uuid primary key,
  company_id uuid not null references book,
  measure text not null check (measure in ('LINE_AMOUNT', 'DAY_AMOUNT', 'AGE')),
  expense_type_id uuid,
  grade text check (char_length(grade) between 1 and 40),
  city text check (char_length(city) between 1 and 100),
  amount_limit bigint check (amount_limit >= 0),
  day_limit int check (day_limit between 0 and 3660),
  severity text not null check (severity in ('WARN', 'BLOCK')),
  active boolean not null default true,
  version int not null default 1 check (version > 0),
  foreign key (expense_type_id, company_id) references expense_type (id, company_id),
  constraint expense_policy_has_its_limit
    check ((measure = 'AGE') = (day_limit is not null) and (measure = 'AGE') = (amount_limit is null))
);
create index expense_policy_company on expense_policy (company_id, id);
create index expense_policy_type on expense_policy (expense_type_id, company_id) where expense_type_id is not null;
comment on table expense_policy is 'Limits of claims 报销标准; of those that fit a line the one that names most decides. Never deleted.';

create table expense_claim_number (
  company_id uuid not null references book,
  year int not null,
  last_number int not null check (last_number > 0),
  primary key (company_id, year)
) with (fillfactor = 50);
comment on table expense_claim_number is 'The last number given to a claim, per company and year; taken last in a transaction.';

create table expense_claim (
  id uuid primary key,
  company_id uuid not null references book,
  number text not null,
  status text not null check (status in ('DRAFT', 'SUBMITTED', 'APPROVED', 'REJECTED', 'CANCELLED', 'DISCARDED')),
  version int not null default 1,
  employee_id uuid not null references dimension_value,
  title text not null check (char_length(title) <= 200),
  note text not null check (char_length(note) <= 2000),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  claimed_total bigint not null check (claimed_total >= 0),
  approved_total bigint not null check (approved_total >= 0),
  problems jsonb not null default '[]',
  findings jsonb not null default '[]',
  made_by uuid not null,
  submitted_by uuid,
  submitted_at timestamptz,
  reduced_by uuid,
  approval_id uuid unique,
  decided_by uuid,
  decided_at timestamptz,
  approver_ids uuid[] not null default '{}',
  reason text check (char_length(reason) <= 500),
  approved_on date,
  cancelled_on date,
  posting_obstacle jsonb,
  copied_from_id uuid,
  created_at timestamptz not null,
  unique (company_id, number),
  unique (id, company_id),
  foreign key (copied_from_id, company_id) references expense_claim (id, company_id),
  constraint claim_submitted_has_somebody
    check (status not in ('SUBMITTED', 'APPROVED', 'REJECTED', 'CANCELLED') or submitted_by is not null),
  constraint claim_approved_has_its_day check ((status in ('APPROVED', 'CANCELLED')) = (approved_on is not null)),
  constraint claim_approved_within_claimed check (approved_total <= claimed_total),
  constraint claim_maker_does_not_decide
    check (decided_by is null or (decided_by <> made_by and decided_by is distinct from submitted_by))
);
create index expense_claim_newest on expense_claim (company_id, id desc);
create index expense_claim_of_employee on expense_claim (employee_id, id desc);
create index expense_claim_status on expense_claim (company_id, status, id desc);
create index expense_claim_copied on expense_claim (copied_from_id, company_id) where copied_from_id is not null;
comment on table expense_claim is 'Expense claims 费用报销单. What an approved one posted is taken back in red only.';
comment on column expense_claim.approval_id is 'The approval that was asked for last; a change asks for another.';
comment on column expense_claim.posting_obstacle is 'Why an approved claim is not in the ledger yet.';

create table expense_claim_line (
  claim_id uuid not null,
  line_number int not null check (line_number between 1 and 200),
  company_id uuid not null,
  id uuid not null unique,
  expense_type_id uuid,
  spent_on date,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  amount bigint check (amount >= 0),
  exchange_rate numeric(18, 8) check (exchange_rate > 0),
  printed_tax bigint check (printed_tax >= 0),
  receipt_number text check (char_length(receipt_number) between 1 and 40),
  department_id uuid references dimension_value,
  project_id uuid references dimension_value,
  city text check (char_length(city) between 1 and 100),
  note text not null check (char_length(note) <= 500),
  base_amount bigint check (base_amount >= 0),
  tax bigint check (tax between 0 and base_amount),
  approved_amount bigint check (approved_amount between 0 and base_amount),
  approved_tax bigint check (approved_tax between 0 and approved_amount),
  reduction_reason text check (char_length(reduction_reason) <= 200),
  primary key (claim_id, line_number),
  foreign key (claim_id, company_id) references expense_claim (id, company_id),
  foreign key (expense_type_id, company_id) references expense_type (id, company_id)
);
create index expense_claim_line_type on expense_claim_line (expense_type_id, company_id) where expense_type_id is not null;
create index expense_claim_line_department on expense_claim_line (department_id) where department_id is not null;
create index expense_claim_line_project on expense_claim_line (project_id) where project_id is not null;
comment on table expense_claim_line is 'Lines of claims; replaced as a whole while the claim is being written.';

create table claimed_receipt (
  company_id uuid not null references book,
  receipt_number text not null,
  claim_id uuid not null,
  line_number int not null,
  primary key (company_id, receipt_number),
  foreign key (claim_id, company_id) references expense_claim (id, company_id)
);
create index claimed_receipt_claim on claimed_receipt (claim_id, company_id);
comment on table claimed_receipt is 'Receipts that a claim counts on; the key is what keeps one from being claimed twice.';

create table expense_claim_change (
  claim_id uuid not null,
  version int not null,
  company_id uuid not null,
  action text not null,
  reason text,
  changed_by uuid not null,
  changed_at timestamptz not null,
  primary key (claim_id, version),
  foreign key (claim_id, company_id) references expense_claim (id, company_id)
);
comment on table expense_claim_change is 'Who did what to a claim, when and why; append-only.';

grant select, insert, update (name_zh, name_en, vat_rule, vat_rate, receipt_required, active, version)
  on expense_type to erp_app;
grant select, insert, update (user_id, grade, department_id, version) on expense_claimant to erp_app;
grant select, insert,
  update (measure, expense_type_id, grade, city, amount_limit, day_limit, severity, active, version)
  on expense_policy to erp_app;
grant select, insert, update (last_number) on expense_claim_number to erp_app;
grant select, insert, update (status, version, employee_id, title, note, claimed_total, approved_total, problems, findings,
  submitted_by, submitted_at, reduced_by, approval_id, decided_by, decided_at, approver_ids, reason, approved_on,
  cancelled_on, posting_obstacle)
  on expense_claim to erp_app;
grant select, insert, delete, update (approved_amount, approved_tax, reduction_reason) on expense_claim_line to erp_app;
grant select, insert, delete on claimed_receipt to erp_app;
grant select, insert on expense_claim_change to erp_app;
grant select on expense_type, expense_claimant, expense_policy, expense_claim, expense_claim_line, claimed_receipt,
  expense_claim_change to erp_report;

-- A claim is the employee's until it is submitted; what an approved one says is in the ledger.
create function expense_claim_lines_stand() returns trigger language plpgsql as $$
begin
  if exists (
    select from expense_claim where id = coalesce(new.claim_id, old.claim_id) and status in ('APPROVED', 'CANCELLED')) then
    raise exception 'The lines of an approved claim stand' using errcode = 'restrict_violation';
  end if;
  return coalesce(new, old);
end
$$;
create trigger expense_claim_lines_stand before insert or update or delete on expense_claim_line
  for each row execute function expense_claim_lines_stand();

alter table expense_type enable row level security;
alter table expense_type force row level security;
create policy company_scope on expense_type
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table expense_claimant enable row level security;
alter table expense_claimant force row level security;
create policy company_scope on expense_claimant
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table expense_policy enable row level security;
alter table expense_policy force row level security;
create policy company_scope on expense_policy
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table expense_claim_number enable row level security;
alter table expense_claim_number force row level security;
create policy company_scope on expense_claim_number
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table expense_claim enable row level security;
alter table expense_claim force row level security;
create policy company_scope on expense_claim
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table expense_claim_line enable row level security;
alter table expense_claim_line force row level security;
create policy company_scope on expense_claim_line
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table claimed_receipt enable row level security;
alter table claimed_receipt force row level security;
create policy company_scope on claimed_receipt
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table expense_claim_change enable row level security;
alter table expense_claim_change force row level security;
create policy company_scope on expense_claim_change
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
