-- Sales clerks say what goes out, those who guard the stock let it go; those who keep the books see it.
insert into permissions (code) values
  ('sales.delivery.create'), ('sales.delivery.confirm'), ('sales.delivery.read');

insert into role_permissions (role_code, permission_code)
  select job, code
  from (values ('ADMINISTRATOR'), ('SALES'), ('STOREKEEPER')) as jobs (job)
  cross join permissions
  where code like 'sales.delivery.%';

insert into role_permissions (role_code, permission_code)
  select job, 'sales.delivery.read' from (values ('ACCOUNTANT'), ('CONTROLLER'), ('AUDITOR')) as jobs (job);
