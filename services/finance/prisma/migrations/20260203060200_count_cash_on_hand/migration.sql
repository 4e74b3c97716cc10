-- Cash on hand as it was counted 库存现金盘点, beside what its books said at that moment, and who bears what differed.

create table cash_count (
  id uuid primary key,
  company_id uuid not null references book,
  number text not null,
  status text not null
    check (status in ('COUNTED', 'WITNESSED', 'EVEN', 'BOOKED', 'DECIDED', 'CANCELLED', 'REVERSED')),
  version int not null default 1,
  cash_account_id uuid not null,
  counted_on date not null,
  counted bigint not null check (counted >= 0),
  booked bigint not null,
  exchange_rate numeric(18, 8) check (exchange_rate > 0),
  note text check (char_length(note) between 1 and 200),
  reason text check (char_length(reason) between 1 and 500),
  counted_by uuid not null,
  witnessed_by uuid,
  approved_by uuid,
  voucher_id uuid references voucher,
  reversal_id uuid references voucher,
  created_at timestamptz not null default now(),
  unique (company_id, number),
  unique (id, company_id),
  foreign key (cash_account_id, company_id) references cash_account (id, company_id),
  constraint cash_count_is_witnessed_by_another check (witnessed_by <> counted_by),
  constraint cash_count_is_approved_by_another check (approved_by <> counted_by),
  constraint cash_count_approved_is_witnessed check (approved_by is null or witnessed_by is not null),
  constraint cash_count_difference_is_booked
    check ((status in ('BOOKED', 'DECIDED', 'REVERSED')) = (voucher_id is not null) and (status <> 'EVEN' or counted = booked)),
  constraint cash_count_reversed_is_red check ((status = 'REVERSED') = (reversal_id is not null))
);
create index cash_count_newest on cash_count (company_id, id desc);
create index cash_count_account on cash_count (cash_account_id, company_id);
-- What differs is booked once: an account is counted anew when its count before is approved or given up.
create unique index cash_count_one_waits on cash_count (cash_account_id) where status in ('COUNTED', 'WITNESSED');
create index cash_count_undecided on cash_count (company_id, id desc) where status in ('COUNTED', 'WITNESSED', 'BOOKED');
create index cash_count_voucher on cash_count (voucher_id) where voucher_id is not null;
create index cash_count_reversal on cash_count (reversal_id) where reversal_id is not null;
comment on column cash_count.counted is 'What was there, in minor units of the cash account.';
comment on column cash_count.booked is 'What the books said at that moment would be there on that day; it never changes.';
comment on column cash_count.exchange_rate is 'Base currency for one unit, of what differs; null in the currency of the books.';
comment on column cash_count.reason is 'Why it was given up or taken back.';

create table cash_count_denomination (
  cash_count_id uuid not null,
  company_id uuid not null,
  face bigint not null check (face > 0),
  pieces int not null check (pieces > 0),
  primary key (cash_count_id, face),
  foreign key (cash_count_id, company_id) references cash_count (id, company_id)
);
comment on table cash_count_denomination is 'The notes and coins 面额 that a count found; they add up to it.';

create table cash_count_decision (
  id uuid primary key,
  cash_count_id uuid not null,
  company_id uuid not null,
  number text not null,
  bearer text not null check (bearer in ('EMPLOYEE', 'BUSINESS', 'CREDITOR', 'INCOME')),
  employee_id uuid,
  department_id uuid,
  decided_on date not null,
  reason text not null check (char_length(reason) between 1 and 500),
  decided_by uuid not null,
  voucher_id uuid not null references voucher,
  undo_reason text check (char_length(undo_reason) between 1 and 500),
  undone_by uuid,
  reversal_id uuid references voucher,
  created_at timestamptz not null default now(),
  unique (company_id, number),
  foreign key (cash_count_id, company_id) references cash_count (id, company_id),
  constraint cash_count_decision_undone_is_red
    check (num_nulls(undo_reason, undone_by, reversal_id) in (0, 3))
);
create unique index cash_count_decision_in_force on cash_count_decision (cash_count_id) where reversal_id is null;
create index cash_count_decision_count on cash_count_decision (cash_count_id, company_id);
create index cash_count_decision_voucher on cash_count_decision (voucher_id);
create index cash_count_decision_reversal on cash_count_decision (reversal_id) where reversal_id is not null;
comment on table cash_count_decision is 'Who bears what a count found different 盘盈盘亏处理; at most one decision of a count is in force.';

grant select, insert, update (status, version, reason, witnessed_by, approved_by, voucher_id, reversal_id)
  on cash_count to erp_app;
grant select, insert on cash_count_denomination to erp_app;
grant select, insert, update (undo_reason, undone_by, reversal_id) on cash_count_decision to erp_app;
grant select on cash_count, cash_count_denomination, cash_count_decision to erp_report;

alter table cash_count enable row level security;
alter table cash_count force row level security;
create policy company_scope on cash_count
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table cash_count_denomination enable row level security;
alter table cash_count_denomination force row level security;
create policy company_scope on cash_count_denomination
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table cash_count_decision enable row level security;
alter table cash_count_decision force row level security;
create policy company_scope on cash_count_decision
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

-- What these tables hold of a person is told with the rest.
do $$
begin
  execute 'create or replace view personal_record with (security_invoker = true) as '
    || rtrim(pg_get_viewdef('personal_record'::regclass), ';') || $view$
    union all
    select company_id, named.user_id, 'cash_count', named.relation, id::text, number, created_at, null
    from cash_count cross join lateral (
      values ('counted_by', counted_by), ('witnessed_by', witnessed_by), ('approved_by', approved_by)) as named (relation, user_id)
    union all
    select company_id, named.user_id, 'cash_count_decision', named.relation, id::text, number, created_at, null
    from cash_count_decision cross join lateral (
      values ('decided_by', decided_by), ('undone_by', undone_by)) as named (relation, user_id)
    union all
    select borne.company_id, claimant.user_id, 'cash_count_decision', 'employee_id', borne.id::text, borne.number, borne.created_at,
           jsonb_build_object('bearer', borne.bearer, 'decided_on', borne.decided_on, 'reason', borne.reason)
    from cash_count_decision as borne join expense_claimant as claimant using (employee_id)
    $view$;
end $$;
