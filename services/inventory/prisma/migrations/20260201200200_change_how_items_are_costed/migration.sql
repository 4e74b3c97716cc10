-- Changes of how an item is costed. They concern all of its stock, so they are for who sees every warehouse. Written anew
-- while they are drafts; what the item was costed by before is noted by the confirmation.
create table costing_change (
  document_id uuid primary key references inventory_document,
  company_id uuid not null,
  item_id uuid not null references item,
  costing text not null check (costing in ('MOVING_AVERAGE', 'FIFO', 'SPECIFIC', 'STANDARD')),
  standard_cost numeric(18, 6) check (standard_cost >= 0),
  previous_costing text check (previous_costing in ('MOVING_AVERAGE', 'FIFO', 'SPECIFIC', 'STANDARD')),
  previous_standard_cost numeric(18, 6) check (previous_standard_cost >= 0),
  check ((costing = 'STANDARD') = (standard_cost is not null))
);
comment on column costing_change.standard_cost is 'What one base unit is worth from then on, in the document''s currency.';
create index costing_change_by_item on costing_change (item_id);

grant select, insert,
  update (item_id, costing, standard_cost, previous_costing, previous_standard_cost) on costing_change to erp_app;
grant select on costing_change to erp_report;

alter table costing_change enable row level security;
alter table costing_change force row level security;
create policy company_reads on costing_change for select
  using (company_id = any ((select platform.company_ids())::uuid[]));
create policy every_warehouse on costing_change as restrictive using ((select platform.warehouse_ids()) is null);
create policy company_adds on costing_change for insert
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy company_changes_drafts on costing_change for update
  using (company_id = any ((select platform.company_ids())::uuid[])
         and exists (select from inventory_document d where d.id = document_id and d.status = 'DRAFT'));
