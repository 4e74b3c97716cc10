-- Who says how budgets bind lets orders through that they do not cover.
insert into permissions (code) values ('procurement.purchaseOrder.overrideBudget');

insert into role_permissions (role_code, permission_code) values
  ('ADMINISTRATOR', 'procurement.purchaseOrder.overrideBudget'),
  ('CONTROLLER', 'procurement.purchaseOrder.overrideBudget');
