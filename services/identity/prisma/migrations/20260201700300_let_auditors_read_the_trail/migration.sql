-- Who did what, in each service, is for auditors and administrators; so is whether the trail is still what was written.
insert into permissions (code) values
  ('identity.audit.read'), ('inventory.audit.read'), ('procurement.audit.read'), ('sales.audit.read'), ('finance.audit.read');

insert into role_permissions (role_code, permission_code)
  select job, code
  from (values ('ADMINISTRATOR'), ('AUDITOR')) as jobs (job)
  cross join permissions
  where code like '%.audit.read';
