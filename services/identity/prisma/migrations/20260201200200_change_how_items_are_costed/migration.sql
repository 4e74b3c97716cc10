-- Who keeps the books writes down how an item is costed from now on; the controller confirms it, and never what they wrote.
insert into permissions (code) values
  ('inventory.costingChange.create'), ('inventory.costingChange.confirm'), ('inventory.costingChange.read');

insert into role_permissions (role_code, permission_code)
  select job, code
  from (values ('ADMINISTRATOR'), ('CONTROLLER')) as jobs (job)
  cross join permissions
  where code like 'inventory.costingChange.%';

insert into role_permissions (role_code, permission_code) values
  ('ACCOUNTANT', 'inventory.costingChange.create'), ('ACCOUNTANT', 'inventory.costingChange.read'),
  ('AUDITOR', 'inventory.costingChange.read');
