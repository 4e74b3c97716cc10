-- Sales clerks write and confirm orders; those who guard the stock see what is promised from it, without prices; those who
-- keep the books see all of it.
insert into permissions (code) values
  ('sales.salesOrder.create'), ('sales.salesOrder.confirm'), ('sales.salesOrder.read'), ('sales.price.read');

insert into role_permissions (role_code, permission_code)
  select job, code
  from (values ('ADMINISTRATOR'), ('SALES')) as jobs (job)
  cross join permissions
  where code like 'sales.salesOrder.%' or code = 'sales.price.read';

insert into role_permissions (role_code, permission_code)
  select job, code
  from (values ('ACCOUNTANT'), ('CONTROLLER'), ('AUDITOR')) as jobs (job)
  cross join permissions
  where code in ('sales.salesOrder.read', 'sales.price.read');

insert into role_permissions (role_code, permission_code) values ('STOREKEEPER', 'sales.salesOrder.read');
