-- What sales holds of a person: every row that names them, by which column, and what it says of them. Rows that only say that
-- somebody did something with them tell no more. Row-level security holds as in the tables.
create view personal_record with (security_invoker = true) as
select company_id, named.user_id as user_id, 'sales_order' as kind, named.relation as relation, id::text as record_id, number as number,
       created_at as recorded_at, null::jsonb as content
from sales_order cross join lateral (values ('created_by', created_by), ('submitted_by', submitted_by), ('credit_override_by', credit_override_by)) as named (relation, user_id)
union all
select company_id, created_by, 'sales_invoice', 'created_by', id::text, number, created_at, null
from sales_invoice
union all
select company_id, created_by, 'credit_note', 'created_by', id::text, number, created_at, null
from credit_note
union all
select company_id, chosen_by, 'cost_of_sales_choice', 'chosen_by', company_id || '/' || valid_from, null, chosen_at, null
from cost_of_sales_choice
union all
select company_id, user_id, kind, relation, record_id, number, recorded_at, content from platform.personal_record;
comment on view personal_record is 'Rows that name a person, by user_id; what is held of them.';
grant select on personal_record to erp_app;
