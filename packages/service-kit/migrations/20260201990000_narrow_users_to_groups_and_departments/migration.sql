-- A user may also be narrowed to groups of customers, to groups of suppliers and to departments of a company. As with
-- warehouses the transactor says so in every transaction of such a user, and restrictive policies compare with it.
alter table platform.membership_replica
  add column customer_groups text[],
  add column supplier_groups text[],
  add column department_ids uuid[];
comment on column platform.membership_replica.customer_groups is 'The groups of customers the user is narrowed to; null for every customer of the company.';
comment on column platform.membership_replica.supplier_groups is 'The groups of suppliers the user is narrowed to; null for every supplier of the company.';
comment on column platform.membership_replica.department_ids is 'The departments the user is narrowed to; null for every department of the company.';

-- Comma lists, or the word none, which is no code. Null when the transaction is not narrowed.
create function platform.customer_groups() returns text[]
language sql stable parallel safe
return case
  when pg_catalog.current_setting('app.customer_groups', true) = 'none' then '{}'::text[]
  else pg_catalog.string_to_array(nullif(pg_catalog.current_setting('app.customer_groups', true), ''), ',')::text[]
end;
create function platform.supplier_groups() returns text[]
language sql stable parallel safe
return case
  when pg_catalog.current_setting('app.supplier_groups', true) = 'none' then '{}'::text[]
  else pg_catalog.string_to_array(nullif(pg_catalog.current_setting('app.supplier_groups', true), ''), ',')::text[]
end;
create function platform.department_ids() returns uuid[]
language sql stable parallel safe
return case
  when pg_catalog.current_setting('app.department_ids', true) = 'none' then '{}'::uuid[]
  else pg_catalog.string_to_array(nullif(pg_catalog.current_setting('app.department_ids', true), ''), ',')::uuid[]
end;
grant execute on function platform.customer_groups(), platform.supplier_groups(), platform.department_ids()
  to erp_app, erp_relay, erp_report;
