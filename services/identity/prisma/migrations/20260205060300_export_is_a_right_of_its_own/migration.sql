-- Whoever reads a document does not yet carry its file away. The roles of the release go on as they were; companies say themselves which
-- of their own roles may.
insert into permissions (code) values
  ('finance.voucher.export'), ('finance.expenseClaim.export'), ('finance.statementOfAccount.export'), ('procurement.paymentFile.export');
insert into role_permissions (role_code, permission_code)
select distinct role_code, export
from role_permissions
join (values
  ('finance.voucher.read', 'finance.voucher.export'),
  ('finance.expenseClaim.own', 'finance.expenseClaim.export'),
  ('finance.openItem.read', 'finance.statementOfAccount.export'),
  ('procurement.paymentFile.write', 'procurement.paymentFile.export')) as had (permission_code, export) using (permission_code)
where company_id = '00000000-0000-0000-0000-000000000000'
on conflict do nothing;
