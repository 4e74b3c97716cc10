/*
 * The trail holds the whole change, and what was created as well: from nothing to its values. Each changed row is a row of
 * its own, appended by the tables themselves with the change, so there is nothing to cut. The entries of a transaction have its
 * changes; where it is of several companies, each has its own.
 */
create table platform.audit_change (
  transaction_id xid8 not null default pg_current_xact_id(),
  place bigint generated always as identity,
  company_id uuid,
  table_name text not null,
  row_key text not null,
  before jsonb,
  after jsonb,
  primary key (transaction_id, place),
  check (before is not null or after is not null)
);
comment on table platform.audit_change is 'Append-only: the rows that a transaction changed 变更明细, with the fields that differ; sealed with the entries of platform.audit_log.';
comment on column platform.audit_change.before is 'Null for a row that came; after is null for one that went.';
alter table platform.audit_change enable row level security;
alter table platform.audit_change force row level security;
-- Rows are written by the triggers, which run as the owner; the application can only read them.
create policy company_reads on platform.audit_change for select
  using (company_id is null or company_id = any ((select platform.company_ids())::uuid[]));
create policy chain_reads on platform.audit_change for select to current_user using (true);
create policy triggers_append on platform.audit_change for insert to current_user with check (true);
grant select on platform.audit_change to erp_app;
comment on column platform.audit_log.changes is 'What entries of earlier releases changed, up to 64 Ki; since then platform.audit_change.';

-- Beside what platform.is_personal knows by its name alone: who somebody is, and where they are paid, in columns of certain tables.
create function platform.names_somebody(qualified text) returns boolean
language sql immutable parallel safe
return qualified ~ '(\.sealed_|\.(party_name|party_account_tail|account_name|number_index|sent_to|answered_by|responsible)$|^security_alerts\.origin$)';

insert into platform.unrecorded_table (pattern, reason) values
  ('%\_revision', 'append-only versions beside the rows that change; names of persons can be forgotten in them'),
  ('open\_item\_movement', 'an append-only ledger'), ('stock\_entry', 'an append-only ledger'),
  ('stock\_layer\_change', 'an append-only ledger'), ('posting\_fact', 'what another service''s document said'),
  ('expense\_feed\_claim', 'what another system fed, as it came'), ('security\_events', 'an append-only trail of its own'),
  ('documents\_shown', 'sums of what the trails say');

/*
 * The triggers' functions. Their arguments: the fields that are not told, those of which only is told that they changed, as
 * arrays, and the columns of the table's primary key, by which rows are matched.
 */
create function platform.row_key_of(fields jsonb, arguments text[]) returns text
language sql stable parallel safe
return concat_ws(' ', fields ->> arguments[2], fields ->> arguments[3], fields ->> arguments[4], fields ->> arguments[5]);

create function platform.masked(fields jsonb, personal text[]) returns jsonb
language sql stable parallel safe
return case
  when not fields ?| personal then fields
  else fields || (select jsonb_object_agg(field, case when fields -> field = 'null' then 'null'::jsonb else '"***"' end)
                  from unnest(personal) as field where fields ? field) end;

create function platform.record_inserted() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  insert into platform.audit_change (company_id, table_name, row_key, after)
  select (fields ->> 'company_id')::uuid, tg_table_name, platform.row_key_of(fields, tg_argv),
         platform.masked(jsonb_strip_nulls(fields - tg_argv[0]::text[]), tg_argv[1]::text[])
  from (select to_jsonb(n.*) as fields from new_rows as n offset 0) as came;
  return null;
end $$;

create function platform.record_deleted() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  insert into platform.audit_change (company_id, table_name, row_key, before)
  select (fields ->> 'company_id')::uuid, tg_table_name, platform.row_key_of(fields, tg_argv),
         platform.masked(jsonb_strip_nulls(fields - tg_argv[0]::text[]), tg_argv[1]::text[])
  from (select to_jsonb(o.*) as fields from old_rows as o offset 0) as went;
  return null;
end $$;

create function platform.record_updated() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  insert into platform.audit_change (company_id, table_name, row_key, before, after)
  select (new_fields ->> 'company_id')::uuid, tg_table_name, key,
         platform.masked(before, tg_argv[1]::text[]), platform.masked(after, tg_argv[1]::text[])
  from (select platform.row_key_of(fields, tg_argv) as key, fields as old_fields
        from (select to_jsonb(o.*) as fields from old_rows as o offset 0) as o) as old_row
  join (select platform.row_key_of(fields, tg_argv) as key, fields as new_fields
        from (select to_jsonb(n.*) as fields from new_rows as n offset 0) as n) as new_row using (key)
  cross join lateral (
    select jsonb_object_agg(field, old_fields -> field) as before, jsonb_object_agg(field, value) as after
    from jsonb_each(new_fields - tg_argv[0]::text[]) as changed (field, value)
    where value <> old_fields -> field) as differing
  where before is not null
  order by key;
  return null;
end $$;

/*
 * Makes the tables of the service record what becomes of their rows, whatever of it the application may do, except those that
 * platform.unrecorded_table names or whose key is a secret. Run by the owner after migrations; names the triggers it added or
 * gave other fields, and a second time none.
 */
create or replace function platform.record_changes() returns setof text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  wanted record;
begin
  for wanted in
    select relation.oid::regclass as name, event, array[told.dropped, told.personal] || key.columns as arguments
    from pg_class as relation
    cross join (values ('update'), ('delete'), ('insert')) as kind (event)
    cross join lateral (
      select array_agg(attname::text order by place) as columns, bool_or(platform.is_secret(attname)) as secret
      from pg_index
      cross join unnest(indkey) with ordinality as part (attnum, place)
      join pg_attribute on attrelid = indrelid and pg_attribute.attnum = part.attnum
      where indrelid = relation.oid and indisprimary) as key
    cross join lateral (
      select coalesce(array_agg(attname::text order by attname) filter (where is_dropped), '{}')::text as dropped,
             coalesce(array_agg(attname::text order by attname) filter (where is_personal and not is_dropped), '{}')::text as personal
      from pg_attribute
      cross join lateral (
        select attname in ('version', 'company_id') or platform.is_secret(attname) as is_dropped,
               platform.is_personal(attname) or platform.names_somebody(relation.relname || '.' || attname) as is_personal) as judged
      where attrelid = relation.oid and attnum > 0 and not attisdropped) as told
    where relation.relnamespace = 'public'::regnamespace and relation.relkind = 'r' and key.columns is not null and not key.secret
      and case event when 'delete' then has_table_privilege('erp_app', relation.oid, 'delete')
                     else has_any_column_privilege('erp_app', relation.oid, event) end
      and not exists (select from platform.unrecorded_table where relation.relname like pattern)
      and not exists (
        select from pg_trigger
        where tgrelid = relation.oid and tgname = 'record_' || event
          and encode(tgargs, 'escape') = array_to_string(array[told.dropped, told.personal] || key.columns, '\000') || '\000')
    order by relation.relname, event
  loop
    execute format(
      'create or replace trigger record_%s after %1$s on %s referencing %s for each statement execute function platform.%s(%s)',
      wanted.event, wanted.name,
      case wanted.event when 'update' then 'old table as old_rows new table as new_rows'
                        when 'delete' then 'old table as old_rows' else 'new table as new_rows' end,
      case wanted.event when 'update' then 'record_updated' when 'delete' then 'record_deleted' else 'record_inserted' end,
      (select string_agg(quote_literal(argument), ', ' order by place)
       from unnest(wanted.arguments) with ordinality as given (argument, place)));
    return next wanted.name || ' ' || wanted.event;
  end loop;
end $$;

-- Triggers of earlier releases took other arguments; tables that became unrecorded lose theirs.
do $$
declare
  earlier record;
begin
  for earlier in
    select tgname, tgrelid::regclass as name from pg_trigger
    where tgname in ('record_insert', 'record_update', 'record_delete') and not tgisinternal
  loop
    execute format('drop trigger %I on %s', earlier.tgname, earlier.name);
  end loop;
  perform platform.record_changes();
end $$;
drop function platform.record_insert(), platform.record_update(), platform.record_delete();
drop function platform.note_changes(text), platform.shown_value(text, jsonb);
comment on function platform.recorded_changes(uuid) is 'Null: for processes of earlier releases, while both run.';

-- Of an entry also what its transaction changed. Entries of earlier releases have none beside them and keep their hashes.
create or replace function platform.audit_row_hash(entry platform.audit_log) returns bytea
language sql stable as $$
  select sha256(convert_to(
    (select jsonb_object_agg(key, value)::text from jsonb_each(to_jsonb(entry)) where value <> 'null'::jsonb)
    || coalesce((
      select string_agg(to_jsonb(change)::text, '' order by place) from platform.audit_change as change
      where change.transaction_id = entry.transaction_id
        and (change.company_id is null or entry.company_id is null or change.company_id = entry.company_id)), ''), 'UTF8'))
$$;

-- What an entry changed, after a place, as it is shown: numbers as exact texts. Entries of earlier releases hold it themselves.
create function platform.shown_values(fields jsonb) returns jsonb
language sql immutable parallel safe
return (
  select jsonb_object_agg(field, case jsonb_typeof(value) when 'number' then to_jsonb(value #>> '{}') else value end)
  from jsonb_each(fields) as one (field, value));

create function platform.shown_changes(entry_transaction xid8, entry_company uuid, earlier jsonb, after_place bigint, most int)
returns table (place bigint, "table" text, key text, before jsonb, after jsonb)
language sql stable as $$
  select place, "table", key, coalesce(platform.shown_values(before), before), coalesce(platform.shown_values(after), after)
  from (
    (select place, table_name as "table", row_key as key, before, after from platform.audit_change as change
     where change.transaction_id = entry_transaction and change.place > after_place
       and (change.company_id is null or change.company_id = entry_company)
     order by place limit most)
    union all
    select place, noted ->> 'table', noted ->> 'key', noted -> 'before', noted -> 'after'
    from jsonb_array_elements(earlier) with ordinality as noticed (noted, place)
    where not noted ? 'cut' and place > after_place) as changed
  order by place limit most
$$;
grant execute on function platform.shown_changes(xid8, uuid, jsonb, bigint, int) to erp_app;
