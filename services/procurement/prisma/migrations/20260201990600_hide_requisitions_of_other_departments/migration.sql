-- Whoever is narrowed to some departments sees the requisitions of these alone, and charges nothing to another. A requisition of no
-- department is in nobody's.
create policy department_scope on dimension_value_replica as restrictive for select
  using ((select platform.department_ids()) is null or dimension <> 'DEPARTMENT' or dimension_value_id = any ((select platform.department_ids())::uuid[]));
create policy department_scope on purchase_requisition as restrictive
  using ((select platform.department_ids()) is null or department_id = any ((select platform.department_ids())::uuid[]));
create policy department_scope on purchase_requisition_line as restrictive for select
  using ((select platform.department_ids()) is null
         or exists (select from purchase_requisition needed where needed.id = purchase_requisition_line.requisition_id));
