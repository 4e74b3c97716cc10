-- Copies of what identity and finance decide, fed by their events; never written for any other reason.
create table replicated_company (
  company_id uuid primary key,
  base_currency text not null check (base_currency ~ '^[A-Z]{3}$'),
  version int not null
);

create table replicated_period (
  company_id uuid not null,
  period text not null check (period ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  status text not null check (status in ('OPEN', 'CLOSING', 'CLOSED')),
  version int not null,
  primary key (company_id, period)
);

create table replicated_account_rule (
  rule_id uuid primary key,
  company_id uuid not null,
  account_key text not null,
  item_class text,
  valuation_area_id uuid,
  active boolean not null,
  version int not null
);
create index replicated_account_rule_by_key on replicated_account_rule (company_id, account_key);

create table replicated_voucher_template (
  company_id uuid not null,
  event_kind text not null,
  template_id uuid not null,
  template_version int not null,
  account_keys jsonb not null,
  primary key (company_id, event_kind)
);
comment on column replicated_voucher_template.account_keys is 'The keys an account must be determined for, as a list of texts.';

-- How far finance has come with a stock document; without a row it has not answered yet.
create table ledger_leg (
  stock_document_id uuid primary key references stock_document,
  company_id uuid not null,
  state text not null check (state in ('POSTED', 'BLOCKED')),
  attempts int not null check (attempts > 0),
  reason text,
  facts jsonb not null default '{}',
  updated_at timestamptz(3) not null,
  check ((reason is null) = (state = 'POSTED'))
);

alter table replicated_company enable row level security;
alter table replicated_company force row level security;
create policy company_scope on replicated_company
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table replicated_period enable row level security;
alter table replicated_period force row level security;
create policy company_scope on replicated_period
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table replicated_account_rule enable row level security;
alter table replicated_account_rule force row level security;
create policy company_scope on replicated_account_rule
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table replicated_voucher_template enable row level security;
alter table replicated_voucher_template force row level security;
create policy company_scope on replicated_voucher_template
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table ledger_leg enable row level security;
alter table ledger_leg force row level security;
create policy company_scope on ledger_leg
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

grant select, insert, update on replicated_company, replicated_period, replicated_account_rule,
  replicated_voucher_template, ledger_leg to erp_app;
grant select on replicated_company, replicated_period, replicated_account_rule, replicated_voucher_template, ledger_leg
  to erp_report;
