-- Where suppliers are paid is said by the accountant and confirmed by the controller.
insert into permissions (code) values ('procurement.bankAccount.confirm');
insert into role_permissions (role_code, permission_code) values
  ('ADMINISTRATOR', 'procurement.bankAccount.confirm'), ('CONTROLLER', 'procurement.bankAccount.confirm');
