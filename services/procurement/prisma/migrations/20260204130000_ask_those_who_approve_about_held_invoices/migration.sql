-- Where a company has held invoices approved, those who approve let their differences pass. The request an invoice waits for, or
-- waited for last, is identity's; what identity decides about any other is not about what the invoice says now.
alter table supplier_invoice
  add column approval_id uuid,
  add column approval_state text
    check (approval_state in ('PENDING', 'APPROVED', 'REJECTED', 'WITHDRAWN', 'BLOCKED')),
  add column approval_reason text,
  add column approval_changed_at timestamptz,
  add check ((approval_id is null) = (approval_state is null)),
  add check (approval_id is null or (submitted_by is not null and approval_changed_at is not null)),
  add check (approval_state not in ('PENDING', 'BLOCKED') or status = 'HELD'),
  add check (approval_id is null or released_by is null);
create unique index supplier_invoice_by_approval on supplier_invoice (approval_id);
comment on column supplier_invoice.approval_id is 'The request that those who approve decide on; null for one that needed none.';
comment on column supplier_invoice.approval_reason is 'A constant while identity has not taken the request, what a person said once it is rejected or withdrawn.';
