-- What customers, suppliers and employees owe and are owed is read by whoever keeps the books, and by who pays.

insert into permissions (code) values ('finance.openItem.read');

insert into role_permissions (role_code, permission_code) values
  ('ADMINISTRATOR', 'finance.openItem.read'), ('ACCOUNTANT', 'finance.openItem.read'),
  ('CONTROLLER', 'finance.openItem.read'), ('AUDITOR', 'finance.openItem.read'), ('CASHIER', 'finance.openItem.read');
