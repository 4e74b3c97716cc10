insert into permissions (code) values
  ('identity.company.manage'), ('identity.company.read'), ('identity.user.manage'), ('identity.user.read'),
  ('identity.operations.manage'), ('identity.operations.read'),
  ('inventory.item.manage'), ('inventory.item.read'), ('inventory.warehouse.manage'), ('inventory.warehouse.read'),
  ('inventory.stock.read'), ('inventory.cost.read'),
  ('inventory.operations.manage'), ('inventory.operations.read'),
  ('procurement.supplier.manage'), ('procurement.supplier.read'),
  ('procurement.purchaseOrder.create'), ('procurement.purchaseOrder.confirm'), ('procurement.purchaseOrder.amend'),
  ('procurement.purchaseOrder.read'),
  ('procurement.goodsReceipt.create'), ('procurement.goodsReceipt.confirm'), ('procurement.goodsReceipt.read'),
  ('procurement.purchaseReturn.create'), ('procurement.purchaseReturn.confirm'), ('procurement.purchaseReturn.read'),
  ('procurement.price.read'),
  ('procurement.operations.manage'), ('procurement.operations.read'),
  ('finance.account.manage'), ('finance.account.read'),
  ('finance.period.close'), ('finance.period.open'), ('finance.period.read'),
  ('finance.accountRule.manage'), ('finance.accountRule.read'),
  ('finance.voucherTemplate.manage'), ('finance.voucherTemplate.read'),
  ('finance.taxCode.manage'), ('finance.taxCode.read'),
  ('finance.voucher.read'), ('finance.report.read'),
  ('finance.operations.manage'), ('finance.operations.read'),
  ('sales.customer.manage'), ('sales.customer.read'),
  ('sales.operations.manage'), ('sales.operations.read');

insert into roles (code, name_zh, name_en) values
  ('ADMINISTRATOR', '系统管理员', 'Administrator'),
  ('BUYER', '采购员', 'Buyer'),
  ('STOREKEEPER', '仓库管理员', 'Storekeeper'),
  ('SALES', '销售员', 'Sales clerk'),
  ('ACCOUNTANT', '会计', 'Accountant'),
  ('CONTROLLER', '财务主管', 'Financial controller'),
  ('AUDITOR', '审计员', 'Auditor');

insert into role_permissions (role_code, permission_code)
  select 'ADMINISTRATOR', code from permissions;

insert into role_permissions (role_code, permission_code)
  select 'AUDITOR', code from permissions where code like '%.read';

insert into role_permissions (role_code, permission_code) values
  ('BUYER', 'identity.company.read'),
  ('BUYER', 'inventory.item.read'), ('BUYER', 'inventory.warehouse.read'), ('BUYER', 'inventory.stock.read'),
  ('BUYER', 'procurement.supplier.manage'), ('BUYER', 'procurement.supplier.read'),
  ('BUYER', 'procurement.purchaseOrder.create'), ('BUYER', 'procurement.purchaseOrder.confirm'),
  ('BUYER', 'procurement.purchaseOrder.amend'), ('BUYER', 'procurement.purchaseOrder.read'),
  ('BUYER', 'procurement.goodsReceipt.read'),
  ('BUYER', 'procurement.purchaseReturn.create'), ('BUYER', 'procurement.purchaseReturn.confirm'),
  ('BUYER', 'procurement.purchaseReturn.read'), ('BUYER', 'procurement.price.read'),
  ('BUYER', 'finance.period.read'), ('BUYER', 'finance.taxCode.read'),
  ('STOREKEEPER', 'identity.company.read'),
  ('STOREKEEPER', 'inventory.item.read'), ('STOREKEEPER', 'inventory.warehouse.read'),
  ('STOREKEEPER', 'inventory.stock.read'),
  ('STOREKEEPER', 'procurement.supplier.read'), ('STOREKEEPER', 'procurement.purchaseOrder.read'),
  ('STOREKEEPER', 'procurement.goodsReceipt.create'), ('STOREKEEPER', 'procurement.goodsReceipt.confirm'),
  ('STOREKEEPER', 'procurement.goodsReceipt.read'), ('STOREKEEPER', 'procurement.purchaseReturn.read'),
  ('STOREKEEPER', 'finance.period.read'),
  ('SALES', 'identity.company.read'),
  ('SALES', 'inventory.item.read'), ('SALES', 'inventory.warehouse.read'), ('SALES', 'inventory.stock.read'),
  ('SALES', 'sales.customer.manage'), ('SALES', 'sales.customer.read'),
  ('SALES', 'finance.period.read'), ('SALES', 'finance.taxCode.read');

insert into role_permissions (role_code, permission_code)
  select role_code, permission_code
  from (values ('ACCOUNTANT'), ('CONTROLLER')) as job (role_code)
  cross join (values
    ('identity.company.read'),
    ('inventory.item.read'), ('inventory.warehouse.read'), ('inventory.stock.read'), ('inventory.cost.read'),
    ('procurement.supplier.read'), ('procurement.purchaseOrder.read'), ('procurement.goodsReceipt.read'),
    ('procurement.purchaseReturn.read'), ('procurement.price.read'),
    ('finance.account.read'), ('finance.period.read'), ('finance.accountRule.read'), ('finance.voucherTemplate.read'),
    ('finance.taxCode.read'), ('finance.voucher.read'), ('finance.report.read'), ('finance.operations.read'),
    ('sales.customer.read')
  ) as shared (permission_code);

-- The controller decides what books and stock rest on, closes periods, and mends what is stuck.
insert into role_permissions (role_code, permission_code) values
  ('CONTROLLER', 'identity.user.read'),
  ('CONTROLLER', 'inventory.item.manage'), ('CONTROLLER', 'inventory.warehouse.manage'),
  ('CONTROLLER', 'finance.account.manage'), ('CONTROLLER', 'finance.period.close'),
  ('CONTROLLER', 'finance.period.open'), ('CONTROLLER', 'finance.accountRule.manage'),
  ('CONTROLLER', 'finance.voucherTemplate.manage'), ('CONTROLLER', 'finance.taxCode.manage'),
  ('CONTROLLER', 'finance.operations.manage'),
  ('CONTROLLER', 'inventory.operations.read'), ('CONTROLLER', 'inventory.operations.manage'),
  ('CONTROLLER', 'procurement.operations.read'), ('CONTROLLER', 'procurement.operations.manage'),
  ('CONTROLLER', 'sales.operations.read'), ('CONTROLLER', 'sales.operations.manage');
