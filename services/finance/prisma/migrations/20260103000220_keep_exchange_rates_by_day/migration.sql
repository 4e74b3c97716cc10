-- What one unit of a foreign currency is worth in the currency of the books, by day and type. Postings fix their own rate,
-- so a corrected one changes nothing that is posted; what it was before stays readable.

create table exchange_rate (
  id uuid primary key,
  company_id uuid not null references book,
  foreign_currency text not null check (foreign_currency ~ '^[A-Z]{3}$'),
  rate_type text not null check (rate_type in ('SPOT', 'CLOSING', 'AVERAGE')),
  effective_on date not null,
  rate numeric(18, 8) not null check (rate > 0),
  version int not null default 1 check (version > 0),
  unique (company_id, foreign_currency, rate_type, effective_on)
);
comment on table exchange_rate is 'Exchange rates 汇率: SPOT 即期 from a day on, CLOSING 期末 and AVERAGE 平均 of the month of their day.';

create table exchange_rate_revision (
  exchange_rate_id uuid not null references exchange_rate,
  version int not null,
  company_id uuid not null references book,
  rate numeric(18, 8) not null,
  changed_by uuid not null,
  changed_at timestamptz not null,
  primary key (exchange_rate_id, version)
);
create index exchange_rate_revision_company on exchange_rate_revision (company_id);
comment on table exchange_rate_revision is 'Every version a rate has had; append-only.';

grant select, insert, update (rate, version) on exchange_rate to erp_app;
grant select, insert on exchange_rate_revision to erp_app;
grant select on exchange_rate, exchange_rate_revision to erp_report;

alter table exchange_rate enable row level security;
alter table exchange_rate force row level security;
create policy company_scope on exchange_rate
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table exchange_rate_revision enable row level security;
alter table exchange_rate_revision force row level security;
create policy company_scope on exchange_rate_revision
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
