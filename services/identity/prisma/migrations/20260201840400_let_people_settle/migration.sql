-- Accountants settle what is owed; who controls them takes settlements back and says how much may be written off.

insert into permissions (code) values
  ('finance.settlement.create'), ('finance.settlement.undo'), ('finance.settlement.setLimit');

insert into role_permissions (role_code, permission_code)
  select 'ADMINISTRATOR', code from permissions where code like 'finance.settlement.%';

insert into role_permissions (role_code, permission_code) values
  ('ACCOUNTANT', 'finance.settlement.create'), ('CONTROLLER', 'finance.settlement.create'),
  ('CONTROLLER', 'finance.settlement.undo'), ('CONTROLLER', 'finance.settlement.setLimit');
