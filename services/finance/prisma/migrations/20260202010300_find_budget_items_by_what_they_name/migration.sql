-- An account may be budgeted for thousands of departments and projects: the item that answers is looked up by what it names,
-- at most four times, and never searched for among the others.
create index budget_item_by_name on budget_item (account_id, year, department_id, project_id) where in_force;
drop index budget_item_of_account;

create or replace function budget_item_of(account uuid, in_year text, department uuid, project uuid) returns uuid
language sql stable as $$
  select coalesce(
    (select id from budget_item where in_force and account_id = account and year = in_year
       and department_id = department and project_id = project),
    (select id from budget_item where in_force and account_id = account and year = in_year
       and department_id is null and project_id = project),
    (select id from budget_item where in_force and account_id = account and year = in_year
       and department_id = department and project_id is null),
    (select id from budget_item where in_force and account_id = account and year = in_year
       and department_id is null and project_id is null))
$$;
