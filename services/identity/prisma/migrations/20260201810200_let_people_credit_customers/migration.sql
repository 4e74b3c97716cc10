-- Sales clerks write what customers are credited; who keeps the books confirms it and takes it back.
insert into permissions (code) values
  ('sales.creditNote.create'), ('sales.creditNote.confirm'), ('sales.creditNote.cancel'), ('sales.creditNote.read');

insert into role_permissions (role_code, permission_code)
  select job, code
  from (values ('ADMINISTRATOR'), ('ACCOUNTANT'), ('CONTROLLER')) as jobs (job)
  cross join permissions
  where code like 'sales.creditNote.%';

insert into role_permissions (role_code, permission_code) values
  ('SALES', 'sales.creditNote.create'), ('SALES', 'sales.creditNote.read'),
  ('AUDITOR', 'sales.creditNote.read');
