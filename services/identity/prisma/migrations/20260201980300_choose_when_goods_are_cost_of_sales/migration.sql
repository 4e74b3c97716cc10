-- The controller chooses when what delivered goods cost becomes cost of sales.
insert into permissions (code) values ('sales.costOfSales.choose');

insert into role_permissions (role_code, permission_code) values
  ('ADMINISTRATOR', 'sales.costOfSales.choose'), ('CONTROLLER', 'sales.costOfSales.choose');
