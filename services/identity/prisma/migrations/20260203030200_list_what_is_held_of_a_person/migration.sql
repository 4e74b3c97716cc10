-- What identity holds of a person: every row that names them, by which column, and what it says of them. Rows that only say that
-- somebody did something with them tell no more. Row-level security holds as in the tables.
create view personal_record with (security_invoker = true) as
select company_id, named.user_id as user_id, 'membership' as kind, named.relation as relation, memberships.id::text as record_id, null::text as number,
       created_at as recorded_at, null::jsonb as content
from memberships cross join lateral (values ('user_id', user_id), ('manager_id', manager_id)) as named (relation, user_id)
union all
select company_id, named.user_id, 'api_key', named.relation, id::text, null, created_at, null
from api_keys cross join lateral (values ('user_id', user_id), ('created_by', created_by), ('revoked_by', revoked_by)) as named (relation, user_id)
union all
select company_id, named.user_id, 'approval_request', named.relation, id::text, document_number, requested_at, null
from approval_requests cross join lateral (values ('maker_id', maker_id), ('submitted_by', submitted_by), ('decided_by', decided_by)) as named (relation, user_id)
union all
select company_id, named.user_id, 'approval_seat', named.relation, id::text, null, signed_at, null
from approval_seats cross join lateral (values ('user_id', user_id), ('added_by', added_by), ('signed_by', signed_by), ('signed_for', signed_for)) as named (relation, user_id)
union all
select company_id, named.user_id, 'approval_action', named.relation, id::text, null, happened_at,
       jsonb_build_object('action', action, 'approval_id', approval_id, 'reason', case named.relation when 'actor_id' then reason end)
from approval_actions cross join lateral (values ('actor_id', actor_id), ('on_behalf_of', on_behalf_of), ('concerns_id', concerns_id)) as named (relation, user_id)
union all
select company_id, changed_by, 'approval_definition_version', 'changed_by', definition_id || '/' || version, null, changed_at, null
from approval_definition_versions
union all
select company_id, named.user_id, 'approval_delegation', named.relation, id::text, null, starts_at,
       jsonb_build_object('document_type', document_type, 'starts_at', starts_at, 'ends_at', ends_at)
from approval_delegations cross join lateral (values ('from_user_id', from_user_id), ('to_user_id', to_user_id)) as named (relation, user_id)
union all
select company_id, user_id, 'documents_shown', 'user_id', hour::text, null, hour,
       jsonb_build_object('documents', documents)
from documents_shown
union all
select company_id, named.user_id, 'security_event', named.relation, id::text, null, happened_at, jsonb_build_object('kind', kind)
from security_events cross join lateral (values ('user_id', user_id), ('actor_id', actor_id)) as named (relation, user_id)
union all
select company_id, named.user_id, 'security_alert', named.relation, id::text, null, raised_at,
       jsonb_build_object('kind', kind, 'events', events)
from security_alerts cross join lateral (values ('user_id', user_id), ('acknowledged_by', acknowledged_by)) as named (relation, user_id)
union all
select company_id, user_id, kind, relation, record_id, number, recorded_at, content from platform.personal_record;
comment on view personal_record is 'Rows that name a person, by user_id; what is held of them.';
grant select on personal_record to erp_app;
