-- Vouchers and their lines: appended, never changed. The domain builds only vouchers that balance; this is the second,
-- independent wall.

create table voucher_sequence (
  company_id uuid not null references book,
  period text not null,
  word text not null,
  last_number int not null check (last_number > 0),
  primary key (company_id, period, word)
);
comment on table voucher_sequence is 'The last voucher number 凭证号 given per company, period and word; numbers have no gap.';

create table voucher (
  id uuid primary key,
  company_id uuid not null references book,
  word text not null check (word in ('记', '收', '付', '转')),
  number int not null check (number > 0),
  period text not null,
  posting_date date not null check (to_char(posting_date, 'YYYY-MM') = period),
  business_date date not null,
  currency text not null,
  document_type text not null,
  document_id uuid not null,
  document_number text not null,
  source_type text not null,
  source_id uuid not null,
  purpose text not null,
  revision int not null check (revision > 0),
  source_event_id uuid not null,
  template_version_id uuid not null references voucher_template,
  line_count int not null check (line_count >= 2),
  total bigint not null,
  posted_at timestamptz not null default now(),
  unique (company_id, period, word, number),
  unique (source_type, source_id, purpose, revision),
  unique (id, company_id, period, posting_date),
  foreign key (company_id, period) references fiscal_period (company_id, period)
);
create index voucher_document on voucher (document_id, document_type);
create index voucher_order on voucher (company_id, period, id);
create index voucher_template_used on voucher (template_version_id);
comment on table voucher is 'Posted vouchers 记账凭证; append-only.';
comment on column voucher.total is 'Sum of the debits, in minor units of the currency.';
comment on column voucher.source_id is 'What the voucher posts, with source_type; at most one voucher per source, purpose and revision.';

create table voucher_line (
  voucher_id uuid not null,
  line_number int not null check (line_number > 0),
  company_id uuid not null,
  account_id uuid not null,
  account_key text not null,
  account_rule_id uuid not null,
  account_rule_version int not null,
  period text not null,
  posting_date date not null,
  debit bigint not null default 0,
  credit bigint not null default 0,
  summary_zh text not null,
  summary_en text not null,
  source_line_id uuid not null,
  stock_entry_id uuid,
  item_id uuid,
  warehouse_id uuid,
  valuation_area_id uuid,
  supplier_id uuid,
  quantity numeric(18, 6),
  primary key (voucher_id, line_number),
  constraint one_side check ((debit = 0) <> (credit = 0)),
  foreign key (voucher_id, company_id, period, posting_date) references voucher (id, company_id, period, posting_date),
  foreign key (company_id, account_id) references account (company_id, id),
  foreign key (account_rule_id, account_rule_version) references account_rule_revision
);
create index voucher_line_of_account on voucher_line (company_id, account_id, period, posting_date, voucher_id, line_number);
create index voucher_line_rule on voucher_line (account_rule_id, account_rule_version);
comment on table voucher_line is 'Entries 分录 of posted vouchers; append-only. Negative amounts are red-letter 红字.';

create table zero_value_posting (
  source_type text not null,
  source_id uuid not null,
  purpose text not null,
  revision int not null,
  id uuid not null unique,
  company_id uuid not null references book,
  document_type text not null,
  document_id uuid not null,
  source_event_id uuid not null,
  recorded_at timestamptz not null default now(),
  primary key (source_type, source_id, purpose, revision)
);
create index zero_value_posting_company on zero_value_posting (company_id);
comment on table zero_value_posting is 'Events worth nothing in money: recorded as posted, so that events and postings can be counted against each other.';

-- Whole vouchers only: what is inserted must leave each voucher with exactly the lines, and the equal sides, that its
-- header was posted with. Runs once a statement over all its lines, so a batch costs one check.
create function refuse_faulty_lines() returns trigger language plpgsql set search_path = '' as $$
declare
  fault record;
begin
  select v.id, v.total, v.line_count, sums.lines, sums.debit, sums.credit into fault
  from public.voucher v
  join (
    select l.voucher_id, count(*) as lines, sum(l.debit) as debit, sum(l.credit) as credit
    from public.voucher_line l
    where l.voucher_id in (select voucher_id from inserted)
    group by l.voucher_id
  ) sums on sums.voucher_id = v.id
  where sums.lines <> v.line_count or sums.debit <> v.total or sums.credit <> v.total
  limit 1;
  if found then
    raise exception 'voucher % does not balance: debit %, credit %, posted as % in % lines',
      fault.id, fault.debit, fault.credit, fault.total, fault.line_count
      using errcode = '23514', constraint = 'voucher_balances', table = 'voucher_line';
  end if;

  select a.code into fault
  from inserted l join public.account a on a.id = l.account_id
  where not (a.leaf and a.active) or (a.control_key is not null and a.control_key <> l.account_key)
  limit 1;
  if found then
    raise exception 'account % takes no such posting', fault.code
      using errcode = '23514', constraint = 'account_is_postable', table = 'voucher_line';
  end if;
  return null;
end $$;
create trigger voucher_line_is_sound after insert on voucher_line
  referencing new table as inserted
  for each statement execute function refuse_faulty_lines();

-- At commit: the voucher has its lines, they balance, and its period is not closed; the row lock makes a close wait.
create function refuse_faulty_voucher() returns trigger language plpgsql set search_path = '' as $$
declare
  sums record;
begin
  select count(*) as lines, coalesce(sum(l.debit), 0) as debit, coalesce(sum(l.credit), 0) as credit into sums
  from public.voucher_line l where l.voucher_id = new.id;
  if sums.lines <> new.line_count or sums.debit <> new.total or sums.credit <> new.total then
    raise exception 'voucher % does not balance: debit %, credit %, posted as % in % lines',
      new.id, sums.debit, sums.credit, new.total, new.line_count
      using errcode = '23514', constraint = 'voucher_balances', table = 'voucher';
  end if;
  perform from public.fiscal_period p
  where p.company_id = new.company_id and p.period = new.period and p.status <> 'CLOSED'
  for share;
  if not found then
    raise exception 'period % is closed', new.period
      using errcode = '23514', constraint = 'period_is_open', table = 'voucher';
  end if;
  return null;
end $$;
create constraint trigger voucher_is_sound after insert on voucher
  deferrable initially deferred
  for each row execute function refuse_faulty_voucher();

grant select, insert, update (last_number) on voucher_sequence to erp_app;
grant select, insert on voucher, voucher_line, zero_value_posting to erp_app;
grant select on voucher, voucher_line, zero_value_posting to erp_report;

alter table voucher_sequence enable row level security;
alter table voucher_sequence force row level security;
create policy company_scope on voucher_sequence
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table voucher enable row level security;
alter table voucher force row level security;
create policy company_scope on voucher
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table voucher_line enable row level security;
alter table voucher_line force row level security;
create policy company_scope on voucher_line
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table zero_value_posting enable row level security;
alter table zero_value_posting force row level security;
create policy company_scope on zero_value_posting
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
