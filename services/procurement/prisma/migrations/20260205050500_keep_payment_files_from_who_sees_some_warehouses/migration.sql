-- A payment run pays for goods of every warehouse, as finance says of it: it is for who sees all of them.
create policy warehouse_scope on payment_run_replica as restrictive for select using ((select platform.warehouse_ids()) is null);
create policy warehouse_scope on payment_file as restrictive for select using ((select platform.warehouse_ids()) is null);
create policy warehouse_scope on payment_file_line as restrictive for select using ((select platform.warehouse_ids()) is null);
