-- A user may be narrowed to some warehouses of a company. The transactor sets app.warehouse_ids for every transaction of
-- such a user, and restrictive policies on whatever lies in a warehouse compare with it: no statement can forget it.
alter table platform.membership_replica add column warehouse_ids uuid[];
comment on column platform.membership_replica.warehouse_ids is 'The warehouses the user is narrowed to; null for every warehouse of the company.';

-- A comma list of UUIDs, or the word none. Null when the transaction is not narrowed: that of the service itself, or of a
-- user who may see every warehouse.
create function platform.warehouse_ids() returns uuid[]
language sql stable parallel safe
return case
  when pg_catalog.current_setting('app.warehouse_ids', true) = 'none' then '{}'::uuid[]
  else pg_catalog.string_to_array(nullif(pg_catalog.current_setting('app.warehouse_ids', true), ''), ',')::uuid[]
end;
grant execute on function platform.warehouse_ids() to erp_app, erp_relay, erp_report;
