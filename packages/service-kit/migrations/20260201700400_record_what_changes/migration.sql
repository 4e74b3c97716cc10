/*
 * What a transaction changes is recorded by the tables themselves: statement triggers compare rows before and after, and
 * keep what differs in a setting of the transaction, from which its audit row takes it. So every mutation says what it
 * changed, whoever wrote it. What was created says itself what it was.
 */
alter table platform.audit_log
  add column changes jsonb,
  add column reason text check (length(reason) <= 500),
  add column client_address text check (length(client_address) <= 100);
comment on column platform.audit_log.changes is 'Of every changed row its table, its key and the fields that differ, before and after; {"cut": true} at the end when there were too many.';
grant insert (changes, reason, client_address) on platform.audit_log to erp_app;

-- Which tables are not recorded, by the pattern of their names, and why.
create table platform.unrecorded_table (
  pattern text primary key,
  reason text not null
);
comment on table platform.unrecorded_table is 'Tables whose changes are no business facts: the audit log does not repeat them.';
grant select on platform.unrecorded_table to erp_app, erp_report;
insert into platform.unrecorded_table (pattern, reason) values
  ('%\_replica', 'a copy of what another service owns'), ('replicated\_%', 'a copy of what another service owns'),
  ('%\_number', 'a counter'), ('%\_sequence', 'a counter'),
  ('%\_balance', 'a running total of an append-only ledger'), ('%\_tail', 'a running total of an append-only ledger'),
  ('%\_turnover', 'a running total of an append-only ledger'), ('%\_leg', 'how far another service has come');

-- What is not shown, by the name of its field: secrets not at all, personal and bank data only as having changed.
create function platform.is_secret(field text) returns boolean
language sql immutable parallel safe return field ~ '(password|secret|hash|token)';
create function platform.is_personal(field text) returns boolean
language sql immutable parallel safe
return field ~ '(display_name|person|contact|phone|mobile|email|address|bank|iban|account_holder|identity_card|salary|birth)';

-- A value as the trail shows it: numbers as exact texts, and at most 4000 characters.
create function platform.shown_value(field text, value jsonb) returns jsonb
language sql stable parallel safe
return case
  when value = 'null' then value
  when platform.is_personal(field) then '"***"'
  when jsonb_typeof(value) = 'number' then to_jsonb(value #>> '{}')
  when length(value::text) > 4000 then to_jsonb(left(value::text, 4000) || '…')
  else value end;

-- The columns of a primary key, four at most, as one text.
create function platform.row_key(fields jsonb, columns text[]) returns text
language sql stable parallel safe
return concat_ws(' ', fields ->> columns[0], fields ->> columns[1], fields ->> columns[2], fields ->> columns[3]);

-- Adds to what the transaction has changed so far, up to 64 Ki characters.
create function platform.note_changes(entries text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  noted constant text := nullif(current_setting('app.changes', true), '');
  cut constant text := '{"cut":true}';
begin
  if entries is null or right(noted, length(cut)) = cut then return; end if;
  if coalesce(length(noted), 0) + length(entries) > 65536 then entries := cut; end if;
  perform set_config('app.changes', concat_ws(',', noted, entries), true);
end $$;

/*
 * The triggers' functions; their arguments are the columns of the table's primary key, by which rows are matched. Each is
 * one statement over all rows, and a statement over more than a thousand is noted as too much.
 */
create function platform.record_update() returns trigger language plpgsql set jit = off as $$
begin
  if (select count(*) from new_rows) > 1000 then perform platform.note_changes('{"cut":true}'); return null; end if;
  perform platform.note_changes((
    select string_agg(jsonb_build_object('table', tg_table_name, 'key', key, 'companyId', company,
                                         'before', before, 'after', after)::text, ',' order by key)
    from (
      select key, new_row.fields -> 'company_id' as company,
             jsonb_object_agg(field, platform.shown_value(field, old_row.fields -> field)) as before,
             jsonb_object_agg(field, platform.shown_value(field, value)) as after
      from (select platform.row_key(fields, tg_argv) as key, fields
            from (select to_jsonb(o.*) as fields from old_rows as o offset 0) as o) as old_row
      join (select platform.row_key(fields, tg_argv) as key, fields
            from (select to_jsonb(n.*) as fields from new_rows as n offset 0) as n) as new_row using (key)
      cross join jsonb_each(new_row.fields) as changed (field, value)
      where value <> old_row.fields -> field and field <> 'version' and not platform.is_secret(field)
      group by key, new_row.fields -> 'company_id'
    ) as changes));
  return null;
end $$;

create function platform.record_delete() returns trigger language plpgsql set jit = off as $$
begin
  if (select count(*) from old_rows) > 1000 then perform platform.note_changes('{"cut":true}'); return null; end if;
  perform platform.note_changes((
    select string_agg(jsonb_build_object('table', tg_table_name, 'key', platform.row_key(fields, tg_argv),
                                         'companyId', fields -> 'company_id', 'before', shown)::text, ',')
    from (select to_jsonb(o.*) as fields from old_rows as o offset 0) as gone
    cross join lateral (
      select coalesce(jsonb_object_agg(field, platform.shown_value(field, value)), '{}') as shown
      from jsonb_each(fields) as one (field, value)
      where value <> 'null' and field not in ('version', 'company_id') and not platform.is_secret(field)) as told));
  return null;
end $$;

create function platform.record_insert() returns trigger language plpgsql set jit = off as $$
begin
  if (select count(*) from new_rows) > 1000 then perform platform.note_changes('{"cut":true}'); return null; end if;
  perform platform.note_changes((
    select string_agg(jsonb_build_object('table', tg_table_name, 'key', platform.row_key(fields, tg_argv),
                                         'companyId', fields -> 'company_id', 'after', shown)::text, ',')
    from (select to_jsonb(n.*) as fields from new_rows as n offset 0) as added
    cross join lateral (
      select coalesce(jsonb_object_agg(field, platform.shown_value(field, value)), '{}') as shown
      from jsonb_each(fields) as one (field, value)
      where value <> 'null' and field not in ('version', 'company_id') and not platform.is_secret(field)) as told));
  return null;
end $$;

-- What the transaction has changed so far of this company, and of what belongs to no company; null when nothing.
create function platform.recorded_changes(company uuid) returns jsonb
language sql stable as $$
  select jsonb_agg(entry - 'companyId' order by place)
  from jsonb_array_elements(('[' || nullif(current_setting('app.changes', true), '') || ']')::jsonb)
    with ordinality as noted (entry, place)
  where coalesce((entry ->> 'companyId')::uuid, company) is not distinct from company
$$;
grant execute on function platform.recorded_changes(uuid) to erp_app;

/*
 * Makes the tables of the service record what changes in them: each one the application may update or delete from, except
 * those that platform.unrecorded_table names or whose key is a secret. Where rows are removed they are also recorded when they come, for that is how
 * lists change. Run by the owner after migrations; names the triggers it added, and a second time none.
 */
create function platform.record_changes() returns setof text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  wanted record;
begin
  for wanted in
    select relation.oid::regclass as name, event, key.columns
    from pg_class as relation
    cross join (values ('update', false), ('delete', true), ('insert', true))
      as kind (event, of_lists)
    cross join lateral (
      select string_agg(quote_literal(attname), ', ' order by place) as columns, bool_or(platform.is_secret(attname)) as secret
      from pg_index
      cross join unnest(indkey) with ordinality as part (attnum, place)
      join pg_attribute on attrelid = indrelid and pg_attribute.attnum = part.attnum
      where indrelid = relation.oid and indisprimary) as key
    where relation.relnamespace = 'public'::regnamespace and relation.relkind = 'r' and key.columns is not null and not key.secret
      and case when of_lists then has_table_privilege('erp_app', relation.oid, 'delete')
               else has_any_column_privilege('erp_app', relation.oid, 'update') end
      and not exists (select from platform.unrecorded_table where relation.relname like pattern)
      and not exists (select from pg_trigger where tgrelid = relation.oid and tgname = 'record_' || event)
    order by relation.relname, event
  loop
    execute format(
      'create trigger record_%1$s after %1$s on %2$s referencing %3$s for each statement execute function platform.record_%1$s(%4$s)',
      wanted.event, wanted.name,
      case wanted.event when 'update' then 'old table as old_rows new table as new_rows'
                        when 'delete' then 'old table as old_rows' else 'new table as new_rows' end,
      wanted.columns);
    return next wanted.name || ' ' || wanted.event;
  end loop;
end $$;
revoke all on function platform.record_changes() from public;
