-- Accountants send customers and suppliers statements of account and keep what these answer; who controls the books decides on disputes.
insert into permissions (code) values ('finance.statementOfAccount.issue'), ('finance.statementOfAccount.resolve');

insert into role_permissions (role_code, permission_code)
  select 'ADMINISTRATOR', code from permissions where code like 'finance.statementOfAccount.%';
insert into role_permissions (role_code, permission_code) values
  ('ACCOUNTANT', 'finance.statementOfAccount.issue'), ('CONTROLLER', 'finance.statementOfAccount.resolve');
