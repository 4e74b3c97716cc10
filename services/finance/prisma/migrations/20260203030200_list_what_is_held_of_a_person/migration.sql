-- What finance holds of a person: every row that names them, by which column, and what it says of them. Rows that only say that
-- somebody did something with them tell no more. Row-level security holds as in the tables.
create view personal_record with (security_invoker = true) as
select company_id, changed_by as user_id, 'account_revision' as kind, 'changed_by' as relation, account_id || '/' || version as record_id, null::text as number,
       changed_at as recorded_at, null::jsonb as content
from account_revision
union all
select company_id, changed_by, 'account_rule_revision', 'changed_by', rule_id || '/' || version, null, changed_at, null
from account_rule_revision
union all
select company_id, named.user_id, 'bad_debt_write_off', named.relation, id::text, number, created_at, null
from bad_debt_write_off cross join lateral (
  values ('made_by', made_by), ('posted_by', posted_by)
  union all select 'approver_ids', unnest(approver_ids)) as named (relation, user_id)
union all
select company_id, matched_by, 'bank_match', 'matched_by', id::text, number, matched_at, null
from bank_match
union all
select company_id, run_by, 'bank_match_run', 'run_by', id::text, null, run_at, null
from bank_match_run
union all
select company_id, undone_by, 'bank_match_undo', 'undone_by', bank_match_id::text, null, undone_at, null
from bank_match_undo
union all
select company_id, named.user_id, 'bank_statement', named.relation, id::text, null, imported_at, null
from bank_statement cross join lateral (values ('imported_by', imported_by), ('discarded_by', discarded_by)) as named (relation, user_id)
union all
select company_id, named.user_id, 'budget', named.relation, id::text, number, created_at, null
from budget cross join lateral (
  values ('made_by', made_by), ('submitted_by', submitted_by)
  union all select 'approver_ids', unnest(approver_ids)) as named (relation, user_id)
union all
select company_id, named.user_id, 'budget_transfer', named.relation, id::text, number, created_at, null
from budget_transfer cross join lateral (
  values ('made_by', made_by)
  union all select 'approver_ids', unnest(approver_ids)) as named (relation, user_id)
union all
select company_id, named.user_id, 'cash_document', named.relation, id::text, number, created_at, null
from cash_document cross join lateral (
  values ('prepared_by', prepared_by), ('submitted_by', submitted_by), ('approved_by', approved_by), ('posted_by', posted_by)
  union all select 'approver_ids', unnest(approver_ids)) as named (relation, user_id)
union all
select company_id, named.user_id, 'cash_transfer', named.relation, id::text, number, created_at, null
from cash_transfer cross join lateral (values ('prepared_by', prepared_by), ('approved_by', approved_by), ('posted_by', posted_by)) as named (relation, user_id)
union all
select company_id, issued_by, 'closing_certificate', 'issued_by', id::text, null, issued_at, null
from closing_certificate
union all
select company_id, voided_by, 'closing_certificate_void', 'voided_by', certificate_id::text, null, voided_at, null
from closing_certificate_void
union all
select company_id, run_by, 'closing_run', 'run_by', id::text, null, run_at, null
from closing_run
union all
select company_id, changed_by, 'dimension_value_revision', 'changed_by', dimension_value_id || '/' || version, null, changed_at, null
from dimension_value_revision
union all
select company_id, named.user_id, 'employee_advance', named.relation, id::text, number, created_at, null
from employee_advance cross join lateral (
  values ('requested_by', requested_by), ('decided_by', decided_by), ('paid_by', paid_by)
  union all select 'approver_ids', unnest(approver_ids)) as named (relation, user_id)
union all
select company_id, changed_by, 'exchange_rate_revision', 'changed_by', exchange_rate_id || '/' || version, null, changed_at, null
from exchange_rate_revision
union all
select company_id, named.user_id, 'expense_claim', named.relation, id::text, number, created_at, null
from expense_claim cross join lateral (
  values ('made_by', made_by), ('submitted_by', submitted_by), ('reduced_by', reduced_by), ('decided_by', decided_by), ('paid_by', paid_by)
  union all select 'approver_ids', unnest(approver_ids)) as named (relation, user_id)
union all
select company_id, changed_by, 'expense_claim_change', 'changed_by', claim_id || '/' || version, null, changed_at,
       jsonb_build_object('action', action, 'reason', reason)
from expense_claim_change
union all
select company_id, attached_by, 'expense_claim_file', 'attached_by', id::text, null, attached_at,
       jsonb_build_object('claim_id', claim_id, 'name', name, 'media_type', media_type, 'byte_size', byte_size, 'sha256', sha256)
from expense_claim_file
union all
select company_id, received_by, 'expense_feed', 'received_by', id::text, null, received_at, null
from expense_feed
union all
select company_id, changed_by, 'fiscal_period_change', 'changed_by', period_id || '/' || version, null, changed_at, null
from fiscal_period_change
union all
select company_id, approved_by, 'late_posting', 'approved_by', id::text, null, approved_at, null
from late_posting
union all
select company_id, changed_by, 'opening_balance', 'changed_by', id::text, null, posted_at, null
from opening_balance
union all
select company_id, changed_by, 'opening_balance_change', 'changed_by', opening_balance_id || '/' || version, null, changed_at, null
from opening_balance_change
union all
select company_id, named.user_id, 'payment_run', named.relation, id::text, number, created_at, null
from payment_run cross join lateral (
  values ('made_by', made_by), ('submitted_by', submitted_by), ('sent_by', sent_by)
  union all select 'approver_ids', unnest(approver_ids)) as named (relation, user_id)
union all
select company_id, made_by, 'payment_run_file', 'made_by', payment_run_id::text, null, made_at, null
from payment_run_file
union all
select company_id, changed_by, 'period_seal', 'changed_by', id::text, null, changed_at, null
from period_seal
union all
select company_id, requested_by, 'reopening_request', 'requested_by', id::text, null, requested_at, null
from reopening_request
union all
select company_id, saved_by, 'saved_voucher', 'saved_by', id::text, code, null, null
from saved_voucher
union all
select company_id, settled_by, 'settlement', 'settled_by', id::text, number, recorded_at, null
from settlement
union all
select company_id, run_by, 'settlement_run', 'run_by', id::text, null, run_at, null
from settlement_run
union all
select company_id, undone_by, 'settlement_undo', 'undone_by', settlement_id::text, null, null, null
from settlement_undo
union all
select company_id, activated_by, 'statement_layout', 'activated_by', id::text, null, activated_at, null
from statement_layout
union all
select company_id, named.user_id, 'voucher', named.relation, id::text, word || '-' || number, posted_at, null
from voucher cross join lateral (values ('prepared_by', prepared_by), ('reviewed_by', reviewed_by), ('cashier_id', cashier_id), ('posted_by', posted_by)) as named (relation, user_id)
union all
select company_id, attached_by, 'voucher_attachment', 'attached_by', id::text, null, attached_at,
       jsonb_build_object('name', name, 'media_type', media_type, 'byte_size', byte_size, 'sha256', sha256)
from voucher_attachment
union all
select company_id, named.user_id, 'voucher_draft', named.relation, id::text, number, created_at, null
from voucher_draft cross join lateral (
  values ('prepared_by', prepared_by), ('reviewed_by', reviewed_by), ('cashier_id', cashier_id), ('posted_by', posted_by)
  union all select 'approver_ids', unnest(approver_ids)) as named (relation, user_id)
union all
select company_id, changed_by, 'voucher_draft_change', 'changed_by', draft_id || '/' || version, null, changed_at,
       jsonb_build_object('action', action, 'reason', reason)
from voucher_draft_change
union all
select company_id, imported_by, 'voucher_import', 'imported_by', id::text, null, imported_at,
       jsonb_build_object('file_name', file_name)
from voucher_import
union all
select company_id, changed_by, 'voucher_template_draft', 'changed_by', id::text, null, changed_at, null
from voucher_template_draft
union all
-- What finance holds of somebody as an employee: who they are there, what they claim and are given, and what the ledger says of them.
select claimant.company_id, claimant.user_id, 'expense_claimant', 'user_id', claimant.employee_id::text, person.code, person.created_at,
       jsonb_build_object('name_zh', person.name_zh, 'name_en', person.name_en, 'grade', claimant.grade,
                          'department_id', claimant.department_id)
from expense_claimant as claimant join dimension_value as person on person.id = claimant.employee_id
union all
select told.company_id, claimant.user_id, 'dimension_value_revision', 'employee_id', told.dimension_value_id || '/' || told.version,
       null, told.changed_at, jsonb_build_object('name_zh', told.name_zh, 'name_en', told.name_en)
from dimension_value_revision as told join expense_claimant as claimant on claimant.employee_id = told.dimension_value_id
union all
select claim.company_id, claimant.user_id, 'expense_claim', 'employee_id', claim.id::text, claim.number, claim.created_at,
       jsonb_build_object('status', claim.status, 'title', claim.title, 'note', claim.note, 'reason', claim.reason, 'currency', claim.currency,
                          'claimed_total', claim.claimed_total, 'approved_total', claim.approved_total,
                          'advance_used', claim.advance_used, 'paid_on', claim.paid_on)
from expense_claim as claim join expense_claimant as claimant using (employee_id)
union all
select line.company_id, claimant.user_id, 'expense_claim_line', 'employee_id', line.id::text, claim.number, claim.created_at,
       jsonb_build_object('spent_on', line.spent_on, 'currency', line.currency, 'amount', line.amount, 'receipt_number', line.receipt_number,
                          'city', line.city, 'note', line.note, 'per_diem_days', line.per_diem_days, 'base_amount', line.base_amount,
                          'approved_amount', line.approved_amount, 'reduction_reason', line.reduction_reason)
from expense_claim_line as line join expense_claim as claim on claim.id = line.claim_id join expense_claimant as claimant using (employee_id)
union all
select file.company_id, claimant.user_id, 'expense_claim_file', 'employee_id', file.id::text, claim.number, file.attached_at,
       jsonb_build_object('claim_id', file.claim_id, 'name', file.name, 'media_type', file.media_type, 'byte_size', file.byte_size,
                          'sha256', file.sha256)
from expense_claim_file as file join expense_claim as claim on claim.id = file.claim_id join expense_claimant as claimant using (employee_id)
union all
select source.company_id, claimant.user_id, 'expense_claim_source', 'employee_id', source.expense_claim_id::text, claim.number,
       claim.created_at, jsonb_build_object('system', source.system, 'external_id', source.external_id)
from expense_claim_source as source join expense_claim as claim on claim.id = source.expense_claim_id
     join expense_claimant as claimant using (employee_id)
union all
select fed.company_id, claimant.user_id, 'expense_feed_claim', 'employee_id', fed.id::text, fed.external_id, feed.received_at, fed.content
from expense_feed_claim as fed join expense_feed as feed on feed.id = fed.feed_id
     join expense_claim as claim on claim.id = fed.expense_claim_id join expense_claimant as claimant using (employee_id)
union all
select counted.company_id, claimant.user_id, 'claimed_per_diem_day', 'employee_id', counted.expense_type_id || '/' || counted.day, null, null,
       jsonb_build_object('day', counted.day, 'claim_id', counted.claim_id)
from claimed_per_diem_day as counted join expense_claimant as claimant using (employee_id)
union all
select advance.company_id, claimant.user_id, 'employee_advance', 'employee_id', advance.id::text, advance.number, advance.created_at,
       jsonb_build_object('status', advance.status, 'purpose', advance.purpose, 'currency', advance.currency, 'amount', advance.amount,
                          'open_amount', advance.open_amount, 'reason', advance.reason, 'paid_on', advance.paid_on)
from employee_advance as advance join expense_claimant as claimant using (employee_id)
union all
select paid.company_id, claimant.user_id, 'cash_document', 'party_id', paid.id::text, paid.number, paid.created_at,
       jsonb_build_object('direction', paid.direction, 'status', paid.status, 'paid_on', paid.paid_on, 'amount', paid.amount,
                          'reference', paid.reference, 'note', paid.note)
from cash_document as paid join expense_claimant as claimant on claimant.employee_id = paid.party_id
where paid.party_dimension = 'EMPLOYEE'
union all
select item.company_id, claimant.user_id, 'open_item', 'party_id', item.id::text, item.document_number, null,
       jsonb_build_object('kind', item.kind, 'business_date', item.business_date, 'currency', item.currency, 'original', item.original,
                          'open', item.open)
from open_item as item join expense_claimant as claimant on claimant.employee_id = item.party_id
where item.kind in ('OWED_TO_EMPLOYEE', 'OWED_BY_EMPLOYEE')
union all
select line.company_id, claimant.user_id, 'voucher_line', 'employee_id', line.voucher_id || '/' || line.line_number, null, null,
       jsonb_build_object('posting_date', line.posting_date, 'summary_zh', line.summary_zh, 'summary_en', line.summary_en,
                          'debit', line.debit, 'credit', line.credit)
from voucher_line as line join expense_claimant as claimant using (employee_id)
union all
select line.company_id, claimant.user_id, 'voucher_draft_line', 'employee_id', line.draft_id || '/' || line.line_number, null, null,
       jsonb_build_object('summary_zh', line.summary_zh, 'summary_en', line.summary_en, 'debit', line.debit, 'credit', line.credit)
from voucher_draft_line as line join expense_claimant as claimant using (employee_id)
union all
select company_id, user_id, kind, relation, record_id, number, recorded_at, content from platform.personal_record;
comment on view personal_record is 'Rows that name a person, by user_id; what is held of them.';
grant select on personal_record to erp_app;
