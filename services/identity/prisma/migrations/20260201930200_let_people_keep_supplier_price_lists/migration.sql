-- Buyers negotiate what suppliers ask and keep their price lists, and so does the controller; who keeps the books and who
-- audits them read them.
insert into permissions (code) values ('procurement.priceList.manage'), ('procurement.priceList.read');

insert into role_permissions (role_code, permission_code)
  select job, code
  from (values ('ADMINISTRATOR'), ('BUYER'), ('CONTROLLER')) as jobs (job)
  cross join permissions
  where code like 'procurement.priceList.%';

insert into role_permissions (role_code, permission_code)
  select job, 'procurement.priceList.read' from (values ('ACCOUNTANT'), ('AUDITOR')) as jobs (job);
