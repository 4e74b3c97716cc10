-- Who keeps the books writes down what it cost to get goods here; the controller confirms it, and never what they wrote.
insert into permissions (code) values
  ('inventory.landedCost.create'), ('inventory.landedCost.confirm'), ('inventory.landedCost.read');

insert into role_permissions (role_code, permission_code)
  select job, code
  from (values ('ADMINISTRATOR'), ('CONTROLLER')) as jobs (job)
  cross join permissions
  where code like 'inventory.landedCost.%';

insert into role_permissions (role_code, permission_code) values
  ('ACCOUNTANT', 'inventory.landedCost.create'), ('ACCOUNTANT', 'inventory.landedCost.read'),
  ('AUDITOR', 'inventory.landedCost.read');
