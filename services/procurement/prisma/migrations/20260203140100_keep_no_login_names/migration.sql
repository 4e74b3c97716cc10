-- Names of persons stand in identity alone, so that whoever left can be forgotten there: orders and requisitions keep ids. The trail of the
-- same order says whose login name a revision held; what it does not tell is null. The columns of names are emptied and written
-- no more, and stay for processes of the release before, which read and write them while both run.
alter table purchase_order no force row level security;
alter table purchase_order_revision no force row level security;
alter table purchase_requisition no force row level security;

alter table purchase_order_revision add column made_by uuid;
update purchase_order_revision as told
set recorded_by = '',
    made_by = coalesce(
      (select acted.user_id from platform.audit_log as acted
       where acted.document_id = told.purchase_order_id::text and acted.company_id = told.company_id and acted.username = told.recorded_by
         and acted.occurred_at <= told.recorded_at + interval '1 minute'
       order by acted.occurred_at desc limit 1),
      (select submitted_by from purchase_order where id = told.purchase_order_id and submitter = told.recorded_by));
alter table purchase_order_revision alter column recorded_by set default '';

update purchase_order as stored
set budget_asked_for = jsonb_build_object('reason', budget_asked_for -> 'reason', 'username', '', 'madeBy', coalesce(
      (select acted.user_id from platform.audit_log as acted
       where acted.document_id = stored.id::text and acted.company_id = stored.company_id and acted.username = budget_asked_for ->> 'username'
       order by acted.occurred_at desc limit 1),
      case when submitter = budget_asked_for ->> 'username' then submitted_by end))
where budget_asked_for is not null;
update purchase_requisition as stored
set budget_asked_for = jsonb_build_object('reason', budget_asked_for -> 'reason', 'username', '', 'madeBy', coalesce(
      (select acted.user_id from platform.audit_log as acted
       where acted.document_id = stored.id::text and acted.company_id = stored.company_id and acted.username = budget_asked_for ->> 'username'
       order by acted.occurred_at desc limit 1),
      case when submitter = budget_asked_for ->> 'username' then submitted_by end))
where budget_asked_for is not null;
update purchase_order set submitter = null where submitter is not null;
update purchase_requisition set submitter = null where submitter is not null;

alter table purchase_order force row level security;
alter table purchase_order_revision force row level security;
alter table purchase_requisition force row level security;

comment on column purchase_order_revision.made_by is 'Who made it; null where an earlier release kept a login name of which the trail does not tell whose it was.';
comment on column purchase_order_revision.recorded_by is 'Empty: a login name in earlier releases.';
comment on column purchase_order.submitter is 'Empty: a login name in earlier releases.';
comment on column purchase_requisition.submitter is 'Empty: a login name in earlier releases.';

create or replace view personal_record with (security_invoker = true) as
select company_id, named.user_id as user_id, 'purchase_order' as kind, named.relation as relation, id::text as record_id, number as number,
       created_at as recorded_at, null::jsonb as content
from purchase_order cross join lateral (
  values ('created_by', created_by), ('submitted_by', submitted_by), ('budget_override', (budget_override ->> 'by')::uuid),
         ('budget_asked_for', (budget_asked_for ->> 'madeBy')::uuid)) as named (relation, user_id)
union all
select company_id, named.user_id, 'purchase_requisition', named.relation, id::text, number, created_at, null
from purchase_requisition cross join lateral (
  values ('created_by', created_by), ('submitted_by', submitted_by), ('budget_override', (budget_override ->> 'by')::uuid),
         ('budget_asked_for', (budget_asked_for ->> 'madeBy')::uuid)) as named (relation, user_id)
union all
select company_id, created_by, 'request_for_quotation', 'created_by', id::text, number, created_at, null
from request_for_quotation
union all
select company_id, named.user_id, 'supplier_invoice', named.relation, id::text, number, created_at, null
from supplier_invoice cross join lateral (values ('created_by', created_by), ('submitted_by', submitted_by), ('released_by', released_by)) as named (relation, user_id)
union all
select company_id, created_by, 'estimate_turn', 'created_by', id::text, number, created_at, null
from estimate_turn
union all
select company_id, chosen_by, 'receipt_estimate_choice', 'chosen_by', company_id || '/' || valid_from, null, chosen_at, null
from receipt_estimate_choice
union all
select company_id, made_by, 'purchase_order_revision', 'made_by', purchase_order_id || '/' || revision, null, recorded_at, null
from purchase_order_revision
union all
select company_id, unnest(array_remove(author_ids, created_by)), 'purchase_order', 'author_ids', id::text, number, created_at, null
from purchase_order
union all
select company_id, unnest(array_remove(author_ids, created_by)), 'purchase_requisition', 'author_ids', id::text, number, created_at, null
from purchase_requisition
union all
select company_id, unnest(array_remove(author_ids, created_by)), 'supplier_invoice', 'author_ids', id::text, number, created_at, null
from supplier_invoice
union all
select company_id, user_id, kind, relation, record_id, number, recorded_at, content from platform.personal_record;
