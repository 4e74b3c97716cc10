-- Who controls the books lets discounts for early payment be had longer than their terms say.
insert into permissions (code) values ('finance.discount.extend');
insert into role_permissions (role_code, permission_code) values
  ('ADMINISTRATOR', 'finance.discount.extend'), ('CONTROLLER', 'finance.discount.extend');
