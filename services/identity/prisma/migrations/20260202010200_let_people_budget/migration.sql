-- Who keeps the books writes budgets too; the controller says how they bind and approves what others wrote.

insert into permissions (code) values
  ('finance.budget.read'), ('finance.budget.manage'), ('finance.budget.control'), ('finance.budget.approve');

insert into role_permissions (role_code, permission_code)
  select job, code
  from (values ('ADMINISTRATOR'), ('CONTROLLER')) as jobs (job)
  cross join permissions
  where code like 'finance.budget.%'
  on conflict do nothing;

insert into role_permissions (role_code, permission_code) values
  ('ACCOUNTANT', 'finance.budget.read'), ('ACCOUNTANT', 'finance.budget.manage'), ('AUDITOR', 'finance.budget.read');
