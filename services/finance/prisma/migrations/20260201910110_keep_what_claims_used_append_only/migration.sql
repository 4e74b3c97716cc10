-- What settled an offset is a row beside it, so that the offset stays as it was written.

create table expense_claim_offset_settlement (
  claim_id uuid not null,
  advance_id uuid not null,
  company_id uuid not null,
  settlement_id uuid not null,
  primary key (claim_id, advance_id),
  foreign key (claim_id, advance_id) references expense_claim_offset (claim_id, advance_id),
  foreign key (settlement_id, company_id) references settlement (id, company_id)
);
create index expense_claim_offset_settlement_of on expense_claim_offset_settlement (settlement_id, company_id);
comment on table expense_claim_offset_settlement is 'The settlement of what a claim posted with an advance it used; append-only. None until the claim is in the ledger.';

alter table expense_claim_offset no force row level security;
insert into expense_claim_offset_settlement (claim_id, advance_id, company_id, settlement_id)
select claim_id, advance_id, company_id, settlement_id from expense_claim_offset where settlement_id is not null;
alter table expense_claim_offset force row level security;
alter table expense_claim_offset drop column settlement_id;

grant select, insert on expense_claim_offset_settlement to erp_app;
grant select on expense_claim_offset_settlement to erp_report;

alter table expense_claim_offset_settlement enable row level security;
alter table expense_claim_offset_settlement force row level security;
create policy company_scope on expense_claim_offset_settlement
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
