-- Claims and advances are paid and given back by payments and receipts, which settle what employees owe and are owed.

alter table employee_advance
  add column cash_document_id uuid,
  add column open_item_id uuid,
  add constraint employee_advance_cash_document
    foreign key (cash_document_id, company_id) references cash_document (id, company_id),
  add constraint employee_advance_open_item foreign key (open_item_id, company_id) references open_item (id, company_id),
  add constraint advance_payment_of_paid_only check (status = 'PAID' or num_nonnulls(cash_document_id, open_item_id) = 0);
create unique index employee_advance_paid_by on employee_advance (cash_document_id, company_id) where cash_document_id is not null;
create unique index employee_advance_owed on employee_advance (open_item_id, company_id) where open_item_id is not null;
comment on column employee_advance.open_item_id is 'What the employee owes for it; null where the account it stands on keeps no open items.';
comment on column employee_advance.open_amount is 'What is open of the item, less what claims that are not in the ledger yet will use.';
grant update (cash_document_id, open_item_id) on employee_advance to erp_app;

-- What was paid before owes by the voucher of its own.
alter table employee_advance no force row level security;
alter table open_item no force row level security;
update employee_advance a set open_item_id = i.id
from open_item i
where a.status = 'PAID' and i.document_type = 'EMPLOYEE_ADVANCE' and i.document_id = a.id and i.kind = 'OWED_BY_EMPLOYEE';
alter table employee_advance force row level security;
alter table open_item force row level security;

alter table expense_claim_offset
  add column settlement_id uuid,
  add constraint expense_claim_offset_settlement
    foreign key (settlement_id, company_id) references settlement (id, company_id);
create index expense_claim_offset_settled on expense_claim_offset (settlement_id, company_id) where settlement_id is not null;
comment on column expense_claim_offset.settlement_id is 'The settlement of what the claim posted with the advance; null until the claim is in the ledger.';
grant update (settlement_id) on expense_claim_offset to erp_app;

alter table settlement
  drop constraint settlement_method_check,
  add constraint settlement_method_check check (method in ('REVERSAL', 'MANUAL', 'AUTOMATIC', 'CASH', 'CLAIM')),
  drop constraint settlement_of_somebody_has_a_number,
  add constraint settlement_of_somebody_has_a_number
    check ((method in ('REVERSAL', 'CLAIM')) = (number is null) and num_nulls(number, currency, settled_by) in (0, 3));
