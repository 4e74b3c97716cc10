-- Who handles cash counts it, accountants see it counted and approve it, and who controls the books says who bears what differs.
insert into permissions (code) values
  ('finance.cashCount.create'), ('finance.cashCount.witness'), ('finance.cashCount.approve'), ('finance.cashCount.decide');

insert into role_permissions (role_code, permission_code)
  select 'ADMINISTRATOR', code from permissions where code like 'finance.cashCount.%';
insert into role_permissions (role_code, permission_code) values
  ('CASHIER', 'finance.cashCount.create'), ('CASHIER', 'finance.cashCount.witness'),
  ('ACCOUNTANT', 'finance.cashCount.witness'), ('ACCOUNTANT', 'finance.cashCount.approve'),
  ('CONTROLLER', 'finance.cashCount.witness'), ('CONTROLLER', 'finance.cashCount.approve'),
  ('CONTROLLER', 'finance.cashCount.decide');
