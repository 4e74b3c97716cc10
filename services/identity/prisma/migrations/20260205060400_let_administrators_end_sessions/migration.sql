-- An administrator of a company ends sessions that work in it.
alter table sessions drop constraint sessions_end_reason_check;
alter table sessions add constraint sessions_end_reason_check check (end_reason in (
  'LOGGED_OUT', 'TOKEN_REUSED', 'USER_DISABLED', 'ENDED_BY_OWNER', 'PASSWORD_CHANGED', 'REVOKED'));
do $$
declare
  kinds constant text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'security_events_kind_check');
  more constant text := replace(kinds, 'ARRAY[', 'ARRAY[''SESSIONS_REVOKED''::text, ');
begin
  if more = kinds then raise exception 'kinds of security events are kept in another way'; end if;
  alter table security_events drop constraint security_events_kind_check;
  execute 'alter table security_events add constraint security_events_kind_check ' || more;
end $$;
