-- Those who guard the stock send and receive it; those who keep the books see where it went.
insert into permissions (code) values
  ('inventory.stockTransfer.create'), ('inventory.stockTransfer.confirm'), ('inventory.stockTransfer.read');

insert into role_permissions (role_code, permission_code)
  select job, code
  from (values ('ADMINISTRATOR'), ('STOREKEEPER')) as jobs (job)
  cross join (values
    ('inventory.stockTransfer.create'), ('inventory.stockTransfer.confirm'), ('inventory.stockTransfer.read')
  ) as shared (code);

insert into role_permissions (role_code, permission_code)
  select job, 'inventory.stockTransfer.read'
  from (values ('BUYER'), ('SALES'), ('ACCOUNTANT'), ('CONTROLLER'), ('AUDITOR')) as jobs (job);
