-- Closing a month: the steps that were run, the seals of its modules, the certificate each close issues and what voids it, the
-- second person a reopening needs, late facts that may be posted after all, and the balances the books began with.

create table closing_run (
  id uuid primary key,
  company_id uuid not null references book,
  period_id uuid not null references fiscal_period,
  step text not null check (step in ('FX_REVALUATION', 'VAT_TRANSFER', 'PROFIT_CARRY_FORWARD', 'YEAR_CLOSE')),
  run_number int not null check (run_number > 0),
  voucher_id uuid unique references voucher,
  run_by uuid not null,
  run_at timestamptz not null,
  unique (period_id, step, run_number)
);
create index closing_run_company on closing_run (company_id);
comment on table closing_run is 'Each time a step of the month-end was run; append-only. No voucher: there was nothing left to post.';

create table period_seal (
  id uuid primary key,
  company_id uuid not null references book,
  period_id uuid not null references fiscal_period,
  module text not null check (module in ('PURCHASING', 'SALES', 'INVENTORY', 'FINANCE')),
  change_number int not null check (change_number > 0),
  sealed boolean not null,
  reason text,
  changed_by uuid not null,
  changed_at timestamptz not null,
  unique (period_id, module, change_number)
);
create index period_seal_company on period_seal (company_id);
comment on table period_seal is 'Modules sealed for a period and unsealed again; append-only, the highest number counts.';

create table closing_certificate (
  id uuid primary key,
  company_id uuid not null references book,
  period_id uuid not null references fiscal_period,
  certificate_number int not null check (certificate_number > 0),
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  contents jsonb not null,
  issued_by uuid not null,
  issued_at timestamptz not null,
  unique (period_id, certificate_number)
);
create index closing_certificate_company on closing_certificate (company_id);
comment on table closing_certificate is 'What the books were at a close 结账证明; append-only.';
comment on column closing_certificate.digest is 'SHA-256 of the contents as canonical JSON.';

create table closing_certificate_void (
  certificate_id uuid primary key references closing_certificate,
  company_id uuid not null references book,
  reason text not null,
  voided_by uuid not null,
  voided_at timestamptz not null
);
create index closing_certificate_void_company on closing_certificate_void (company_id);
comment on table closing_certificate_void is 'Certificates that a reopening made void; append-only.';

create table reopening_request (
  id uuid primary key,
  company_id uuid not null references book,
  period_id uuid not null references fiscal_period,
  period_version int not null,
  reason text not null check (btrim(reason) <> ''),
  requested_by uuid not null,
  requested_at timestamptz not null,
  unique (period_id, period_version, requested_by)
);
create index reopening_request_company on reopening_request (company_id);
comment on table reopening_request is 'Who asked for a closed period to be reopened; another person does it. Counts for one version of the period.';

create table late_posting (
  id uuid primary key,
  source_event_id uuid not null unique,
  company_id uuid not null references book,
  reason text not null check (btrim(reason) <> ''),
  approved_by uuid not null,
  approved_at timestamptz not null
);
create index late_posting_company on late_posting (company_id);
comment on table late_posting is 'Events of closed periods that may be posted into the first open one; append-only.';

create table opening_balance (
  id uuid primary key,
  company_id uuid not null unique references book,
  status text not null check (status in ('DRAFT', 'POSTED')),
  version int not null default 1,
  lines jsonb not null default '[]',
  voucher_ids uuid[] not null default '{}',
  posting_number int not null default 0,
  changed_by uuid not null,
  changed_at timestamptz not null,
  posted_at timestamptz
);
comment on table opening_balance is 'The balances a company begins its books with 期初余额: one sheet, posted once it is even and all is known.';

create table opening_balance_change (
  opening_balance_id uuid not null references opening_balance,
  version int not null,
  company_id uuid not null references book,
  action text not null check (action in ('SAVED', 'POSTED', 'TAKEN_BACK')),
  reason text,
  changed_by uuid not null,
  changed_at timestamptz not null,
  primary key (opening_balance_id, version)
);
create index opening_balance_change_company on opening_balance_change (company_id);

-- Books that are open already get the account that opening balances are cleared through, and the rule that names it.
alter table account no force row level security;
alter table account_revision no force row level security;
alter table account_rule no force row level security;
alter table account_rule_revision no force row level security;
alter table book no force row level security;
insert into account (id, company_id, code, name_zh, name_en, account_class, direction, level, leaf, control_key)
select gen_random_uuid(), company_id, '9001', '期初余额清算', 'Opening balance clearing', 'COMMON', 'DEBIT', 1, true, 'OPENING'
from book on conflict do nothing;
insert into account_revision (account_id, version, company_id, chart_version, change, name_zh, name_en, leaf, active,
                              dimensions, quantity_unit, foreign_currency, cash_kind, changed_at)
select id, version, company_id, 1, 'OPENED', name_zh, name_en, leaf, active, dimensions, quantity_unit, foreign_currency,
       cash_kind, now()
from account where code = '9001' on conflict do nothing;
with added as (
  insert into account_rule (id, company_id, account_key, account_code, active, version)
  select gen_random_uuid(), company_id, 'OPENING', '9001', true, 1 from book
  on conflict do nothing returning *)
insert into account_rule_revision (rule_id, version, company_id, account_code, active, changed_by, changed_at)
select id, version, company_id, account_code, active, '00000000-0000-0000-0000-000000000000', now() from added;
alter table account force row level security;
alter table account_revision force row level security;
alter table account_rule force row level security;
alter table account_rule_revision force row level security;
alter table book force row level security;

grant select, insert on closing_run, period_seal, closing_certificate, closing_certificate_void, reopening_request,
  late_posting, opening_balance_change to erp_app;
grant select, insert, update (status, version, lines, voucher_ids, posting_number, changed_by, changed_at, posted_at)
  on opening_balance to erp_app;
grant select on closing_run, period_seal, closing_certificate, closing_certificate_void, reopening_request, late_posting,
  opening_balance, opening_balance_change to erp_report;

alter table closing_run enable row level security;
alter table closing_run force row level security;
create policy company_scope on closing_run
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table period_seal enable row level security;
alter table period_seal force row level security;
create policy company_scope on period_seal
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table closing_certificate enable row level security;
alter table closing_certificate force row level security;
create policy company_scope on closing_certificate
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table closing_certificate_void enable row level security;
alter table closing_certificate_void force row level security;
create policy company_scope on closing_certificate_void
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table reopening_request enable row level security;
alter table reopening_request force row level security;
create policy company_scope on reopening_request
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table late_posting enable row level security;
alter table late_posting force row level security;
create policy company_scope on late_posting
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table opening_balance enable row level security;
alter table opening_balance force row level security;
create policy company_scope on opening_balance
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table opening_balance_change enable row level security;
alter table opening_balance_change force row level security;
create policy company_scope on opening_balance_change
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
