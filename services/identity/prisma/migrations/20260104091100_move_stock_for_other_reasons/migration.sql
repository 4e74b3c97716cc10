-- Who keeps the warehouse also writes down what comes and goes for other reasons; who keeps the books reads it, and the
-- controller brings in what was there when the books began.
insert into permissions (code) values
  ('inventory.miscellaneousMovement.create'), ('inventory.miscellaneousMovement.confirm'),
  ('inventory.miscellaneousMovement.read');

insert into role_permissions (role_code, permission_code)
  select job, code
  from (values ('ADMINISTRATOR'), ('STOREKEEPER'), ('CONTROLLER')) as jobs (job)
  cross join permissions
  where code like 'inventory.miscellaneousMovement.%';

insert into role_permissions (role_code, permission_code) values
  ('ACCOUNTANT', 'inventory.miscellaneousMovement.read'),
  ('AUDITOR', 'inventory.miscellaneousMovement.read');
