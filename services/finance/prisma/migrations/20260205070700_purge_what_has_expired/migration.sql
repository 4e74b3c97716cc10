/*
 * What never became a document is kept for a time and then removed: claims nobody submitted, files of claims that were given up, what other
 * systems sent of claims that were written from it. Nothing that was submitted, decided or posted is named here, so none of it is removed.
 */
do $$
declare
  watched text;
begin
  foreach watched in array array['expense_claim', 'expense_claim_line', 'expense_claim_change', 'expense_claim_file', 'expense_claim_file_chunk', 'expense_feed_claim', 'expense_feed', 'expense_feed_difference'] loop
    execute format('create policy retention on %I to current_user using (current_setting(''app.retention'', true) = ''true'') with check (current_setting(''app.retention'', true) = ''true'')', watched);
  end loop;
end $$;

create index expense_claim_unsubmitted on expense_claim (created_at) where status = 'DRAFT' and submitted_by is null;
create index expense_claim_file_unpurged on expense_claim_file (attached_at) where name <> '–';
create index expense_feed_by_age on expense_feed (received_at);

create function platform.purge_expired(kind text, older_than timestamptz, at_most int) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  least_days constant jsonb := '{"UNSUBMITTED_CLAIMS": 90, "FILES_OF_CLAIMS_GIVEN_UP": 30, "FED_CLAIMS": 90}';
  finance constant uuid := '00000000-0000-0000-0000-000000000000';
  old uuid[];
begin
  if not least_days ? kind then raise exception 'Nothing of kind % is purged', kind using errcode = 'invalid_parameter_value'; end if;
  if older_than > now() - make_interval(days => (least_days ->> kind)::int) or at_most not between 1 and 10000 then
    raise exception '% is kept for % days at least', kind, least_days ->> kind using errcode = 'check_violation';
  end if;
  perform set_config('app.retention', 'true', true);
  case kind
    when 'UNSUBMITTED_CLAIMS' then
      select array_agg(id) into old from (
        select c.id from expense_claim as c
        where c.status = 'DRAFT' and c.submitted_by is null and c.created_at < older_than
          and not exists (select from expense_claim_change as made where made.claim_id = c.id and made.changed_at >= older_than)
        limit at_most for update skip locked) as found;
      update expense_claim_line set note = '' where claim_id = any (old) and note <> '';
      update expense_claim set status = 'DISCARDED', title = '', note = '', version = version + 1 where id = any (old);
      insert into expense_claim_change (claim_id, version, company_id, action, reason, changed_by, changed_at)
      select id, version, company_id, 'DISCARDED', 'retention', finance, now() from expense_claim where id = any (old);
    when 'FILES_OF_CLAIMS_GIVEN_UP' then
      select array_agg(id) into old from (
        select f.id from expense_claim_file as f join expense_claim as c on c.id = f.claim_id
        where f.name <> '–' and f.attached_at < older_than and (f.removed or c.status = 'DISCARDED')
          and not exists (select from expense_claim_change as made where made.claim_id = c.id and made.changed_at >= older_than)
        limit at_most for update of f skip locked) as found;
      update expense_claim_file set removed = true, name = '–' where id = any (old);
      delete from expense_claim_file_chunk where file_id = any (old);
    when 'FED_CLAIMS' then
      select array_agg(id) into old from (
        select c.id from expense_feed_claim as c join expense_feed as feed on feed.id = c.feed_id
        where feed.received_at < older_than and c.status in ('TAKEN', 'KNOWN', 'REJECTED') and c.content <> '{}'
          and not exists (select from expense_feed_difference as open where open.feed_claim_id = c.id and open.cleared_at is null)
        limit at_most for update of c skip locked) as found;
      update expense_feed_claim set content = '{}' where id = any (old);
  end case;
  perform set_config('app.retention', '', true);
  return coalesce(cardinality(old), 0);
end $$;
revoke all on function platform.purge_expired(text, timestamptz, int) from public;
grant execute on function platform.purge_expired(text, timestamptz, int) to erp_app;
comment on function platform.purge_expired(text, timestamptz, int) is 'Removes some of a kind from before a moment, never what is younger than the kind is kept at least.';
