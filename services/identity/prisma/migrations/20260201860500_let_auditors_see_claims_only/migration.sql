-- Seeing claims and writing them are two rights, for an auditor reads and changes nothing.
insert into permissions (code) values ('finance.expenseClaim.write');

insert into role_permissions (role_code, permission_code)
  select role_code, 'finance.expenseClaim.write' from role_permissions
  where permission_code = 'finance.expenseClaim.own' and role_code <> 'AUDITOR';
