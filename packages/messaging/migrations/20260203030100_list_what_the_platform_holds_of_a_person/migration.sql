-- What every service holds of a person beside its own documents, as rows that name them. Each service's `personal_record` has its own
-- tables and these; a test finds columns that name a person and stand in no such view.
create view platform.personal_record with (security_invoker = true) as
select company_id, user_id, 'audit_log' as kind, 'user_id' as relation, audit_id::text as record_id, null::text as number,
       occurred_at as recorded_at,
       jsonb_build_object('operation', operation, 'document_id', document_id, 'username', username, 'client_address', client_address,
                          'reason', reason) as content
from platform.audit_log
union all
select company_id, user_id, 'membership_replica', 'user_id', user_id::text, null, null,
       jsonb_build_object('active', active, 'role_codes', role_codes, 'warehouse_ids', warehouse_ids,
                          'customer_groups', customer_groups, 'supplier_groups', supplier_groups, 'department_ids', department_ids)
from platform.membership_replica
union all
select company_id, started_by, 'saga', 'started_by', saga_id::text, null, started_at, null
from platform.saga
union all
select company_id, requested_by, 'inbox_skip_request', 'requested_by', consumer || '/' || event_id, null, requested_at,
       jsonb_build_object('requested_by_name', requested_by_name, 'reason', reason)
from platform.inbox_skip_request;
comment on view platform.personal_record is 'Rows of what every service has beside its documents that name a person, by user_id.';
grant select on platform.personal_record to erp_app;
