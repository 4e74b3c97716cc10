-- The controller chooses what becomes of estimates of receipts; who keeps the books takes them back and makes them anew.
insert into permissions (code) values ('procurement.receiptEstimate.choose'), ('procurement.receiptEstimate.turn');

insert into role_permissions (role_code, permission_code) values
  ('ADMINISTRATOR', 'procurement.receiptEstimate.choose'), ('ADMINISTRATOR', 'procurement.receiptEstimate.turn'),
  ('CONTROLLER', 'procurement.receiptEstimate.choose'), ('CONTROLLER', 'procurement.receiptEstimate.turn'),
  ('ACCOUNTANT', 'procurement.receiptEstimate.turn');
