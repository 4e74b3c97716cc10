-- Sales clerks write what is given away; those who guard the stock let it go as every delivery.
insert into permissions (code) values ('sales.gift.create');

insert into role_permissions (role_code, permission_code) values
  ('ADMINISTRATOR', 'sales.gift.create'), ('SALES', 'sales.gift.create');
