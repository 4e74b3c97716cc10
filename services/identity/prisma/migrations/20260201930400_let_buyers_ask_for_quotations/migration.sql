-- Buyers ask suppliers for quotations and write down their answers; those who approve and audit what is ordered compare them.
insert into permissions (code) values
  ('procurement.requestForQuotation.manage'), ('procurement.requestForQuotation.read');

insert into role_permissions (role_code, permission_code)
  select job, code
  from (values ('ADMINISTRATOR'), ('BUYER')) as jobs (job)
  cross join permissions
  where code like 'procurement.requestForQuotation.%';
insert into role_permissions (role_code, permission_code) values
  ('CONTROLLER', 'procurement.requestForQuotation.read'), ('ACCOUNTANT', 'procurement.requestForQuotation.read'),
  ('AUDITOR', 'procurement.requestForQuotation.read');
