-- Who keeps the books credits at a price of their own where no invoice is known.
insert into permissions (code) values ('sales.creditNote.createFree');

insert into role_permissions (role_code, permission_code) values
  ('ADMINISTRATOR', 'sales.creditNote.createFree'), ('ACCOUNTANT', 'sales.creditNote.createFree'),
  ('CONTROLLER', 'sales.creditNote.createFree');
