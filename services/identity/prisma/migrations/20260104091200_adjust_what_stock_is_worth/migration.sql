-- Who keeps the books writes down what stock is worth more or less; the controller confirms it, and never what they wrote.
insert into permissions (code) values
  ('inventory.costAdjustment.create'), ('inventory.costAdjustment.confirm'), ('inventory.costAdjustment.read');

insert into role_permissions (role_code, permission_code)
  select job, code
  from (values ('ADMINISTRATOR'), ('CONTROLLER')) as jobs (job)
  cross join permissions
  where code like 'inventory.costAdjustment.%';

insert into role_permissions (role_code, permission_code) values
  ('ACCOUNTANT', 'inventory.costAdjustment.create'), ('ACCOUNTANT', 'inventory.costAdjustment.read'),
  ('AUDITOR', 'inventory.costAdjustment.read');
