-- Goods that no delivery vouches for are taken back by those who sell; those who guard the stock confirm them as every return.
insert into permissions (code) values ('sales.salesReturn.createWithoutSource');

insert into role_permissions (role_code, permission_code) values
  ('ADMINISTRATOR', 'sales.salesReturn.createWithoutSource'), ('SALES', 'sales.salesReturn.createWithoutSource');
