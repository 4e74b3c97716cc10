-- Other issues and services that suppliers charge name the department and project that bear them.
insert into role_permissions (role_code, permission_code) values
  ('STOREKEEPER', 'finance.dimension.read'), ('BUYER', 'finance.dimension.read')
  on conflict do nothing;
