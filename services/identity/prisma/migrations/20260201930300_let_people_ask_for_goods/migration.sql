-- Whoever runs short asks for goods; buyers order them and, like the controller, close what is not needed any more. Those who
-- approve orders approve requisitions.
insert into permissions (code) values
  ('procurement.requisition.create'), ('procurement.requisition.read'), ('procurement.requisition.close'),
  ('procurement.requisition.approve');

insert into role_permissions (role_code, permission_code)
  select job, code
  from (values ('ADMINISTRATOR'), ('BUYER'), ('STOREKEEPER'), ('SALES'), ('ACCOUNTANT'), ('CONTROLLER')) as jobs (job)
  cross join (values ('procurement.requisition.create'), ('procurement.requisition.read')) as rights (code);
insert into role_permissions (role_code, permission_code) values
  ('AUDITOR', 'procurement.requisition.read'),
  ('ADMINISTRATOR', 'procurement.requisition.close'), ('BUYER', 'procurement.requisition.close'),
  ('CONTROLLER', 'procurement.requisition.close'),
  ('ADMINISTRATOR', 'procurement.requisition.approve'), ('CONTROLLER', 'procurement.requisition.approve');
