-- Sales clerks quote prices to customers; who keeps the books and who audits them see what was quoted.
insert into permissions (code) values ('sales.quotation.create'), ('sales.quotation.read');

insert into role_permissions (role_code, permission_code) values
  ('ADMINISTRATOR', 'sales.quotation.create'), ('SALES', 'sales.quotation.create'),
  ('ADMINISTRATOR', 'sales.quotation.read'), ('SALES', 'sales.quotation.read'), ('ACCOUNTANT', 'sales.quotation.read'),
  ('CONTROLLER', 'sales.quotation.read'), ('AUDITOR', 'sales.quotation.read');
