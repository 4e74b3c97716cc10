-- The books of each company: what decides how its business events are posted.

-- Only ids, and readable without a company scope: timers have no caller whose company they could take.
create table company_with_books (
  company_id uuid primary key
);
comment on table company_with_books is 'Which companies have books here; lets timers scope themselves.';

create table book (
  company_id uuid primary key references company_with_books,
  company_code text not null,
  base_currency text not null check (base_currency ~ '^[A-Z]{3}$'),
  accounting_standard text not null check (accounting_standard in ('CAS', 'CAS_SMALL')),
  first_period text not null check (first_period ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  company_version int not null,
  opened_at timestamptz not null default now()
);
comment on table book is 'The books of a company 账套.';

create table account (
  id uuid primary key,
  company_id uuid not null references book,
  code text not null check (code ~ '^[0-9]{4}(\.[0-9A-Z]{1,4}){0,5}$'),
  name_zh text not null,
  name_en text not null,
  account_class text not null
    check (account_class in ('ASSET', 'LIABILITY', 'COMMON', 'EQUITY', 'COST', 'PROFIT_AND_LOSS')),
  direction text not null check (direction in ('DEBIT', 'CREDIT')),
  level int not null check (level between 1 and 6),
  leaf boolean not null,
  active boolean not null default true,
  parent_code text,
  control_key text,
  unique (company_id, code),
  unique (company_id, id),
  foreign key (company_id, parent_code) references account (company_id, code)
);
create index account_parent on account (company_id, parent_code);
comment on table account is 'Chart of accounts 会计科目; only active leaves carry postings.';
comment on column account.control_key is 'The only account key that may post here; a subledger agrees with the balance at every instant.';

create table fiscal_period (
  id uuid primary key,
  company_id uuid not null references book,
  period text not null check (period ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  status text not null check (status in ('OPEN', 'CLOSING', 'CLOSED')),
  version int not null default 1,
  changed_at timestamptz not null default now(),
  unique (company_id, period)
);
comment on table fiscal_period is 'Accounting periods 会计期间. Posting locks the row for share, closing for update.';

create table fiscal_period_change (
  period_id uuid not null references fiscal_period,
  version int not null,
  company_id uuid not null references book,
  status text not null,
  reason text,
  changed_by uuid not null,
  changed_at timestamptz not null,
  primary key (period_id, version)
);
create index fiscal_period_change_company on fiscal_period_change (company_id);
comment on table fiscal_period_change is 'Who closed or reopened a period, when and why; append-only.';

create table tax_code (
  id uuid primary key,
  company_id uuid not null references book,
  code text not null,
  name_zh text not null,
  name_en text not null,
  rate_percent numeric(7, 4) not null check (rate_percent between 0 and 100),
  active boolean not null default true,
  version int not null default 1,
  unique (company_id, code)
);
comment on table tax_code is 'VAT codes 税码.';

create table account_rule (
  id uuid primary key,
  company_id uuid not null references book,
  account_key text not null check (account_key ~ '^[A-Z][A-Z0-9.-]{0,39}$'),
  item_class text check (item_class in ('RAW_MATERIAL', 'SEMI_FINISHED', 'FINISHED_GOODS', 'MERCHANDISE', 'SERVICE')),
  valuation_area_id uuid,
  account_code text not null,
  active boolean not null,
  version int not null check (version > 0),
  unique nulls not distinct (company_id, account_key, item_class, valuation_area_id),
  foreign key (company_id, account_code) references account (company_id, code)
);
create index account_rule_account on account_rule (company_id, account_code);
comment on table account_rule is 'Account determination 科目取数规则: account key, item class, valuation area to account; null means any.';

create table account_rule_revision (
  rule_id uuid not null references account_rule,
  version int not null,
  company_id uuid not null references book,
  account_code text not null,
  active boolean not null,
  changed_by uuid not null,
  changed_at timestamptz not null,
  primary key (rule_id, version)
);
create index account_rule_revision_company on account_rule_revision (company_id);
comment on table account_rule_revision is 'Every version a rule has had; append-only.';

create table voucher_template (
  id uuid primary key,
  template_id uuid not null,
  template_version int not null check (template_version > 0),
  company_id uuid not null references book,
  event_kind text not null,
  status text not null check (status in ('ACTIVE', 'SUPERSEDED')),
  name_zh text not null,
  name_en text not null,
  word text not null,
  lines jsonb not null,
  examples jsonb not null,
  activated_at timestamptz not null default now(),
  unique (template_id, template_version),
  unique (company_id, event_kind, template_version)
);
create unique index voucher_template_active on voucher_template (company_id, event_kind) where status = 'ACTIVE';
comment on table voucher_template is 'Versions of voucher templates 凭证模板; content never changes, examples passed before activation.';

grant select, insert on company_with_books, fiscal_period_change, account_rule_revision to erp_app;
grant select, insert, update (company_code, company_version) on book to erp_app;
grant select, insert, update (name_zh, name_en, active) on account to erp_app;
grant select, insert, update (status, version, changed_at) on fiscal_period to erp_app;
grant select, insert, update (name_zh, name_en, active, version) on tax_code to erp_app;
grant select, insert, update (account_code, active, version) on account_rule to erp_app;
grant select, insert, update (status) on voucher_template to erp_app;
grant select on book, account, fiscal_period, fiscal_period_change, tax_code, account_rule, account_rule_revision,
  voucher_template to erp_report;

alter table book enable row level security;
alter table book force row level security;
create policy company_scope on book
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table account enable row level security;
alter table account force row level security;
create policy company_scope on account
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table fiscal_period enable row level security;
alter table fiscal_period force row level security;
create policy company_scope on fiscal_period
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table fiscal_period_change enable row level security;
alter table fiscal_period_change force row level security;
create policy company_scope on fiscal_period_change
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table tax_code enable row level security;
alter table tax_code force row level security;
create policy company_scope on tax_code
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table account_rule enable row level security;
alter table account_rule force row level security;
create policy company_scope on account_rule
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table account_rule_revision enable row level security;
alter table account_rule_revision force row level security;
create policy company_scope on account_rule_revision
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table voucher_template enable row level security;
alter table voucher_template force row level security;
create policy company_scope on voucher_template
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
