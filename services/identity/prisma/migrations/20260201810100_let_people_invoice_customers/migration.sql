-- Sales clerks write what customers are charged; who keeps the books confirms it and takes it back.
insert into permissions (code) values
  ('sales.salesInvoice.create'), ('sales.salesInvoice.confirm'), ('sales.salesInvoice.cancel'), ('sales.salesInvoice.read');

insert into role_permissions (role_code, permission_code)
  select job, code
  from (values ('ADMINISTRATOR'), ('ACCOUNTANT'), ('CONTROLLER')) as jobs (job)
  cross join permissions
  where code like 'sales.salesInvoice.%';

insert into role_permissions (role_code, permission_code) values
  ('SALES', 'sales.salesInvoice.create'), ('SALES', 'sales.salesInvoice.read'),
  ('AUDITOR', 'sales.salesInvoice.read');
