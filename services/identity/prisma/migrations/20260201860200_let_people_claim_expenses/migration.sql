-- Everybody claims what they spent and sees their own claims, for which they choose departments and projects. Who keeps the
-- books helps others, looks into receipts and approves less where too much is claimed; the controller approves, takes back and
-- sets types and limits. The permission to approve may have come with the approvals themselves.
insert into permissions (code) values
  ('finance.expenseClaim.own'), ('finance.expenseClaim.assist'), ('finance.expenseClaim.read'),
  ('finance.expenseClaim.reduce'), ('finance.expenseClaim.approve'), ('finance.expenseClaim.cancel'),
  ('finance.expenseSetUp.manage')
  on conflict do nothing;

insert into role_permissions (role_code, permission_code)
  select job, code
  from (values ('ADMINISTRATOR'), ('CONTROLLER')) as jobs (job)
  cross join permissions
  where code like 'finance.expenseClaim.%' or code = 'finance.expenseSetUp.manage'
  on conflict do nothing;

insert into role_permissions (role_code, permission_code)
  select code, permission
  from roles
  cross join (values ('finance.expenseClaim.own'), ('finance.dimension.read')) as everybody (permission)
  where code in ('BUYER', 'STOREKEEPER', 'SALES', 'ACCOUNTANT', 'CASHIER', 'AUDITOR')
  on conflict do nothing;

insert into role_permissions (role_code, permission_code) values
  ('ACCOUNTANT', 'finance.expenseClaim.assist'), ('ACCOUNTANT', 'finance.expenseClaim.read'),
  ('ACCOUNTANT', 'finance.expenseClaim.reduce'), ('CASHIER', 'finance.expenseClaim.read'),
  ('AUDITOR', 'finance.expenseClaim.read');
