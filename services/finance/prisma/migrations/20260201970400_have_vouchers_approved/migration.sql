-- A submitted voucher that waits for approval, and who gave it. Without a request it is reviewed by hand.
alter table voucher_draft
  add column approval_id uuid,
  add column approver_ids uuid[] not null default '{}',
  add constraint draft_is_approved_by_others
    check (prepared_by is null or not prepared_by = any (approver_ids)),
  add constraint draft_cashier_did_not_approve check (cashier_id is null or not cashier_id = any (approver_ids));
create unique index voucher_draft_approval on voucher_draft (approval_id);
grant update (approval_id, approver_ids) on voucher_draft to erp_app;
