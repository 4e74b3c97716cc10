-- Keeping goods for somebody is a promise: those who sell and those who guard the stock may make it.
insert into permissions (code) values ('inventory.reservation.manage');

insert into role_permissions (role_code, permission_code)
  select job, 'inventory.reservation.manage' from (values ('ADMINISTRATOR'), ('STOREKEEPER'), ('SALES')) as jobs (job);
