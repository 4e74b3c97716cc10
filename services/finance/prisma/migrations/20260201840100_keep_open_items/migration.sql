-- Every line that somebody owes or is owed by is an item of its own, from the posting on. What happens to an item is appended;
-- its row carries what is left, in its own currency and in that of the books.

alter table account add column open_item_kind text check (open_item_kind in (
  'RECEIVABLE', 'ADVANCE_RECEIVED', 'PAYABLE', 'ADVANCE_PAID', 'OWED_TO_EMPLOYEE', 'OWED_BY_EMPLOYEE'));
comment on column account.open_item_kind is 'Set where every line of a party is an open item 往来核算.';

alter table account no force row level security;
alter table account_rule no force row level security;
update account set open_item_kind = case control_key
  when 'AR' then 'RECEIVABLE' when 'PRE-C' then 'ADVANCE_RECEIVED' when 'AP' then 'PAYABLE' when 'PRE-S' then 'ADVANCE_PAID' end
where control_key in ('AR', 'PRE-C', 'AP', 'PRE-S');
update account set open_item_kind = case r.account_key when 'EMP-P' then 'OWED_TO_EMPLOYEE' else 'OWED_BY_EMPLOYEE' end
from account_rule r
where r.company_id = account.company_id and r.account_code = account.code and r.active
  and r.account_key in ('EMP-P', 'EMP-R') and account.open_item_kind is null;
alter table account force row level security;
alter table account_rule force row level security;

create table settlement (
  id uuid primary key,
  company_id uuid not null references book,
  method text not null check (method in ('REVERSAL')),
  settled_on date not null,
  recorded_at timestamptz not null default now(),
  unique (id, company_id)
);
create index settlement_company on settlement (company_id, id);
comment on table settlement is 'Items that met each other 核销; append-only.';

create table open_item (
  id uuid primary key,
  company_id uuid not null references book,
  kind text not null,
  account_id uuid not null,
  party_id uuid,
  voucher_id uuid not null,
  line_number int not null,
  document_type text not null,
  document_id uuid not null,
  document_number text not null,
  business_date date not null,
  posting_date date not null,
  due_on date not null,
  side text not null check (side in ('DEBIT', 'CREDIT')),
  currency text not null,
  base_currency text not null,
  original bigint not null,
  original_base bigint not null,
  open bigint not null,
  carrying bigint not null,
  last_moved_on date not null,
  version int not null default 1,
  unique (id, company_id),
  unique (voucher_id, line_number),
  foreign key (company_id, account_id) references account (company_id, id),
  foreign key (voucher_id, line_number) references voucher_line (voucher_id, line_number),
  constraint open_item_is_not_overdrawn check (
    case when original >= 0 then open between 0 and original else open between original and 0 end),
  constraint open_item_of_the_books_has_one_amount check (currency <> base_currency or carrying = open)
) with (fillfactor = 70);
create index open_item_of_party on open_item (company_id, party_id, due_on, id) where open <> 0 or carrying <> 0;
create index open_item_due on open_item (company_id, kind, due_on, id) where open <> 0 or carrying <> 0;
create index open_item_party on open_item (company_id, party_id, posting_date);
create index open_item_moved on open_item (company_id, last_moved_on);
create index open_item_account on open_item (company_id, account_id);
create index open_item_document on open_item (document_id, document_type);
comment on table open_item is 'What somebody owes or is owed 往来: one row for each voucher line on an account of open items.';
comment on column open_item.original is 'In minor units of its currency, debits positive; credits, and debits in red, negative.';
comment on column open_item.carrying is 'What the books carry the open amount at, past revaluations included.';
comment on column open_item.due_on is 'From the event, which its owner may correct; else the business date.';

create table open_item_movement (
  id bigint generated always as identity primary key,
  company_id uuid not null,
  item_id uuid not null,
  kind text not null check (kind in ('ORIGIN', 'REVALUATION', 'SETTLEMENT')),
  moved_on date not null,
  amount bigint not null,
  carrying bigint not null,
  voucher_id uuid,
  line_number int,
  settlement_id uuid,
  recorded_at timestamptz not null default now(),
  unique (voucher_id, line_number, item_id),
  foreign key (item_id, company_id) references open_item (id, company_id),
  foreign key (voucher_id, line_number) references voucher_line (voucher_id, line_number),
  foreign key (settlement_id, company_id) references settlement (id, company_id),
  constraint movement_of_a_voucher_or_a_settlement check (
    num_nulls(voucher_id, line_number) in (0, 2) and num_nonnulls(voucher_id, settlement_id) >= 1)
);
create index open_item_movement_of_item on open_item_movement (item_id, moved_on);
create index open_item_movement_settlement on open_item_movement (settlement_id) where settlement_id is not null;
comment on table open_item_movement is 'What happened to open items; append-only. Those of a voucher line add up to it, those without one to nothing.';

-- What was open at the end of a day: what is open now, less what happened since.
create function open_items_on(company uuid, day date)
returns table (item_id uuid, open bigint, carrying bigint) language sql stable as $$
  select i.id, i.open - coalesce(since.amount, 0)::bigint, i.carrying - coalesce(since.carrying, 0)::bigint
  from open_item i
  left join lateral (
    select sum(m.amount) as amount, sum(m.carrying) as carrying from open_item_movement m
    where m.item_id = i.id and m.moved_on > day and i.last_moved_on > day) since on true
  where i.company_id = company and i.posting_date <= day
    and (i.open <> 0 or i.carrying <> 0 or i.last_moved_on > day)
$$;
comment on function open_items_on is 'What was open at the end of a day, in the currency of each item and in that of the books.';

-- What is posted already. A revaluation posted before items were kept stands as an item without an amount of its own, which
-- the next revaluation takes back while it revalues the items themselves.
alter table voucher no force row level security;
alter table voucher_line no force row level security;
alter table account no force row level security;
alter table posting_fact no force row level security;
with line as (
  select gen_random_uuid() as id, v.id as voucher_id, l.line_number, v.company_id, a.open_item_kind as kind, l.account_id,
    case when a.open_item_kind in ('RECEIVABLE', 'ADVANCE_RECEIVED') then l.customer_id
         when a.open_item_kind in ('PAYABLE', 'ADVANCE_PAID') then l.supplier_id else l.employee_id end as party_id,
    a.control_key, v.document_type, v.document_id, v.document_number, v.business_date, v.posting_date,
    coalesce((
      select max((f.facts ->> 'dueOn')::date) from voucher other
      join posting_fact f on f.source_type = other.source_type and f.source_id = other.source_id
        and f.purpose = other.purpose and f.revision = other.revision
      where other.document_id = v.document_id and other.document_type = v.document_type), v.business_date) as due_on,
    coalesce(l.foreign_currency, v.currency) as currency, v.currency as base_currency,
    case when l.foreign_currency is null then l.debit - l.credit
         when l.debit <> 0 then l.foreign_amount else -l.foreign_amount end as amount,
    l.debit - l.credit as base, case when l.debit <> 0 then 'DEBIT' else 'CREDIT' end as side
  from voucher v join voucher_line l on l.voucher_id = v.id
  join account a on a.id = l.account_id and a.open_item_kind is not null),
made as (
  insert into open_item (id, company_id, kind, account_id, party_id, voucher_id, line_number, document_type, document_id,
                         document_number, business_date, posting_date, due_on, currency, base_currency, original,
                         original_base, open, carrying, last_moved_on, side)
  select id, company_id, kind, account_id, party_id, voucher_id, line_number, document_type, document_id, document_number,
         business_date, posting_date, due_on, currency, base_currency, amount, base, amount, base, posting_date, side
  from line where control_key is not null or party_id is not null
  returning *)
insert into open_item_movement (company_id, item_id, kind, moved_on, amount, carrying, voucher_id, line_number)
select company_id, id, 'ORIGIN', posting_date, original, original_base, voucher_id, line_number from made;

-- What was posted in red meets what it takes back, where both are whole.
with item as (
  select i.id, i.company_id, i.account_id, i.party_id, i.currency, i.open, i.carrying, i.last_moved_on, v.id as voucher_id,
    v.reverses_id, v.source_type, v.source_id, v.purpose, v.revision,
    row_number() over (partition by i.voucher_id, i.account_id, i.party_id, i.currency, i.open, i.carrying
                       order by i.line_number) as place
  from open_item i join voucher v on v.id = i.voucher_id where i.open <> 0),
pair as (
  select gen_random_uuid() as settlement_id, red.company_id, red.id as red_id, black.id as black_id, red.open, red.carrying,
    greatest(red.last_moved_on, black.last_moved_on) as settled_on
  from item red join item black on black.account_id = red.account_id and black.party_id is not distinct from red.party_id
    and black.currency = red.currency and black.open = -red.open and black.carrying = -red.carrying
    and black.place = red.place
    and (black.voucher_id = red.reverses_id
      or (red.reverses_id is null and black.source_type = red.source_type and black.source_id = red.source_id
        and black.purpose = red.purpose and black.revision = red.revision - 1 and black.reverses_id is null))),
met as (
  insert into settlement (id, company_id, method, settled_on)
  select settlement_id, company_id, 'REVERSAL', settled_on from pair),
moved as (
  insert into open_item_movement (company_id, item_id, kind, moved_on, amount, carrying, settlement_id)
  select company_id, item_id, 'SETTLEMENT', settled_on, amount, base, settlement_id
  from pair cross join lateral (
    values (red_id, -open, -carrying), (black_id, open, carrying)) as side (item_id, amount, base))
update open_item i set open = 0, carrying = 0, last_moved_on = pair.settled_on, version = 2
from pair where i.id in (pair.red_id, pair.black_id);
alter table voucher force row level security;
alter table voucher_line force row level security;
alter table account force row level security;
alter table posting_fact force row level security;

insert into platform.unrecorded_table (pattern, reason) values
  ('open\_item', 'running totals of open_item_movement');

grant select, insert on settlement, open_item, open_item_movement to erp_app;
grant update (open, carrying, due_on, last_moved_on, version) on open_item to erp_app;
grant select on settlement, open_item, open_item_movement to erp_report;

alter table settlement enable row level security;
alter table settlement force row level security;
create policy company_scope on settlement
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table open_item enable row level security;
alter table open_item force row level security;
create policy company_scope on open_item
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table open_item_movement enable row level security;
alter table open_item_movement force row level security;
create policy company_scope on open_item_movement
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
