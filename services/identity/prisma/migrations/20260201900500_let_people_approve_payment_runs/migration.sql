-- Payment runs are approved like other documents; by whoever holds this permission until a company says who shall.

insert into permissions (code) values ('finance.paymentRun.approve');

insert into role_permissions (role_code, permission_code) values
  ('ADMINISTRATOR', 'finance.paymentRun.approve'), ('CONTROLLER', 'finance.paymentRun.approve')
  on conflict do nothing;
