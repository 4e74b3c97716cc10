-- Whoever buys does not say where suppliers are paid, and whoever says it does not pay.
insert into permissions (code) values ('procurement.bankAccount.read'), ('procurement.bankAccount.manage');
insert into role_permissions (role_code, permission_code) values
  ('ADMINISTRATOR', 'procurement.bankAccount.read'), ('ADMINISTRATOR', 'procurement.bankAccount.manage'),
  ('CONTROLLER', 'procurement.bankAccount.read'), ('AUDITOR', 'procurement.bankAccount.read'),
  ('ACCOUNTANT', 'procurement.bankAccount.read'), ('ACCOUNTANT', 'procurement.bankAccount.manage'),
  ('CASHIER', 'procurement.bankAccount.read')
  on conflict do nothing;
