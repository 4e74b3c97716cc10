-- Cashiers write what is received and paid and post it; who controls the books approves it. Nobody approves their own.

insert into permissions (code) values
  ('finance.cash.read'), ('finance.cash.create'), ('finance.cash.approve'), ('finance.cash.post'), ('finance.cash.reverse'),
  ('finance.cashAccount.manage');

insert into role_permissions (role_code, permission_code)
  select 'ADMINISTRATOR', code from permissions where code like 'finance.cash%'
  on conflict do nothing;

insert into role_permissions (role_code, permission_code)
  select job, 'finance.cash.read'
  from (values ('ACCOUNTANT'), ('CONTROLLER'), ('AUDITOR'), ('CASHIER')) as jobs (job);

insert into role_permissions (role_code, permission_code) values
  ('CASHIER', 'finance.cash.create'), ('CASHIER', 'finance.cash.post'), ('ACCOUNTANT', 'finance.cash.create'),
  ('CONTROLLER', 'finance.cash.approve'), ('CONTROLLER', 'finance.cash.post'), ('CONTROLLER', 'finance.cash.reverse'),
  ('CONTROLLER', 'finance.cashAccount.manage');
