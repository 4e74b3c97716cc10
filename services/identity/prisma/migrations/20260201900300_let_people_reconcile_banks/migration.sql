-- Who receives and pays does not also say that bank and books agree 出纳不得编制银行存款余额调节表: cashiers see it, accountants do it.

insert into permissions (code) values
  ('finance.bankStatement.read'), ('finance.bankStatement.import'), ('finance.bankStatement.match');

insert into role_permissions (role_code, permission_code)
  select 'ADMINISTRATOR', code from permissions where code like 'finance.bankStatement.%'
  on conflict do nothing;

insert into role_permissions (role_code, permission_code)
  select job, 'finance.bankStatement.read'
  from (values ('ACCOUNTANT'), ('CONTROLLER'), ('AUDITOR'), ('CASHIER')) as jobs (job);

insert into role_permissions (role_code, permission_code)
  select job, code from (values ('ACCOUNTANT'), ('CONTROLLER')) as jobs (job)
  cross join (values ('finance.bankStatement.import'), ('finance.bankStatement.match')) as may (code);
