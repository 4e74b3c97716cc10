-- Names of employees stand sealed with a key of that person, which lies outside the database. Names that a release before left in
-- clear are sealed at the start of the service, in every version; a pseudonym stands in clear, for it tells nothing.
alter table dimension_value drop constraint dimension_value_name_zh_check, drop constraint dimension_value_name_en_check;
alter table dimension_value
  add column pseudonymised_at timestamptz,
  add constraint dimension_value_name_zh_check
    check (char_length(name_zh) between 1 and 200 or name_zh ~ '^1:[^:]+:[^:]+:[^:]*:[^:]+$'),
  add constraint dimension_value_name_en_check
    check (char_length(name_en) between 1 and 200 or name_en ~ '^1:[^:]+:[^:]+:[^:]*:[^:]+$'),
  add constraint only_employees_are_pseudonymised check (pseudonymised_at is null or dimension = 'employee');
comment on column dimension_value.name_zh is 'Of an employee sealed with the key of this person, or a pseudonym.';
comment on column dimension_value.pseudonymised_at is 'Since when an employee is called by a pseudonym; it is not undone.';
grant update (pseudonymised_at) on dimension_value to erp_app;
create index dimension_value_employee_in_clear on dimension_value (id)
  where dimension = 'employee' and pseudonymised_at is null and (name_zh not like '1:%' or name_en not like '1:%');
create index dimension_value_pseudonymised on dimension_value (id) where pseudonymised_at is not null;
-- Sealing reaches every employee, whosever they are, in a transaction that says so.
create policy resealing on dimension_value
  using (current_setting('app.resealing', true) = 'true') with check (current_setting('app.resealing', true) = 'true');
create policy resealing on dimension_value_revision
  using (current_setting('app.resealing', true) = 'true') with check (current_setting('app.resealing', true) = 'true');

-- Versions are append-only for the application; that the names in them are sealed is a function of the owner. It takes the place of
-- names in clear of employees only, by sealed ones.
create function seal_names_of_employees(names jsonb) returns void
language sql security definer
set search_path = ''
begin atomic
  update public.dimension_value_revision as told
  set name_zh = sealed.name_zh, name_en = sealed.name_en
  from jsonb_to_recordset(names) as sealed (id uuid, version int, name_zh text, name_en text)
  where told.dimension_value_id = sealed.id and told.version = sealed.version
    and sealed.name_zh ~ '^1:[^:]+:[^:]+:[^:]*:[^:]+$' and sealed.name_en ~ '^1:[^:]+:[^:]+:[^:]*:[^:]+$'
    and exists (select from public.dimension_value as employee
                where employee.id = told.dimension_value_id and employee.dimension = 'employee');
end;
revoke all on function seal_names_of_employees(jsonb) from public;
grant execute on function seal_names_of_employees(jsonb) to erp_app;
comment on function seal_names_of_employees(jsonb) is 'Puts sealed names into versions of employees that a release before wrote in clear.';
