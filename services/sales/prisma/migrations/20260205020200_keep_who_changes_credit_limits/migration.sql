-- Every change of a credit limit is kept with who asked for it. A raise waits for approval where the company has raises approved; whoever asked
-- for one is not the only person on an order that needs it.
create table credit_limit_change (
  id uuid primary key,
  company_id uuid not null,
  number text not null,
  customer_id uuid not null references customer,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  previous_limit_minor bigint check (previous_limit_minor >= 0),
  credit_limit_minor bigint check (credit_limit_minor >= 0),
  asked_by uuid not null,
  status text not null check (status in ('DRAFT', 'PENDING_APPROVAL', 'IN_FORCE')),
  approval_id uuid,
  approval_state text check (approval_state in ('PENDING', 'APPROVED', 'REJECTED', 'WITHDRAWN')),
  submitted_by uuid,
  version int not null check (version > 0),
  created_at timestamptz not null,
  in_force_at timestamptz,
  constraint credit_limit_change_number_is_unique unique (company_id, number),
  constraint credit_limit_change_approval_is_whole check (num_nulls(approval_id, approval_state, submitted_by) in (0, 3)),
  constraint credit_limit_change_waits_for_its_approval
    check ((status = 'PENDING_APPROVAL') = (approval_state is not distinct from 'PENDING')),
  check ((status = 'IN_FORCE') = (in_force_at is not null))
);
create index credit_limit_change_by_customer on credit_limit_change (customer_id, in_force_at desc);
create index credit_limit_change_of_company on credit_limit_change (company_id, id desc);
create unique index credit_limit_change_waits_alone on credit_limit_change (customer_id) where status = 'PENDING_APPROVAL';
create unique index credit_limit_change_by_approval on credit_limit_change (approval_id);
comment on column credit_limit_change.previous_limit_minor is 'What it was before; null for none, which is no limit.';

grant select, insert, update on credit_limit_change to erp_app;

alter table credit_limit_change enable row level security;
alter table credit_limit_change force row level security;
create policy company_scope on credit_limit_change
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy customer_scope on credit_limit_change as restrictive
  using ((select platform.customer_groups()) is null
         or exists (select from customer where customer.id = credit_limit_change.customer_id));

-- Who asked for and submitted them is told with what else is held of a person.
do $$
begin
  execute 'create or replace view personal_record with (security_invoker = true) as '
    || rtrim(pg_get_viewdef('personal_record'::regclass), ';') || $view$
    union all
    select company_id, asked_by, 'credit_limit_change', 'asked_by', id::text, number, created_at, null from credit_limit_change
    union all
    select company_id, submitted_by, 'credit_limit_change', 'submitted_by', id::text, number, created_at, null from credit_limit_change
    $view$;
end $$;
