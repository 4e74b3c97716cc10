-- Employees ask for advances as they claim expenses, the controller approves, and the cashier pays both.
insert into permissions (code) values ('finance.employeeAdvance.approve'), ('finance.employeePayment.pay');

insert into role_permissions (role_code, permission_code) values
  ('ADMINISTRATOR', 'finance.employeeAdvance.approve'), ('CONTROLLER', 'finance.employeeAdvance.approve'),
  ('ADMINISTRATOR', 'finance.employeePayment.pay'), ('CASHIER', 'finance.employeePayment.pay');
