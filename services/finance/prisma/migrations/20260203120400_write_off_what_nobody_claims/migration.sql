-- What a supplier, or a customer with too much, never claims 无法支付的款项 is written off as bad debts are: approved by others, and posted
-- by a third.
alter table settlement
  drop constraint settlement_method_check,
  add constraint settlement_method_check check (method in (
    'REVERSAL', 'INSTALMENTS', 'MANUAL', 'AUTOMATIC', 'CASH', 'CLAIM', 'BAD_DEBT', 'UNCLAIMED', 'TRANSFER'));

alter table bad_debt_write_off
  alter column customer_id drop not null,
  add column supplier_id uuid,
  add constraint bad_debt_write_off_is_of_one_party check (num_nonnulls(customer_id, supplier_id) = 1);
create index bad_debt_write_off_of_supplier on bad_debt_write_off (company_id, supplier_id, id desc)
  where supplier_id is not null;
comment on table bad_debt_write_off is
  'What a customer or supplier will not pay 坏账, or never claims 无法支付的款项: given up with the approval of others.';

drop policy customer_scope on bad_debt_write_off;
create policy customer_scope on bad_debt_write_off as restrictive
  using ((select platform.customer_groups()) is null or customer_id is null
         or exists (select from party_group where party_group.party_id = bad_debt_write_off.customer_id));
create policy supplier_scope on bad_debt_write_off as restrictive
  using ((select platform.supplier_groups()) is null or supplier_id is null
         or exists (select from party_group where party_group.party_id = bad_debt_write_off.supplier_id));
drop policy customer_scope on bad_debt_write_off_item;
create policy party_scope on bad_debt_write_off_item as restrictive for select
  using ((select platform.customer_groups()) is null and (select platform.supplier_groups()) is null
         or exists (select from bad_debt_write_off off where off.id = bad_debt_write_off_item.write_off_id));
