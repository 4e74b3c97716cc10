-- The controller keeps the price lists; sales clerks sell by them and auditors read them.
insert into permissions (code) values ('sales.priceList.manage'), ('sales.priceList.read');

insert into role_permissions (role_code, permission_code)
  select job, code
  from (values ('ADMINISTRATOR'), ('CONTROLLER')) as jobs (job)
  cross join permissions
  where code like 'sales.priceList.%';

insert into role_permissions (role_code, permission_code)
  select job, 'sales.priceList.read' from (values ('SALES'), ('ACCOUNTANT'), ('AUDITOR')) as jobs (job);
