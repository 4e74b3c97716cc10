-- Receivables that will not come in 坏账核销: written down, approved by others, and posted as a settlement of their own.

alter table settlement
  drop constraint settlement_method_check,
  add constraint settlement_method_check
    check (method in ('REVERSAL', 'MANUAL', 'AUTOMATIC', 'CASH', 'CLAIM', 'BAD_DEBT'));

create table bad_debt_write_off (
  id uuid primary key,
  company_id uuid not null references book,
  number text not null,
  status text not null check (status in ('SUBMITTED', 'APPROVED', 'POSTED', 'REJECTED', 'WITHDRAWN')),
  version int not null default 1,
  customer_id uuid not null,
  currency text not null,
  reason text not null check (char_length(reason) between 1 and 500),
  made_by uuid not null,
  approval_id uuid not null unique,
  approver_ids uuid[] not null default '{}',
  answer text check (char_length(answer) between 1 and 500),
  posted_by uuid,
  settlement_id uuid,
  created_at timestamptz not null default now(),
  unique (company_id, number),
  unique (id, company_id),
  foreign key (settlement_id, company_id) references settlement (id, company_id),
  constraint bad_debt_write_off_is_approved_by_others check (made_by <> all (approver_ids)),
  constraint bad_debt_write_off_is_posted_by_another
    check (posted_by is null or (posted_by <> made_by and posted_by <> all (approver_ids))),
  constraint bad_debt_write_off_posted_is_settled check (
    (status = 'POSTED') = (posted_by is not null) and (posted_by is null) = (settlement_id is null))
);
create index bad_debt_write_off_newest on bad_debt_write_off (company_id, id desc);
create index bad_debt_write_off_of_customer on bad_debt_write_off (company_id, customer_id, id desc);
create index bad_debt_write_off_settlement on bad_debt_write_off (settlement_id, company_id)
  where settlement_id is not null;
comment on column bad_debt_write_off.answer is 'Why it was turned down or taken back.';

create table bad_debt_write_off_item (
  write_off_id uuid not null,
  open_item_id uuid not null,
  company_id uuid not null,
  amount bigint not null check (amount > 0),
  primary key (write_off_id, open_item_id),
  foreign key (write_off_id, company_id) references bad_debt_write_off (id, company_id),
  foreign key (open_item_id, company_id) references open_item (id, company_id)
);
create index bad_debt_write_off_item_open_item on bad_debt_write_off_item (open_item_id, company_id);
comment on column bad_debt_write_off_item.amount is 'What is given up of the item, in minor units of its currency.';

grant select, insert, update (status, version, approver_ids, answer, posted_by, settlement_id)
  on bad_debt_write_off to erp_app;
grant select, insert on bad_debt_write_off_item to erp_app;
grant select on bad_debt_write_off, bad_debt_write_off_item to erp_report;

alter table bad_debt_write_off enable row level security;
alter table bad_debt_write_off force row level security;
create policy company_scope on bad_debt_write_off
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table bad_debt_write_off_item enable row level security;
alter table bad_debt_write_off_item force row level security;
create policy company_scope on bad_debt_write_off_item
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
