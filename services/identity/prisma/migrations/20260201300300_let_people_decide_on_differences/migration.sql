-- Who approves what was counted is not who decides who bears it: the books are the accountant's and the controller's.
insert into permissions (code) values ('inventory.stockDifference.dispose'), ('inventory.stockDifference.read');

insert into role_permissions (role_code, permission_code)
  select job, code
  from (values ('ADMINISTRATOR'), ('ACCOUNTANT'), ('CONTROLLER')) as jobs (job)
  cross join permissions
  where code like 'inventory.stockDifference.%';

insert into role_permissions (role_code, permission_code) values
  ('STOREKEEPER', 'inventory.stockDifference.read'),
  ('AUDITOR', 'inventory.stockDifference.read');
