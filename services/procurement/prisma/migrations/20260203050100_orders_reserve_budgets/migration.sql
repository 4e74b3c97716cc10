-- What finance budgets, as far as orders need to know it: which accounts of which year, and which account a rule means.
create table budget_in_force_replica (
  company_id uuid not null,
  year text not null check (year ~ '^\d{4}$'),
  account_codes text[] not null,
  version int not null,
  primary key (company_id, year)
);
comment on table budget_in_force_replica is 'Copy of which accounts finance budgets for a year; a year without a row is not budgeted.';
alter table budget_in_force_replica enable row level security;
alter table budget_in_force_replica force row level security;
create policy company_scope on budget_in_force_replica
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
grant select, insert, update (account_codes, version) on budget_in_force_replica to erp_app;
grant select on budget_in_force_replica to erp_report;

alter table account_rule_replica add column account_code text;
comment on column account_rule_replica.account_code is 'The account it means; null for what was told before it was kept, which may be any.';

-- An order that spends what is budgeted reserves that before it is a promise: CONFIRMING while finance is asked, HELD while
-- budgets do not cover it or finance is silent. An amendment that wants more is asked for again.
alter table purchase_order
  drop constraint purchase_order_status_check,
  add constraint purchase_order_status_check
    check (status in ('DRAFT', 'PENDING_APPROVAL', 'CONFIRMING', 'HELD', 'CONFIRMED', 'CANCELLED')),
  drop constraint purchase_order_check1,
  add constraint promised_since_it_was_confirmed check (
    case when status = 'CONFIRMED' then confirmed_at is not null
         when status in ('CONFIRMING', 'HELD') then true else confirmed_at is null end),
  add column budget_saga_id uuid,
  add column budget_state text
    check (budget_state in ('PENDING', 'RESERVED', 'EXCEEDED', 'RATE_MISSING', 'NO_ANSWER', 'BLOCKED')),
  add column budget_shortages jsonb not null default '[]',
  add column budget_override jsonb,
  add column budget_asked_for jsonb,
  add column budget_changed_at timestamptz,
  add constraint what_was_asked_of_budgets_is_whole check (
    num_nulls(budget_saga_id, budget_state, budget_asked_for, budget_changed_at) in (0, 4)),
  add constraint confirming_waits_for_budgets check (status <> 'CONFIRMING' or budget_state in ('PENDING', 'BLOCKED')),
  add constraint held_for_budgets check (
    status <> 'HELD' or budget_state in ('EXCEEDED', 'RATE_MISSING', 'NO_ANSWER'));
comment on column purchase_order.budget_saga_id is 'The process that asked finance last; answers to others are about what the order does not say any more.';
comment on column purchase_order.budget_shortages is 'What budgets do not cover: why it is held, or what they only warn of.';
comment on column purchase_order.budget_override is 'Who let it through although budgets do not cover it, when and why; until it is changed.';
comment on column purchase_order.budget_asked_for is 'Who confirmed or amended it last and why, for the revision it becomes.';

alter table purchase_order_line add column department_id uuid;
comment on column purchase_order_line.department_id is 'Who needs it, by finance''s id; who bears it when it is a service.';

-- A service that was ordered is charged for by a line that says so.
alter table supplier_invoice_line
  drop constraint goods_on_their_way_were_ordered,
  add constraint goods_on_their_way_were_ordered check (
    case kind when 'IN_TRANSIT' then purchase_order_line_id is not null
              when 'EXPENSE' then true else purchase_order_line_id is null end);
