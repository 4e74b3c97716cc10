-- Who lets orders through that budgets do not cover lets requisitions through.
insert into permissions (code) values ('procurement.requisition.overrideBudget');

insert into role_permissions (role_code, permission_code) values
  ('ADMINISTRATOR', 'procurement.requisition.overrideBudget'),
  ('CONTROLLER', 'procurement.requisition.overrideBudget');
