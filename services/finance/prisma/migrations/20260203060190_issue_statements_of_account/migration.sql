-- Statements of account 对账单 that customers and suppliers are sent. What one showed never changes: its figures, and which
-- voucher lines they are made of, which do not change either.

create table statement_of_account (
  id uuid primary key,
  company_id uuid not null references book,
  run_id uuid not null,
  number text not null,
  status text not null check (
    status in ('ISSUED', 'SENT', 'CONFIRMED', 'DISPUTED', 'RESOLVED', 'REPLACED', 'WITHDRAWN')),
  version int not null default 1,
  party_dimension text not null check (party_dimension in ('CUSTOMER', 'SUPPLIER')),
  party_id uuid not null,
  begins_on date not null,
  ends_on date not null,
  currency text not null,
  opening bigint not null,
  debit bigint not null,
  credit bigint not null,
  previous_id uuid,
  backdated bigint,
  replaces_id uuid unique,
  issued_by uuid not null,
  issued_at timestamptz not null default now(),
  sent_on date,
  sent_to text check (char_length(sent_to) between 1 and 200),
  sent_by uuid,
  answered_on date,
  answered_by text check (char_length(answered_by) between 1 and 200),
  answer_kept_by uuid,
  reference text check (char_length(reference) between 1 and 200),
  stated_balance bigint,
  dispute_reason text check (char_length(dispute_reason) between 1 and 500),
  ended_by uuid,
  ended_reason text check (char_length(ended_reason) between 1 and 500),
  unique (company_id, number),
  unique (id, company_id),
  foreign key (previous_id, company_id) references statement_of_account (id, company_id),
  foreign key (replaces_id, company_id) references statement_of_account (id, company_id),
  constraint statement_of_account_days_rise check (begins_on <= ends_on),
  constraint statement_of_account_joins_another check ((previous_id is null) = (backdated is null)),
  constraint statement_of_account_is_sent_to_somebody check (num_nulls(sent_on, sent_to, sent_by) in (0, 3)),
  constraint statement_of_account_is_answered_by_somebody check (
    num_nulls(answered_on, answered_by, answer_kept_by) in (0, 3) and answered_on >= sent_on),
  constraint statement_of_account_is_sent_before_its_answer check (
    case status when 'ISSUED' then sent_on is null when 'WITHDRAWN' then true else sent_on is not null end
    and (status in ('CONFIRMED', 'DISPUTED', 'RESOLVED', 'REPLACED')) = (answered_on is not null)),
  constraint statement_of_account_is_disputed_with_a_balance check (
    num_nulls(stated_balance, dispute_reason) in (0, 2)
    and (status in ('DISPUTED', 'RESOLVED', 'REPLACED')) = (stated_balance is not null)),
  constraint statement_of_account_ends_with_a_reason check (
    num_nulls(ended_by, ended_reason) in (0, 2)
    and (status in ('RESOLVED', 'REPLACED', 'WITHDRAWN')) = (ended_by is not null))
);
create unique index statement_of_account_that_stands on statement_of_account (company_id, party_id, begins_on)
  where status not in ('REPLACED', 'WITHDRAWN');
create index statement_of_account_newest on statement_of_account (company_id, id desc);
create index statement_of_account_of_party on statement_of_account (company_id, party_id, ends_on desc);
create index statement_of_account_by_status on statement_of_account (company_id, status, id desc);
create index statement_of_account_run on statement_of_account (run_id);
create index statement_of_account_previous on statement_of_account (previous_id, company_id) where previous_id is not null;
comment on column statement_of_account.opening is 'In minor units of the books, as all its figures; debits positive.';
comment on column statement_of_account.backdated is 'What the opening differs by from the closing of the statement before.';
comment on column statement_of_account.answered_by is 'Who of the other side confirmed or disputed it.';
comment on column statement_of_account.stated_balance is 'What the other side says the balance is; debits of the company positive.';
comment on column statement_of_account.ended_reason is 'How a dispute was resolved, or why it was replaced or withdrawn.';

create table statement_of_account_line (
  statement_id uuid not null,
  place int not null check (place > 0),
  company_id uuid not null,
  backdated boolean not null,
  voucher_id uuid not null,
  line_number int not null,
  moved_on date not null,
  document_number text not null,
  net bigint not null,
  balance bigint not null,
  primary key (statement_id, place),
  foreign key (statement_id, company_id) references statement_of_account (id, company_id),
  foreign key (voucher_id, line_number) references voucher_line (voucher_id, line_number)
);
create unique index statement_of_account_line_shown on statement_of_account_line (voucher_id, line_number, statement_id);
comment on column statement_of_account_line.backdated is
  'Posted on days of statements before after these were issued: part of what the opening differs by.';
comment on column statement_of_account_line.balance is 'After it; from the closing of the statement before, or from the opening.';

create table statement_of_account_document (
  statement_id uuid not null,
  place int not null check (place > 0),
  company_id uuid not null,
  document_number text not null check (char_length(document_number) between 1 and 100),
  own_amount bigint,
  stated_amount bigint,
  remark text check (char_length(remark) between 1 and 200),
  primary key (statement_id, place),
  unique (statement_id, document_number),
  foreign key (statement_id, company_id) references statement_of_account (id, company_id)
);
comment on table statement_of_account_document is 'What a disputed statement and the other side do not agree on 争议明细.';
comment on column statement_of_account_document.own_amount is 'What the statement shows under this number; null for nothing. Debits positive.';
comment on column statement_of_account_document.stated_amount is 'What the other side has under it; null for nothing. Debits of the company positive.';

grant select, insert, update (status, version, sent_on, sent_to, sent_by, answered_on, answered_by, answer_kept_by, reference,
                              stated_balance, dispute_reason, ended_by, ended_reason)
  on statement_of_account to erp_app;
grant select, insert on statement_of_account_line, statement_of_account_document to erp_app;
grant select on statement_of_account, statement_of_account_line, statement_of_account_document to erp_report;

alter table statement_of_account enable row level security;
alter table statement_of_account force row level security;
create policy company_scope on statement_of_account
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy customer_scope on statement_of_account as restrictive
  using ((select platform.customer_groups()) is null or party_dimension <> 'CUSTOMER'
         or exists (select from party_group where party_group.party_id = statement_of_account.party_id));
create policy supplier_scope on statement_of_account as restrictive
  using ((select platform.supplier_groups()) is null or party_dimension <> 'SUPPLIER'
         or exists (select from party_group where party_group.party_id = statement_of_account.party_id));

alter table statement_of_account_line enable row level security;
alter table statement_of_account_line force row level security;
create policy company_scope on statement_of_account_line
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy party_scope on statement_of_account_line as restrictive for select
  using ((select platform.customer_groups()) is null and (select platform.supplier_groups()) is null
         or exists (select from statement_of_account stated where stated.id = statement_of_account_line.statement_id));

alter table statement_of_account_document enable row level security;
alter table statement_of_account_document force row level security;
create policy company_scope on statement_of_account_document
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy party_scope on statement_of_account_document as restrictive for select
  using ((select platform.customer_groups()) is null and (select platform.supplier_groups()) is null
         or exists (select from statement_of_account stated where stated.id = statement_of_account_document.statement_id));
