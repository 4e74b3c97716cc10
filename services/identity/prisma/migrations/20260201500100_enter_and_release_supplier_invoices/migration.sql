-- Who keeps the books enters and matches what suppliers charge; the controller lets differences pass and sets
-- the tolerances. Buyers see how far their orders are invoiced.
insert into permissions (code) values
  ('procurement.supplierInvoice.create'), ('procurement.supplierInvoice.confirm'),
  ('procurement.supplierInvoice.release'), ('procurement.supplierInvoice.cancel'),
  ('procurement.supplierInvoice.read'), ('procurement.invoiceTolerance.manage');

insert into role_permissions (role_code, permission_code)
  select job, code
  from (values ('ADMINISTRATOR'), ('CONTROLLER')) as jobs (job)
  cross join permissions
  where code like 'procurement.supplierInvoice.%' or code = 'procurement.invoiceTolerance.manage';

insert into role_permissions (role_code, permission_code) values
  ('ACCOUNTANT', 'procurement.supplierInvoice.create'), ('ACCOUNTANT', 'procurement.supplierInvoice.confirm'),
  ('ACCOUNTANT', 'procurement.supplierInvoice.cancel'), ('ACCOUNTANT', 'procurement.supplierInvoice.read'),
  ('BUYER', 'procurement.supplierInvoice.read'),
  ('AUDITOR', 'procurement.supplierInvoice.read');
