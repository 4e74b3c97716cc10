-- Who keeps the books sees what customers may owe; who controls them sets the limit and lets orders through. Sales clerks see
-- it, for they tell customers why an order waits.
insert into permissions (code) values
  ('finance.credit.read'), ('sales.customer.limitCredit'), ('sales.salesOrder.overrideCredit');

insert into role_permissions (role_code, permission_code) values
  ('ADMINISTRATOR', 'finance.credit.read'), ('ACCOUNTANT', 'finance.credit.read'), ('CONTROLLER', 'finance.credit.read'),
  ('AUDITOR', 'finance.credit.read'), ('SALES', 'finance.credit.read'),
  ('ADMINISTRATOR', 'sales.customer.limitCredit'), ('CONTROLLER', 'sales.customer.limitCredit'),
  ('ADMINISTRATOR', 'sales.salesOrder.overrideCredit'), ('CONTROLLER', 'sales.salesOrder.overrideCredit');
