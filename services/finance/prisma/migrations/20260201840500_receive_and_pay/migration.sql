-- Where money is, and what comes in and goes out: written by one person, approved by another, posted with what it settles.

create table cash_account (
  id uuid primary key,
  company_id uuid not null references book,
  code text not null check (code ~ '^[A-Z0-9][A-Z0-9_-]{0,19}$'),
  name_zh text not null,
  name_en text not null,
  account_id uuid not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  bank_name text check (char_length(bank_name) between 1 and 100),
  active boolean not null default true,
  version int not null default 1,
  unique (company_id, code),
  unique (company_id, account_id),
  unique (id, company_id),
  foreign key (company_id, account_id) references account (company_id, id)
);
comment on table cash_account is 'Cash and bank accounts 资金账户, each with an account of the chart of its own.';

create table cash_document (
  id uuid primary key,
  company_id uuid not null references book,
  number text not null,
  direction text not null check (direction in ('RECEIPT', 'PAYMENT')),
  status text not null check (status in ('DRAFT', 'APPROVED', 'POSTED', 'CANCELLED', 'REVERSED')),
  version int not null default 1,
  cash_account_id uuid not null,
  party_dimension text check (party_dimension in ('CUSTOMER', 'SUPPLIER', 'EMPLOYEE')),
  party_id uuid,
  counter_account_id uuid,
  paid_on date not null,
  amount bigint not null check (amount > 0),
  fee bigint not null check (fee >= 0),
  exchange_rate numeric(18, 8) check (exchange_rate > 0),
  cash_flow_item text not null,
  reference text check (char_length(reference) between 1 and 60),
  note text check (char_length(note) between 1 and 200),
  reason text check (char_length(reason) between 1 and 500),
  prepared_by uuid not null,
  approved_by uuid,
  posted_by uuid,
  voucher_id uuid references voucher,
  reversal_id uuid references voucher,
  settlement_id uuid,
  created_at timestamptz not null default now(),
  unique (company_id, number),
  unique (id, company_id),
  foreign key (cash_account_id, company_id) references cash_account (id, company_id),
  foreign key (company_id, counter_account_id) references account (company_id, id),
  foreign key (settlement_id, company_id) references settlement (id, company_id),
  constraint cash_document_has_a_party_or_an_account check (
    num_nulls(party_dimension, party_id) in (0, 2) and num_nonnulls(party_id, counter_account_id) = 1),
  constraint cash_document_is_approved_by_another check (approved_by is null or approved_by <> prepared_by),
  constraint cash_document_posted_has_voucher check ((status in ('POSTED', 'REVERSED')) = (voucher_id is not null))
);
create index cash_document_newest on cash_document (company_id, id desc);
create index cash_document_status on cash_document (company_id, status, id desc);
create index cash_document_account on cash_document (cash_account_id, company_id);
create index cash_document_counter on cash_document (company_id, counter_account_id) where counter_account_id is not null;
create index cash_document_voucher on cash_document (voucher_id) where voucher_id is not null;
create index cash_document_reversal on cash_document (reversal_id) where reversal_id is not null;
create index cash_document_settlement on cash_document (settlement_id) where settlement_id is not null;
comment on table cash_document is 'Receipts 收款单 and payments 付款单. Posting one settles the items it names.';
comment on column cash_document.amount is 'What the party paid or was paid, in minor units of the cash account; the fee is the bank''s, beside it.';

create table cash_document_item (
  cash_document_id uuid not null,
  open_item_id uuid not null,
  company_id uuid not null,
  amount bigint not null check (amount > 0),
  primary key (cash_document_id, open_item_id),
  foreign key (cash_document_id, company_id) references cash_document (id, company_id),
  foreign key (open_item_id, company_id) references open_item (id, company_id)
);
create index cash_document_item_open_item on cash_document_item (open_item_id, company_id);
comment on table cash_document_item is 'What a receipt or payment is for; replaced freely until it is posted.';

alter table settlement
  drop constraint settlement_method_check,
  add constraint settlement_method_check check (method in ('REVERSAL', 'MANUAL', 'AUTOMATIC', 'CASH'));

grant select, insert, update (name_zh, name_en, bank_name, active, version) on cash_account to erp_app;
grant select, insert, update (status, version, cash_account_id, party_dimension, party_id, counter_account_id, paid_on,
  amount, fee, exchange_rate, cash_flow_item, reference, note, reason, approved_by, posted_by, voucher_id, reversal_id,
  settlement_id) on cash_document to erp_app;
grant select, insert, delete on cash_document_item to erp_app;
grant select on cash_account, cash_document, cash_document_item to erp_report;

alter table cash_account enable row level security;
alter table cash_account force row level security;
create policy company_scope on cash_account
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table cash_document enable row level security;
alter table cash_document force row level security;
create policy company_scope on cash_document
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table cash_document_item enable row level security;
alter table cash_document_item force row level security;
create policy company_scope on cash_document_item
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
