-- How many sensitive documents each person was shown in a sealed block, from so many on: a page counts as many as were
-- asked for. Off the path of those who read, and whole, for a sealed block does not change.
create function platform.documents_shown(block_number bigint, at_least int)
returns table (company_id uuid, user_id uuid, documents bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select entry.company_id, entry.user_id,
         sum(coalesce((entry.asked ->> 'documents')::int, (entry.asked ->> 'first')::int, 1))
  from platform.audit_block as block
  join platform.audit_log as entry
    on entry.transaction_id >= block.from_transaction and entry.transaction_id < block.until_transaction
  where block.number = block_number and entry.asked is not null and entry.company_id is not null
  group by 1, 2
  having sum(coalesce((entry.asked ->> 'documents')::int, (entry.asked ->> 'first')::int, 1)) >= at_least
$$;
revoke all on function platform.documents_shown(bigint, int) from public;
grant execute on function platform.documents_shown(bigint, int) to erp_app;
