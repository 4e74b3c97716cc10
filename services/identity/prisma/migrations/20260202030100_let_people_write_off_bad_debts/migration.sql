-- Who controls the books says what is provided for bad debts and lets debts be written off; accountants propose and post it.
insert into permissions (code) values
  ('finance.badDebt.setRates'), ('finance.badDebt.create'), ('finance.badDebt.approve'), ('finance.badDebt.post');

insert into role_permissions (role_code, permission_code)
  select 'ADMINISTRATOR', code from permissions where code like 'finance.badDebt.%';
insert into role_permissions (role_code, permission_code) values
  ('CONTROLLER', 'finance.badDebt.setRates'), ('CONTROLLER', 'finance.badDebt.approve'),
  ('ACCOUNTANT', 'finance.badDebt.create'), ('ACCOUNTANT', 'finance.badDebt.post'), ('CASHIER', 'finance.badDebt.post');
