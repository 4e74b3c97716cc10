-- Money that stays the company's own: between bank accounts, into the cash box and back, from one currency to another.

create table cash_transfer (
  id uuid primary key,
  company_id uuid not null references book,
  number text not null,
  status text not null check (status in ('DRAFT', 'APPROVED', 'POSTED', 'CANCELLED', 'REVERSED')),
  version int not null default 1,
  from_account_id uuid not null,
  to_account_id uuid not null check (to_account_id <> from_account_id),
  moved_on date not null,
  amount bigint not null check (amount > 0),
  received bigint not null check (received > 0),
  fee bigint not null check (fee >= 0),
  exchange_rate numeric(18, 8) check (exchange_rate > 0),
  received_rate numeric(18, 8) check (received_rate > 0),
  reference text check (char_length(reference) between 1 and 60),
  note text check (char_length(note) between 1 and 200),
  reason text check (char_length(reason) between 1 and 500),
  prepared_by uuid not null,
  approved_by uuid,
  posted_by uuid,
  voucher_id uuid references voucher,
  reversal_id uuid references voucher,
  created_at timestamptz not null default now(),
  unique (company_id, number),
  foreign key (from_account_id, company_id) references cash_account (id, company_id),
  foreign key (to_account_id, company_id) references cash_account (id, company_id),
  constraint cash_transfer_is_approved_by_another check (approved_by is null or approved_by <> prepared_by),
  constraint cash_transfer_posted_has_voucher check ((status in ('POSTED', 'REVERSED')) = (voucher_id is not null))
);
create index cash_transfer_newest on cash_transfer (company_id, id desc);
create index cash_transfer_status on cash_transfer (company_id, status, id desc);
create index cash_transfer_from on cash_transfer (from_account_id, company_id);
create index cash_transfer_to on cash_transfer (to_account_id, company_id);
create index cash_transfer_voucher on cash_transfer (voucher_id) where voucher_id is not null;
create index cash_transfer_reversal on cash_transfer (reversal_id) where reversal_id is not null;
comment on table cash_transfer is 'Transfers 资金划转 between two of the company''s own cash accounts.';
comment on column cash_transfer.amount is 'What leaves, in minor units of the account it leaves; the fee is taken from there too.';
comment on column cash_transfer.received is 'What arrives, in minor units of the account it arrives on.';

grant select, insert, update (status, version, reason, approved_by, posted_by, voucher_id, reversal_id)
  on cash_transfer to erp_app;
grant select on cash_transfer to erp_report;

alter table cash_transfer enable row level security;
alter table cash_transfer force row level security;
create policy company_scope on cash_transfer
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
