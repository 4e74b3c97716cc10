-- Suppliers paid together 付款批次: proposed from what is due, approved as a whole, taken to the bank by one file, and posted
-- payment by payment as the bank answers.

create table payment_run (
  id uuid primary key,
  company_id uuid not null references book,
  number text not null,
  status text not null check (status in ('DRAFT', 'SUBMITTED', 'APPROVED', 'SENT', 'DONE', 'CANCELLED')),
  version int not null default 1,
  cash_account_id uuid not null,
  currency text not null,
  due_through date not null,
  pay_on date not null,
  made_by uuid not null,
  submitted_by uuid,
  approval_id uuid,
  approver_ids uuid[] not null default '{}',
  sent_by uuid,
  reason text check (char_length(reason) between 1 and 500),
  created_at timestamptz not null default now(),
  unique (company_id, number),
  unique (id, company_id),
  foreign key (cash_account_id, company_id) references cash_account (id, company_id),
  constraint payment_run_is_approved_by_others check (
    made_by <> all (approver_ids) and (submitted_by is null or submitted_by <> all (approver_ids))),
  constraint payment_run_is_sent_by_another check (
    sent_by is null or (sent_by <> made_by and sent_by <> submitted_by and sent_by <> all (approver_ids))),
  constraint payment_run_sent_is_approved check (status not in ('SENT', 'DONE') or num_nulls(approval_id, sent_by) = 0)
);
create index payment_run_newest on payment_run (company_id, id desc);
create index payment_run_account on payment_run (cash_account_id, company_id);
comment on table payment_run is 'Payment runs 付款批次: what many suppliers are paid from one account.';

create table payment_run_line (
  id uuid primary key,
  company_id uuid not null,
  payment_run_id uuid not null,
  line_number int not null,
  supplier_id uuid not null,
  amount bigint not null check (amount > 0),
  status text not null check (status in ('OPEN', 'PAID', 'FAILED')),
  reason text check (char_length(reason) between 1 and 500),
  cash_document_id uuid,
  unique (id, company_id),
  unique (payment_run_id, line_number),
  foreign key (payment_run_id, company_id) references payment_run (id, company_id),
  foreign key (cash_document_id, company_id) references cash_document (id, company_id),
  constraint payment_run_line_paid_has_payment check ((status = 'PAID') = (cash_document_id is not null)),
  constraint payment_run_line_failed_has_reason check ((status = 'FAILED') = (reason is not null))
);
create index payment_run_line_payment on payment_run_line (cash_document_id) where cash_document_id is not null;
comment on table payment_run_line is 'What one supplier is paid by a run; replaced freely while the run is a draft.';

create table payment_run_item (
  payment_run_line_id uuid not null,
  open_item_id uuid not null,
  company_id uuid not null,
  amount bigint not null check (amount <> 0),
  primary key (payment_run_line_id, open_item_id),
  foreign key (payment_run_line_id, company_id) references payment_run_line (id, company_id) on delete cascade,
  foreign key (open_item_id, company_id) references open_item (id, company_id)
);
create index payment_run_item_open_item on payment_run_item (open_item_id, company_id);
comment on column payment_run_item.amount is 'Positive: what is paid; negative: a credit that makes it less.';

create table payment_run_file (
  payment_run_id uuid primary key,
  company_id uuid not null,
  name text not null,
  sha256 text not null,
  content text not null,
  made_by uuid not null,
  made_at timestamptz not null,
  foreign key (payment_run_id, company_id) references payment_run (id, company_id)
);
create index payment_run_file_company on payment_run_file (company_id);
comment on table payment_run_file is 'The file a run went to the bank with 付款文件; made once, never changed.';

grant select, insert, update (status, version, pay_on, submitted_by, approval_id, approver_ids, sent_by, reason)
  on payment_run to erp_app;
grant select, insert, delete, update (status, reason, cash_document_id) on payment_run_line to erp_app;
grant select, insert, delete on payment_run_item to erp_app;
grant select, insert on payment_run_file to erp_app;
grant select on payment_run, payment_run_line, payment_run_item, payment_run_file to erp_report;

alter table payment_run enable row level security;
alter table payment_run force row level security;
create policy company_scope on payment_run
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table payment_run_line enable row level security;
alter table payment_run_line force row level security;
create policy company_scope on payment_run_line
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table payment_run_item enable row level security;
alter table payment_run_item force row level security;
create policy company_scope on payment_run_item
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table payment_run_file enable row level security;
alter table payment_run_file force row level security;
create policy company_scope on payment_run_file
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
