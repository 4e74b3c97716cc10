-- Charts change, and what they were must stay readable: every version of every account is kept, numbered by the version of
-- the chart it made. An account that was posted to never gets others below it and is never deleted.

alter table account
  add constraint account_dimensions_are_known check (
    jsonb_typeof(dimensions) = 'object'
    and dimensions - array['customer', 'supplier', 'employee', 'department', 'project', 'item', 'warehouse'] = '{}'),
  add constraint account_quantity_unit_is_short check (char_length(quantity_unit) between 1 and 20),
  add constraint account_cash_is_an_asset check (cash_kind is null or account_class = 'ASSET');

alter table book add column chart_version int not null default 1 check (chart_version > 0);
comment on column book.chart_version is 'Grows by one with every change of the chart of accounts 科目表版本.';
grant update (chart_version) on book to erp_app;

create table account_revision (
  account_id uuid not null,
  version int not null check (version > 0),
  company_id uuid not null references book,
  chart_version int not null check (chart_version > 0),
  change text not null check (change in ('OPENED', 'CREATED', 'CHANGED', 'ENABLED', 'DISABLED', 'BECAME_GROUP')),
  name_zh text not null,
  name_en text not null,
  leaf boolean not null,
  active boolean not null,
  dimensions jsonb not null,
  quantity_unit text,
  foreign_currency boolean not null,
  cash_kind text,
  changed_by uuid,
  changed_at timestamptz not null,
  primary key (account_id, version),
  foreign key (company_id, account_id) references account (company_id, id)
);
create index account_revision_chart on account_revision (company_id, chart_version, account_id);
comment on table account_revision is 'Every version an account has had; append-only.';

-- Books that are open already: money stands on cash accounts, and subledgers give their lines the party they are about.
alter table account no force row level security;
alter table book no force row level security;
update account set cash_kind = 'BANK' where leaf and code = '1012';
update account set foreign_currency = true
where leaf and (code = '1002' or control_key in ('AR', 'AP', 'GRIR', 'PRE-S', 'PRE-C'));
update account set dimensions = case
    when control_key in ('AR', 'PRE-C') then '{"customer": "REQUIRED"}'::jsonb
    when control_key in ('AP', 'PRE-S') then '{"supplier": "REQUIRED"}'::jsonb
    when control_key = 'GRIR' then '{"supplier": "OPTIONAL"}'::jsonb
    when control_key in ('INV', 'TRN', 'SNI', 'GIT', 'SUS') then '{"item": "OPTIONAL", "warehouse": "OPTIONAL"}'::jsonb
    when name_zh in ('其他应收款', '其他应付款') then '{"employee": "OPTIONAL"}'::jsonb
    else '{"department": "OPTIONAL", "project": "OPTIONAL", "employee": "OPTIONAL"}'::jsonb
  end
where leaf and dimensions = '{}'
  and (control_key is not null or name_zh in ('其他应收款', '其他应付款', '销售费用', '管理费用'));
insert into account_revision (account_id, version, company_id, chart_version, change, name_zh, name_en, leaf, active,
                              dimensions, quantity_unit, foreign_currency, cash_kind, changed_at)
select a.id, a.version, a.company_id, 1, 'OPENED', a.name_zh, a.name_en, a.leaf, a.active, a.dimensions,
       a.quantity_unit, a.foreign_currency, a.cash_kind, b.opened_at
from account a join book b using (company_id);
alter table account force row level security;
alter table book force row level security;

-- The second guard beside the use case's own check. The row locks of posting and of this change make them take turns.
create function refuse_group_of_postings() returns trigger language plpgsql set search_path = '' as $$
begin
  if exists (select from public.voucher_line l where l.company_id = new.company_id and l.account_id = new.id) then
    raise exception 'account % has postings and can have nothing below it', new.code
      using errcode = '23514', constraint = 'account_in_use', table = 'account';
  end if;
  return null;
end $$;
create constraint trigger account_stays_postable after update of leaf on account
  for each row when (old.leaf and not new.leaf) execute function refuse_group_of_postings();

grant select, insert on account_revision to erp_app;
grant select on account_revision to erp_report;
alter table account_revision enable row level security;
alter table account_revision force row level security;
create policy company_scope on account_revision
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
