/*
 * The audit log is sealed in blocks, off the path of those who write it. A block holds whole transactions: those from one
 * transaction id up to another, all of which have ended when it is sealed. So a row that commits late can never belong to
 * a sealed block, and a row that is put into one afterwards shows. Each block is chained to the one before it, and its hash
 * is kept in another service's database, where whoever owns this one has no say.
 */
alter table platform.audit_log add column transaction_id xid8 not null default pg_current_xact_id();
comment on column platform.audit_log.transaction_id is 'Decides the block in which the row is sealed.';
create index audit_log_transaction on platform.audit_log (transaction_id, audit_id);

-- What the database fills in is not the application's to say.
revoke insert on platform.audit_log from erp_app;
grant insert (company_id, user_id, username, operation, document_id, request_id, traceparent) on platform.audit_log to erp_app;

-- Sealing and verifying look at every company's rows. They run as the owner, for whom row policies hold as well.
create policy chain_reads on platform.audit_log for select to current_user using (true);

create table platform.audit_block (
  number bigint primary key check (number > 0),
  from_transaction xid8 not null,
  until_transaction xid8 not null check (until_transaction > from_transaction),
  audit_ids bigint[] not null check (cardinality(audit_ids) > 0),
  row_hashes bytea[] not null check (cardinality(row_hashes) = cardinality(audit_ids)),
  sealed_at timestamptz not null,
  previous_hash bytea not null,
  hash bytea not null
);
comment on table platform.audit_block is 'Append-only: the sealed part of the audit log, each block chained to the one before it.';
comment on column platform.audit_block.from_transaction is 'The first transaction id that the block covers; until_transaction is the first that it does not.';
comment on column platform.audit_block.row_hashes is 'Of each row its own hash, so that a fault has a name.';
grant select on platform.audit_block to erp_app, erp_report;

-- The hash of a row: of what it says, its keys in one order, without what it leaves out, so that columns may be added.
create function platform.audit_row_hash(entry platform.audit_log) returns bytea
language sql stable as $$
  select sha256(convert_to(jsonb_object_agg(key, value)::text, 'UTF8'))
  from jsonb_each(to_jsonb(entry)) where value <> 'null'::jsonb
$$;

create function platform.audit_block_hash(block platform.audit_block) returns bytea
language sql stable as $$
  select sha256(
    block.previous_hash
    || convert_to(concat_ws('|', block.number, block.from_transaction, block.until_transaction,
                            extract(epoch from block.sealed_at), array_to_string(block.audit_ids, ',')), 'UTF8')
    || string_agg(row_hash, '' order by place))
  from unnest(block.row_hashes) with ordinality as hashed (row_hash, place)
$$;

-- What messages about blocks make a service write, here and where they are kept; it is sealed with what is done next.
create function platform.is_upkeep(operation text) returns boolean
language sql immutable parallel safe return operation = 'stream floor' or operation like '%.audit-block.sealed.v1';

-- What stands before the first block.
create function platform.audit_genesis() returns bytea
language sql immutable return decode(repeat('00', 32), 'hex');

/*
 * Seals the next block and returns it; nothing when another process is at it, or nothing happened but the keeping of
 * this chain and of others: chains that anchor each other would otherwise never come to rest. A block holds as many rows as
 * asked for, or one whole transaction that has more.
 */
create function platform.seal_audit_block(most int) returns setof platform.audit_block
language plpgsql security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare
  -- Every transaction below it has ended, and what it committed is visible.
  horizon constant xid8 := pg_snapshot_xmin(pg_current_snapshot());
  last_block platform.audit_block;
  next_block platform.audit_block;
  beyond xid8;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('erp:seal-audit', 0)) then return; end if;
  select * into last_block from platform.audit_block order by number desc limit 1;
  next_block.number := coalesce(last_block.number, 0) + 1;
  next_block.from_transaction := coalesce(last_block.until_transaction, '0');
  next_block.previous_hash := coalesce(last_block.hash, platform.audit_genesis());
  if next_block.from_transaction > horizon then
    raise exception 'transactions are numbered from % again, and the audit log is sealed up to %: the counter must be moved beyond that',
      horizon, next_block.from_transaction using errcode = '55000';
  end if;
  if not exists (
    select from platform.audit_log
    where transaction_id >= next_block.from_transaction and transaction_id < horizon
      and not platform.is_upkeep(operation)
  ) then return; end if;

  select transaction_id into beyond from platform.audit_log
  where transaction_id >= next_block.from_transaction and transaction_id < horizon
  order by transaction_id, audit_id offset most limit 1;
  next_block.until_transaction := case
    when beyond is null then horizon
    when exists (select from platform.audit_log
                 where transaction_id >= next_block.from_transaction and transaction_id < beyond) then beyond
    else (beyond::text::numeric + 1)::text::xid8 end;

  select array_agg(audit_id order by audit_id), array_agg(platform.audit_row_hash(entry) order by audit_id)
  into next_block.audit_ids, next_block.row_hashes
  from platform.audit_log as entry
  where transaction_id >= next_block.from_transaction and transaction_id < next_block.until_transaction;
  next_block.sealed_at := clock_timestamp();
  next_block.hash := platform.audit_block_hash(next_block);
  return query insert into platform.audit_block select next_block.* returning *;
end $$;
revoke all on function platform.seal_audit_block(int) from public;
grant execute on function platform.seal_audit_block(int) to erp_app;

/*
 * What is wrong with the blocks of a range and the rows they seal, the first fault first; rows before the block they are
 * in. Says nothing about what comes after the last block: how far the chain must reach is known to whoever keeps its head.
 */
create function platform.audit_faults(first_block bigint, last_block bigint)
returns table (block_number bigint, audit_id bigint, fault text)
language sql stable security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
  with wanted as (
    select generate_series(first_block, least(last_block, (select coalesce(max(number), 0) from platform.audit_block))) as number
  ), chained as (
    select wanted.number, block.number is not null as present, block.previous_hash, block.from_transaction, block.hash,
           platform.audit_block_hash(block) as recomputed,
           case when wanted.number = 1 then platform.audit_genesis() else earlier.hash end as chained_to,
           case when wanted.number = 1 then '0'::xid8 else earlier.until_transaction end as goes_on_from
    from wanted
    left join platform.audit_block as block on block.number = wanted.number
    left join platform.audit_block as earlier on earlier.number = wanted.number - 1
  ), sealed as (
    select block.number, listed.audit_id, listed.row_hash
    from platform.audit_block as block, unnest(block.audit_ids, block.row_hashes) as listed (audit_id, row_hash)
    where block.number between first_block and last_block
  )
  select number, null::bigint, 'BLOCK_MISSING' from chained where not present
  union all
  select number, null, 'BLOCK_CHANGED' from chained where present and hash <> recomputed
  union all
  select number, null, 'CHAIN_BROKEN' from chained
  where present and (previous_hash, from_transaction) is distinct from (chained_to, goes_on_from)
  union all
  select sealed.number, sealed.audit_id, case when entry.audit_id is null then 'ROW_MISSING' else 'ROW_CHANGED' end
  from sealed left join platform.audit_log as entry using (audit_id)
  where entry.audit_id is null or platform.audit_row_hash(entry) <> sealed.row_hash
  union all
  select block.number, entry.audit_id, 'ROW_INSERTED'
  from platform.audit_block as block
  join platform.audit_log as entry
    on entry.transaction_id >= block.from_transaction and entry.transaction_id < block.until_transaction
  where block.number between first_block and last_block
    and not exists (select from sealed where sealed.audit_id = entry.audit_id and sealed.number = block.number)
  order by 1, 2 nulls last, 3
$$;
revoke all on function platform.audit_faults(bigint, bigint) from public;
grant execute on function platform.audit_faults(bigint, bigint) to erp_app;

-- Whether anything waits to be sealed: how many rows, counted up to the most asked for.
create function platform.unsealed_audit_rows(most int) returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select count(*) from (
    select from platform.audit_log
    where transaction_id >= coalesce((select until_transaction from platform.audit_block order by number desc limit 1), '0')
      and not platform.is_upkeep(operation)
    limit most) as waiting
$$;
revoke all on function platform.unsealed_audit_rows(int) from public;
grant execute on function platform.unsealed_audit_rows(int) to erp_app;

-- What other services said of their chains. It proves how long each was and what it ended with.
create table platform.audit_anchor (
  service text not null,
  number bigint not null check (number > 0),
  hash bytea not null,
  row_count int not null check (row_count > 0),
  sealed_at timestamptz not null,
  anchored_at timestamptz not null default now(),
  primary key (service, number)
);
comment on table platform.audit_anchor is 'Append-only: heads of other services'' audit chains.';
grant select, insert (service, number, hash, row_count, sealed_at) on platform.audit_anchor to erp_app;
grant select on platform.audit_anchor to erp_report;
