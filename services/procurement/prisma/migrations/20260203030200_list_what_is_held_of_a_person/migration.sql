-- What procurement holds of a person: every row that names them, by which column, and what it says of them. Rows that only say that
-- somebody did something with them tell no more. Row-level security holds as in the tables.
create view personal_record with (security_invoker = true) as
select company_id, named.user_id as user_id, 'purchase_order' as kind, named.relation as relation, id::text as record_id, number as number,
       created_at as recorded_at, case named.relation when 'submitted_by' then jsonb_build_object('submitter', submitter) end as content
from purchase_order cross join lateral (values ('created_by', created_by), ('submitted_by', submitted_by)) as named (relation, user_id)
union all
select company_id, named.user_id, 'purchase_requisition', named.relation, id::text, number, created_at,
       case named.relation when 'submitted_by' then jsonb_build_object('submitter', submitter) end
from purchase_requisition cross join lateral (values ('created_by', created_by), ('submitted_by', submitted_by)) as named (relation, user_id)
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
-- Versions of orders hold a login name; whose it was, the trail says of the same order.
select distinct told.company_id, acted.user_id, 'purchase_order_revision', 'recorded_by',
       told.purchase_order_id || '/' || told.revision, null, told.recorded_at, jsonb_build_object('recorded_by', told.recorded_by)
from purchase_order_revision as told
     join platform.audit_log as acted
       on acted.company_id = told.company_id and acted.document_id = told.purchase_order_id::text and acted.username = told.recorded_by
union all
select company_id, user_id, kind, relation, record_id, number, recorded_at, content from platform.personal_record;
comment on view personal_record is 'Rows that name a person, by user_id; what is held of them.';
grant select on personal_record to erp_app;
