-- Whoever left is called by a pseudonym as an employee too. Versions of dimension values are append-only for the application; that names
-- in them are forgotten is a function of the owner, which can only make earlier versions of an employee say what the value says now.
create function forget_names_of_employees(employee_ids uuid[]) returns void
language sql security definer
set search_path = ''
begin atomic
  update public.dimension_value_revision as told
  set name_zh = employee.name_zh, name_en = employee.name_en
  from public.dimension_value as employee
  where employee.id = told.dimension_value_id and employee.id = any (employee_ids) and employee.dimension = 'employee';
end;
revoke all on function forget_names_of_employees(uuid[]) from public;
grant execute on function forget_names_of_employees(uuid[]) to erp_app;
comment on function forget_names_of_employees(uuid[]) is 'Puts what employees are called now into their earlier versions, for whoever left is forgotten.';

-- The trail is sealed and cannot forget; versions say themselves who changed which value and how.
insert into platform.unrecorded_table (pattern, reason) values
  ('dimension\_value', 'every version is kept beside it, where names of persons can be forgotten');
drop trigger if exists record_update on dimension_value;

-- Messages tell employees by their code. What earlier releases told, with names, may be sent again and is kept for long.
alter table dimension_value no force row level security;
with employee as (select id from dimension_value where dimension = 'employee')
update platform.outbox as told
set payload = said.payload, payload_sha256 = sha256(convert_to(said.payload::text, 'UTF8'))
from (
  select event_id, payload || jsonb_build_object('name', jsonb_build_object('zh', payload -> 'code', 'en', payload -> 'code')) as payload
  from platform.outbox where type = 'finance.dimension-value.changed.v1' and aggregate_id in (select id from employee)) as said
where told.event_id = said.event_id;
with employee as (select id from dimension_value where dimension = 'employee')
update platform.outbox_archive as told
set payload = said.payload, payload_sha256 = sha256(convert_to(said.payload::text, 'UTF8'))
from (
  select event_id, payload || jsonb_build_object('name', jsonb_build_object('zh', payload -> 'code', 'en', payload -> 'code')) as payload
  from platform.outbox_archive where type = 'finance.dimension-value.changed.v1' and aggregate_id in (select id from employee)) as said
where told.event_id = said.event_id;
alter table dimension_value force row level security;
