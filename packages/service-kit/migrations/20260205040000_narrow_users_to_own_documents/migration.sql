-- A user may be narrowed to their own documents. As with warehouses the transactor says so in every transaction of such a user, and
-- restrictive policies author_scope compare with it.
alter table platform.membership_replica add column own_documents boolean not null default false;
comment on column platform.membership_replica.own_documents is 'Whether the user sees only the documents they wrote and what follows from them.';

-- Whose documents a transaction is narrowed to. Null when it is not narrowed.
create function platform.author_ids() returns uuid[]
language sql stable parallel safe
return pg_catalog.string_to_array(nullif(pg_catalog.current_setting('app.author_ids', true), ''), ',')::uuid[];
grant execute on function platform.author_ids() to erp_app, erp_relay, erp_report;
