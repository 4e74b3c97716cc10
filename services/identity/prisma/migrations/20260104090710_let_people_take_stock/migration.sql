-- Those who guard the stock count it; somebody who keeps the books approves what they found.
insert into permissions (code) values
  ('inventory.stocktake.count'), ('inventory.stocktake.approve'), ('inventory.stocktake.read');

insert into role_permissions (role_code, permission_code) values
  ('ADMINISTRATOR', 'inventory.stocktake.count'), ('ADMINISTRATOR', 'inventory.stocktake.approve'),
  ('ADMINISTRATOR', 'inventory.stocktake.read'),
  ('STOREKEEPER', 'inventory.stocktake.count'), ('STOREKEEPER', 'inventory.stocktake.read'),
  ('CONTROLLER', 'inventory.stocktake.approve'), ('CONTROLLER', 'inventory.stocktake.read'),
  ('ACCOUNTANT', 'inventory.stocktake.read'), ('AUDITOR', 'inventory.stocktake.read');
