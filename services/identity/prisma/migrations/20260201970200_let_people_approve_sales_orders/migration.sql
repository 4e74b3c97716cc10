-- Who controls the books lets sales orders through where the company has them approved and says nothing else.
insert into permissions (code) values ('sales.salesOrder.approve');

insert into role_permissions (role_code, permission_code) values
  ('ADMINISTRATOR', 'sales.salesOrder.approve'), ('CONTROLLER', 'sales.salesOrder.approve');
