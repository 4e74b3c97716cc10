-- What comes or goes for other reasons is its departments': whoever is narrowed to some sees a movement when all that its lines name
-- are among them. Stock itself is seen by warehouse: the ledger shows what came and went, and no department.
alter table inventory_document add column department_ids uuid[] not null default '{}';
comment on column inventory_document.department_ids is 'The departments that its lines name as bearing it, each once: who may not see one of them does not see the document.';
grant update (department_ids) on inventory_document to erp_app;

alter table inventory_document no force row level security;
alter table miscellaneous_movement_line no force row level security;
update inventory_document
set department_ids = named.ids
from (select document_id, array_agg(distinct department_id) as ids
      from miscellaneous_movement_line where department_id is not null group by 1) as named
where named.document_id = inventory_document.id;
alter table inventory_document force row level security;
alter table miscellaneous_movement_line force row level security;

create policy department_scope on inventory_document as restrictive
  using ((select platform.department_ids()) is null or department_ids <@ (select platform.department_ids())::uuid[]);
create policy department_scope on miscellaneous_movement_line as restrictive for select
  using ((select platform.department_ids()) is null
         or exists (select from inventory_document where inventory_document.id = miscellaneous_movement_line.document_id));
