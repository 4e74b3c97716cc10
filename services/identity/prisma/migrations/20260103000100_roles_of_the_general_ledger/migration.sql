-- What the general ledger asks for. Writing, reviewing, signing for cash and posting are duties of different people, so
-- they are different permissions, and the standard jobs keep them apart.

insert into permissions (code) values
  ('finance.voucher.create'), ('finance.voucher.submit'), ('finance.voucher.import'), ('finance.voucher.review'),
  ('finance.voucher.cashierReview'), ('finance.voucher.post'), ('finance.voucher.reverse'),
  ('finance.exchangeRate.manage'), ('finance.exchangeRate.read'), ('finance.dimension.manage'),
  ('finance.dimension.read'), ('finance.closing.run'), ('finance.openingBalance.manage');

insert into roles (code, name_zh, name_en) values ('CASHIER', '出纳', 'Cashier');

insert into role_permissions (role_code, permission_code)
  select 'ADMINISTRATOR', code from permissions where code like 'finance.%'
  on conflict do nothing;

insert into role_permissions (role_code, permission_code)
  select job, code
  from (values ('ACCOUNTANT'), ('CONTROLLER'), ('AUDITOR')) as jobs (job)
  cross join (values ('finance.exchangeRate.read'), ('finance.dimension.read')) as shared (code);

insert into role_permissions (role_code, permission_code) values
  ('ACCOUNTANT', 'finance.voucher.create'), ('ACCOUNTANT', 'finance.voucher.submit'),
  ('ACCOUNTANT', 'finance.voucher.import'), ('ACCOUNTANT', 'finance.exchangeRate.manage'),
  ('ACCOUNTANT', 'finance.dimension.manage'),
  ('CONTROLLER', 'finance.voucher.create'), ('CONTROLLER', 'finance.voucher.submit'),
  ('CONTROLLER', 'finance.voucher.review'), ('CONTROLLER', 'finance.voucher.post'),
  ('CONTROLLER', 'finance.voucher.reverse'), ('CONTROLLER', 'finance.exchangeRate.manage'),
  ('CONTROLLER', 'finance.dimension.manage'), ('CONTROLLER', 'finance.closing.run'),
  ('CONTROLLER', 'finance.openingBalance.manage'),
  ('CASHIER', 'identity.company.read'), ('CASHIER', 'finance.account.read'), ('CASHIER', 'finance.period.read'),
  ('CASHIER', 'finance.voucher.read'), ('CASHIER', 'finance.voucher.cashierReview'), ('CASHIER', 'finance.report.read');
