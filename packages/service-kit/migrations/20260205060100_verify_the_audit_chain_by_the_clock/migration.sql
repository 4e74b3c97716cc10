/*
 * Each service verifies its own chain by the clock: what was sealed since, and the rest bit by bit, or all of it at once when the
 * database counts that rows were changed or removed where none ever are. How far it came and what it found is kept here.
 */
create table platform.audit_watch (
  id boolean primary key default true check (id),
  checked_at timestamptz not null,
  verified_block bigint not null default 0 check (verified_block >= 0),
  verified_hash bytea,
  swept_block bigint not null default 0 check (swept_block >= 0),
  swept_at timestamptz,
  fingerprint text not null
);
comment on table platform.audit_watch is 'How far the audit chain was verified 审计链核验进度.';
comment on column platform.audit_watch.verified_block is 'What was sealed is verified up to here; verified_hash is the hash it had.';
comment on column platform.audit_watch.swept_block is 'How far the whole chain is looked at again; swept_at is when its end was last reached.';
comment on column platform.audit_watch.fingerprint is 'What platform.audit_fingerprint() said.';
grant select, insert, update (checked_at, verified_block, verified_hash, swept_block, swept_at, fingerprint) on platform.audit_watch to erp_app;
grant select on platform.audit_watch to erp_report;

create table platform.audit_fault (
  fault_id bigint generated always as identity primary key,
  kind text not null,
  block bigint not null,
  audit_id bigint,
  found_at timestamptz not null default now(),
  gone_at timestamptz
);
comment on table platform.audit_fault is 'What was found wrong with the audit chain 审计异常; gone_at is when it was found to be as it was sealed again.';
create unique index audit_fault_open on platform.audit_fault (block, kind, coalesce(audit_id, 0)) where gone_at is null;
grant select, insert (kind, block, audit_id), update (gone_at) on platform.audit_fault to erp_app;
grant select on platform.audit_fault to erp_report;

-- Rows of the trail and of its blocks are never changed or removed, so these figures of the database stay as they are, whoever
-- does it and whatever triggers and policies say; another value, or counters that began anew, are a reason to look at everything.
create function platform.audit_fingerprint() returns text
language sql volatile
return (
  select string_agg(concat_ws(':', pg_relation_filenode(relation), pg_stat_get_tuples_updated(relation),
                              pg_stat_get_tuples_deleted(relation)), ' ' order by place)
         || ' ' || coalesce(extract(epoch from pg_stat_get_db_stat_reset_time((select oid from pg_database where datname = current_database())))::text, '')
  from unnest(array['platform.audit_log', 'platform.audit_change', 'platform.audit_block']::regclass[]) with ordinality as watched (relation, place));
grant execute on function platform.audit_fingerprint() to erp_app;

-- The last block that is looked at together with those from the first one on: as many as hold so many entries, one at least.
create function platform.audit_stretch(first_block bigint, most_rows int) returns bigint
language sql stable
return (
  select max(number) from (
    select number, sum(cardinality(audit_ids)) over (order by number) as entries
    from (select number, audit_ids from platform.audit_block where number >= first_block order by number limit 200) as next) as summed
  where entries <= most_rows or number = first_block);
grant execute on function platform.audit_stretch(bigint, int) to erp_app;
