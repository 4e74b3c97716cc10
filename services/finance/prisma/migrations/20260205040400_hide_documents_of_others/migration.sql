-- Whoever is narrowed to their own documents sees receipts, payments, transfers and vouchers that they wrote, and the claims and advances
-- they wrote or are given. Finance does not know who wrote a document of another service, so what such a document is owed, and its
-- vouchers, are for who sees everybody's. The ledger adds up everybody, and what shows it is refused to others. The service itself is
-- never narrowed. Lines are seen by whoever sees their document.
create policy author_scope on cash_document as restrictive
  using ((select platform.author_ids()) is null or author_ids && (select platform.author_ids())::uuid[]);
create policy author_scope on cash_document_item as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from cash_document where cash_document.id = cash_document_item.cash_document_id));
create policy author_scope on cash_transfer as restrictive
  using ((select platform.author_ids()) is null or prepared_by = any ((select platform.author_ids())::uuid[]));

create policy author_scope on voucher_draft as restrictive
  using ((select platform.author_ids()) is null or prepared_by = any ((select platform.author_ids())::uuid[]));
create policy author_scope on voucher_draft_line as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from voucher_draft where voucher_draft.id = voucher_draft_line.draft_id));
create policy author_scope on voucher_draft_change as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from voucher_draft where voucher_draft.id = voucher_draft_change.draft_id));
create policy author_scope on voucher_attachment as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from voucher_draft where voucher_draft.id = voucher_attachment.draft_id));
create policy author_scope on voucher_attachment_chunk as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from voucher_attachment where voucher_attachment.id = voucher_attachment_chunk.attachment_id));

create policy author_scope on expense_claim as restrictive
  using ((select platform.author_ids()) is null or author_ids && (select platform.author_ids())::uuid[]
         or exists (select from expense_claimant paid
                    where paid.employee_id = expense_claim.employee_id and paid.user_id = any ((select platform.author_ids())::uuid[])));
create policy author_scope on expense_claim_line as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from expense_claim where expense_claim.id = expense_claim_line.claim_id));
create policy author_scope on expense_claim_trip as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from expense_claim where expense_claim.id = expense_claim_trip.claim_id));
create policy author_scope on expense_claim_change as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from expense_claim where expense_claim.id = expense_claim_change.claim_id));
create policy author_scope on expense_claim_offset as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from expense_claim where expense_claim.id = expense_claim_offset.claim_id));
create policy author_scope on expense_claim_file as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from expense_claim where expense_claim.id = expense_claim_file.claim_id));
create policy author_scope on expense_claim_file_chunk as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from expense_claim_file where expense_claim_file.id = expense_claim_file_chunk.file_id));
create policy author_scope on employee_advance as restrictive
  using ((select platform.author_ids()) is null or requested_by = any ((select platform.author_ids())::uuid[])
         or exists (select from expense_claimant paid
                    where paid.employee_id = employee_advance.employee_id and paid.user_id = any ((select platform.author_ids())::uuid[])));

create policy author_scope on voucher as restrictive for select
  using ((select platform.author_ids()) is null or prepared_by = any ((select platform.author_ids())::uuid[])
         or exists (select from cash_document where cash_document.id = voucher.document_id)
         or exists (select from cash_transfer where cash_transfer.id = voucher.document_id)
         or exists (select from expense_claim where expense_claim.id = voucher.document_id));
create policy author_scope on open_item as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from cash_document where cash_document.id = open_item.document_id)
         or exists (select from expense_claim where expense_claim.id = open_item.document_id)
         or exists (select from expense_claimant owed
                    where owed.employee_id = open_item.party_id and owed.user_id = any ((select platform.author_ids())::uuid[])));
create policy author_scope on open_item_movement as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from open_item where open_item.id = open_item_movement.item_id));
create policy author_scope on settlement as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from open_item_movement moved where moved.settlement_id = settlement.id));

do $$
declare
  everybodys text;
begin
  foreach everybodys in array array['payment_run', 'payment_run_line', 'payment_run_item', 'payment_run_file', 'bad_debt_write_off',
    'bad_debt_write_off_item', 'bank_statement', 'bank_statement_line', 'statement_of_account', 'statement_of_account_line',
    'statement_of_account_document', 'cash_count', 'cash_count_decision', 'cash_count_denomination', 'credit_hold', 'customer_replica']
  loop
    execute format('create policy author_scope on %I as restrictive for select using ((select platform.author_ids()) is null)', everybodys);
  end loop;
end $$;
