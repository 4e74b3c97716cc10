-- Whoever takes payment runs to the bank writes their files, which say where suppliers are paid.
insert into permissions (code) values ('procurement.paymentFile.write');
insert into role_permissions (role_code, permission_code) values
  ('ADMINISTRATOR', 'procurement.paymentFile.write'), ('CASHIER', 'procurement.paymentFile.write');
