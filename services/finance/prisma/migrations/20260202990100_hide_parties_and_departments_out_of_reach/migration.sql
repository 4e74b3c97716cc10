-- Whoever is narrowed to groups of customers, groups of suppliers or departments sees the items, receipts, payments and claims of
-- these alone. An employee belongs to the department they claim for. Writing is narrowed as reading is, where the party stands in
-- the row; the rest is seen by whoever sees what it belongs to.
create policy department_scope on expense_claimant as restrictive
  using ((select platform.department_ids()) is null or department_id = any ((select platform.department_ids())::uuid[]));
create policy department_scope on dimension_value as restrictive for select
  using ((select platform.department_ids()) is null
         or case dimension
              when 'department' then id = any ((select platform.department_ids())::uuid[])
              when 'employee' then exists (select from expense_claimant where expense_claimant.employee_id = dimension_value.id)
              else true end);

create policy customer_scope on open_item as restrictive
  using ((select platform.customer_groups()) is null or kind not in ('RECEIVABLE', 'ADVANCE_RECEIVED')
         or exists (select from party_group where party_group.party_id = open_item.party_id));
create policy supplier_scope on open_item as restrictive
  using ((select platform.supplier_groups()) is null or kind not in ('PAYABLE', 'ADVANCE_PAID')
         or exists (select from party_group where party_group.party_id = open_item.party_id));
create policy department_scope on open_item as restrictive
  using ((select platform.department_ids()) is null or kind not in ('OWED_TO_EMPLOYEE', 'OWED_BY_EMPLOYEE')
         or exists (select from expense_claimant where expense_claimant.employee_id = open_item.party_id));
create policy party_scope on open_item_movement as restrictive for select
  using ((select platform.customer_groups()) is null and (select platform.supplier_groups()) is null and (select platform.department_ids()) is null
         or exists (select from open_item where open_item.id = open_item_movement.item_id));
create policy party_scope on settlement as restrictive for select
  using ((select platform.customer_groups()) is null and (select platform.supplier_groups()) is null and (select platform.department_ids()) is null
         or exists (select from open_item_movement moved where moved.settlement_id = settlement.id));

create policy customer_scope on cash_document as restrictive
  using ((select platform.customer_groups()) is null or party_dimension is null or party_dimension <> 'CUSTOMER'
         or exists (select from party_group where party_group.party_id = cash_document.party_id));
create policy supplier_scope on cash_document as restrictive
  using ((select platform.supplier_groups()) is null or party_dimension is null or party_dimension <> 'SUPPLIER'
         or exists (select from party_group where party_group.party_id = cash_document.party_id));
create policy department_scope on cash_document as restrictive
  using ((select platform.department_ids()) is null or party_dimension is null or party_dimension <> 'EMPLOYEE'
         or exists (select from expense_claimant where expense_claimant.employee_id = cash_document.party_id));
create policy party_scope on cash_document_item as restrictive for select
  using ((select platform.customer_groups()) is null and (select platform.supplier_groups()) is null and (select platform.department_ids()) is null
         or exists (select from cash_document where cash_document.id = cash_document_item.cash_document_id));

create policy customer_scope on bad_debt_write_off as restrictive
  using ((select platform.customer_groups()) is null
         or exists (select from party_group where party_group.party_id = bad_debt_write_off.customer_id));
create policy customer_scope on bad_debt_write_off_item as restrictive for select
  using ((select platform.customer_groups()) is null
         or exists (select from bad_debt_write_off off where off.id = bad_debt_write_off_item.write_off_id));

create policy department_scope on expense_claim as restrictive
  using ((select platform.department_ids()) is null
         or exists (select from expense_claimant where expense_claimant.employee_id = expense_claim.employee_id));
create policy department_scope on employee_advance as restrictive
  using ((select platform.department_ids()) is null
         or exists (select from expense_claimant where expense_claimant.employee_id = employee_advance.employee_id));
create policy department_scope on expense_claim_line as restrictive for select
  using ((select platform.department_ids()) is null
         or exists (select from expense_claim where expense_claim.id = expense_claim_line.claim_id));
create policy department_scope on expense_claim_change as restrictive for select
  using ((select platform.department_ids()) is null
         or exists (select from expense_claim where expense_claim.id = expense_claim_change.claim_id));
create policy department_scope on expense_claim_offset as restrictive for select
  using ((select platform.department_ids()) is null
         or exists (select from expense_claim where expense_claim.id = expense_claim_offset.claim_id));

-- A payment run pays many suppliers at once: it is for who sees all of them.
create policy supplier_scope on payment_run as restrictive using ((select platform.supplier_groups()) is null);
create policy supplier_scope on payment_run_line as restrictive using ((select platform.supplier_groups()) is null);
create policy supplier_scope on payment_run_item as restrictive using ((select platform.supplier_groups()) is null);
create policy supplier_scope on payment_run_file as restrictive using ((select platform.supplier_groups()) is null);

-- Drafts of vouchers and what banks say are for who sees every party; the ledger adds up everybody, and what shows it is refused to
-- others. A voucher is seen by them when none of its lines names somebody out of reach.
create policy party_scope on voucher_draft as restrictive for select using ((select platform.customer_groups()) is null and (select platform.supplier_groups()) is null and (select platform.department_ids()) is null);
create policy party_scope on bank_statement as restrictive for select using ((select platform.customer_groups()) is null and (select platform.supplier_groups()) is null and (select platform.department_ids()) is null);
create policy party_scope on bank_statement_line as restrictive for select using ((select platform.customer_groups()) is null and (select platform.supplier_groups()) is null and (select platform.department_ids()) is null);
create policy party_scope on voucher as restrictive for select
  using ((select platform.customer_groups()) is null and (select platform.supplier_groups()) is null and (select platform.department_ids()) is null
         or not exists (
           select from voucher_line line
           where line.voucher_id = voucher.id
             and ((select platform.customer_groups()) is not null and line.customer_id is not null
                    and not exists (select from party_group where party_group.party_id = line.customer_id)
                  or (select platform.supplier_groups()) is not null and line.supplier_id is not null
                    and not exists (select from party_group where party_group.party_id = line.supplier_id)
                  or (select platform.department_ids()) is not null and line.department_id <> all ((select platform.department_ids())::uuid[])
                  or (select platform.department_ids()) is not null and line.employee_id is not null
                    and not exists (select from expense_claimant where expense_claimant.employee_id = line.employee_id))));
