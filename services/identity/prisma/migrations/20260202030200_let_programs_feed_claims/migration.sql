-- Claims of another system come in through whoever may claim for others; taking one back is for those who may cancel.
insert into permissions (code) values ('finance.expenseClaim.feed');

insert into role_permissions (role_code, permission_code) values
  ('ADMINISTRATOR', 'finance.expenseClaim.feed'), ('ACCOUNTANT', 'finance.expenseClaim.feed');
