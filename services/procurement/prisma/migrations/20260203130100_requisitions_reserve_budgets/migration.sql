-- A requisition that asks for what is budgeted reserves that before it may be ordered, as an order does before it is a promise:
-- CONFIRMING while finance is asked, HELD while budgets do not cover it or finance is silent. Orders take its reservation over.
alter table purchase_requisition
  drop constraint purchase_requisition_status_check,
  add constraint purchase_requisition_status_check
    check (status in ('DRAFT', 'PENDING_APPROVAL', 'CONFIRMING', 'HELD', 'APPROVED', 'CLOSED', 'CANCELLED')),
  add column budget_saga_id uuid,
  add column budget_state text
    check (budget_state in ('PENDING', 'RESERVED', 'EXCEEDED', 'RATE_MISSING', 'NO_ANSWER', 'BLOCKED')),
  add column budget_shortages jsonb not null default '[]',
  add column budget_override jsonb,
  add column budget_asked_for jsonb,
  add column budget_changed_at timestamptz,
  add constraint what_was_asked_of_budgets_is_whole check (
    num_nulls(budget_saga_id, budget_state, budget_asked_for, budget_changed_at) in (0, 4)),
  add constraint confirming_waits_for_budgets check (
    status <> 'CONFIRMING' or (budget_state is not null and budget_state in ('PENDING', 'BLOCKED'))),
  add constraint held_for_budgets check (
    status <> 'HELD' or (budget_state is not null and budget_state in ('EXCEEDED', 'RATE_MISSING', 'NO_ANSWER')));
comment on column purchase_requisition.budget_saga_id is 'The process that asked finance last; answers to others are about what it does not say any more.';
comment on column purchase_requisition.budget_shortages is 'What budgets do not cover: why it is held, or what they only warn of.';
comment on column purchase_requisition.budget_override is 'Who let it through although budgets do not cover it, when and why; until it is changed.';
comment on column purchase_requisition.budget_asked_for is 'Who submitted it last.';
