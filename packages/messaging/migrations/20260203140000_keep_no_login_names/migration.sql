-- Who asked to pass over a message, and who passed over it, is kept by id: names of persons stand in identity alone. What the trail does not tell
-- is null. The column of names
-- is emptied and written no more, and stays for processes of the release before while both run.
update platform.inbox_skip_request set requested_by_name = '';
alter table platform.inbox_skip_request alter column requested_by_name set default '';
comment on column platform.inbox_skip_request.requested_by_name is 'Empty: a login name in earlier releases.';

update platform.inbox as held
set facts = held.facts || jsonb_build_object('skippedBy', (
      select acted.user_id from platform.audit_log as acted
      where acted.document_id = held.event_id::text and acted.operation ~ '^(skip|confirm).+InboxMessage'
        and acted.username = held.facts ->> 'skippedBy'
      order by acted.occurred_at desc limit 1))
where held.status = 'skipped' and held.facts ? 'skippedBy';

create or replace view platform.personal_record with (security_invoker = true) as
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
       jsonb_build_object('reason', reason)
from platform.inbox_skip_request;
