-- That the audit log of a service is not what was sealed is an alert of every company at once. An event may say what exactly.
alter table security_events add column detail text check (length(detail) between 1 and 200);
alter table security_alerts add column detail text check (length(detail) between 1 and 200);
comment on column security_events.detail is 'What exactly, where the kind does not say it; no personal data.';
comment on column security_alerts.detail is 'That of the latest event.';
grant update (detail) on security_alerts to erp_app;

do $$
declare
  kinds constant text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'security_events_kind_check');
  more constant text := replace(kinds, 'ARRAY[', 'ARRAY[''AUDIT_CHAIN_BROKEN''::text, ');
begin
  if more = kinds then raise exception 'kinds of security events are kept in another way'; end if;
  alter table security_events drop constraint security_events_kind_check;
  execute 'alter table security_events add constraint security_events_kind_check ' || more;
end $$;
select set_config('app.company_ids', '00000000-0000-0000-0000-000000000000', true);
insert into alert_rules (company_id, kind, counted_by, threshold, window_minutes)
  values ('00000000-0000-0000-0000-000000000000', 'AUDIT_CHAIN_BROKEN', 'COMPANY', 1, 60);

-- A chain holds what was done in all companies, so all of them hear of it.
create policy list_all on companies for select to current_user using (true);
create function identity.all_company_ids() returns uuid[]
language sql stable security definer set search_path = ''
begin atomic
  select coalesce(array_agg(id), '{}') from public.companies;
end;
revoke all on function identity.all_company_ids() from public;
grant execute on function identity.all_company_ids() to erp_app;
