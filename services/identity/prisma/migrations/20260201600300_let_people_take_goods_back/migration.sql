-- Sales clerks say what comes back, those who guard the stock take it in; those who keep the books see it.
insert into permissions (code) values
  ('sales.salesReturn.create'), ('sales.salesReturn.confirm'), ('sales.salesReturn.read');

insert into role_permissions (role_code, permission_code)
  select job, code
  from (values ('ADMINISTRATOR'), ('SALES'), ('STOREKEEPER')) as jobs (job)
  cross join permissions
  where code like 'sales.salesReturn.%';

insert into role_permissions (role_code, permission_code)
  select job, 'sales.salesReturn.read' from (values ('ACCOUNTANT'), ('CONTROLLER'), ('AUDITOR')) as jobs (job);
