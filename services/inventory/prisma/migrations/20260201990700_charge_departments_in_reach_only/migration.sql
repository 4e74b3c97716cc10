-- Whoever is narrowed to some departments charges nothing to another.
create policy department_scope on replicated_dimension_value as restrictive for select
  using ((select platform.department_ids()) is null or dimension <> 'DEPARTMENT' or dimension_value_id = any ((select platform.department_ids())::uuid[]));
