-- Who keeps the warehouse writes down what is assembled and taken apart, and another of them or the controller confirms it;
-- who keeps the books reads it.
insert into permissions (code) values
  ('inventory.stockAssembly.create'), ('inventory.stockAssembly.confirm'), ('inventory.stockAssembly.read');

insert into role_permissions (role_code, permission_code)
  select job, code
  from (values ('ADMINISTRATOR'), ('STOREKEEPER'), ('CONTROLLER')) as jobs (job)
  cross join permissions
  where code like 'inventory.stockAssembly.%';

insert into role_permissions (role_code, permission_code) values
  ('ACCOUNTANT', 'inventory.stockAssembly.read'),
  ('AUDITOR', 'inventory.stockAssembly.read');
