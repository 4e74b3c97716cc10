-- What inventory holds of a person: every row that names them, by which column, and what it says of them. Rows that only say that
-- somebody did something with them tell no more. Row-level security holds as in the tables.
create view personal_record with (security_invoker = true) as
select company_id, named.user_id as user_id, 'inventory_document' as kind, named.relation as relation, id::text as record_id, number as number,
       created_at as recorded_at, null::jsonb as content
from inventory_document cross join lateral (values ('created_by', created_by), ('confirmed_by', confirmed_by)) as named (relation, user_id)
union all
select company_id, submitted_by, 'stocktake', 'submitted_by', document_id::text, null, null, null
from stocktake
union all
select company_id, counted_by, 'stocktake_count', 'counted_by', id::text, null, counted_at, null
from stocktake_count
union all
select company_id, user_id, kind, relation, record_id, number, recorded_at, content from platform.personal_record;
comment on view personal_record is 'Rows that name a person, by user_id; what is held of them.';
grant select on personal_record to erp_app;
