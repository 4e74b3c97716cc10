/*
 * What only served to let people in, and what was noted of them at the doors, is kept for a time and then removed. The application has no
 * right to remove these rows; a function of the owner does, some at a time, and nothing that is younger than its kind has to become.
 */
do $$
declare
  watched text;
begin
  foreach watched in array array['sessions', 'refresh_tokens', 'login_origins', 'login_challenges', 'security_events', 'security_alerts', 'documents_shown'] loop
    execute format('create policy retention on %I to current_user using (current_setting(''app.retention'', true) = ''true'') with check (current_setting(''app.retention'', true) = ''true'')', watched);
  end loop;
end $$;

create index sessions_over on sessions (coalesce(ended_at, expires_at));
create index sessions_with_origin on sessions (created_at) where origin is not null;
create index login_origins_by_age on login_origins (last_login_at);
create index login_throttle_by_age on login_throttle (last_failed_at);
create index login_challenges_by_age on login_challenges (expires_at);
create index security_events_by_age on security_events (happened_at);
create index security_events_with_origin on security_events (happened_at) where origin is not null;
create index security_alerts_by_age on security_alerts (last_event_at) where acknowledged_at is not null;
create index documents_shown_by_age on documents_shown (hour);

create function platform.purge_expired(kind text, older_than timestamptz, at_most int) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  least_days constant jsonb := '{"LOGIN_ATTEMPTS": 1, "LOGIN_CHALLENGES": 1, "LOGIN_ORIGINS": 30, "SESSIONS": 30, "SESSION_ORIGINS": 30,
    "SECURITY_EVENTS": 180, "SECURITY_EVENT_ORIGINS": 180, "SECURITY_ALERTS": 180, "DOCUMENTS_SHOWN": 30}';
  ended uuid[];
  purged int;
begin
  if not least_days ? kind then raise exception 'Nothing of kind % is purged', kind using errcode = 'invalid_parameter_value'; end if;
  if older_than > now() - make_interval(days => (least_days ->> kind)::int) or at_most not between 1 and 10000 then
    raise exception '% is kept for % days at least', kind, least_days ->> kind using errcode = 'check_violation';
  end if;
  perform set_config('app.retention', 'true', true);
  case kind
    when 'LOGIN_ATTEMPTS' then
      delete from login_throttle as kept using (
        select t.kind as of_kind, t.key_hash from login_throttle as t
        where t.last_failed_at < older_than and t.blocked_until < now() limit at_most for update skip locked) as old
      where kept.kind = old.of_kind and kept.key_hash = old.key_hash;
    when 'LOGIN_CHALLENGES' then
      delete from login_challenges where id in (
        select id from login_challenges where expires_at < older_than limit at_most for update skip locked);
    when 'LOGIN_ORIGINS' then
      delete from login_origins as kept using (
        select user_id, origin_hash from login_origins where last_login_at < older_than limit at_most for update skip locked) as old
      where kept.user_id = old.user_id and kept.origin_hash = old.origin_hash;
    when 'SESSIONS' then
      select array_agg(id) into ended from (
        select id from sessions where coalesce(ended_at, expires_at) < older_than limit at_most for update skip locked) as old;
      delete from refresh_tokens where session_id = any (ended);
      delete from sessions where id = any (ended);
    when 'SESSION_ORIGINS' then
      update sessions set origin = null where id in (
        select id from sessions where origin is not null and created_at < older_than limit at_most for update skip locked);
    when 'SECURITY_EVENTS' then
      delete from security_events where id in (
        select id from security_events where happened_at < older_than limit at_most for update skip locked);
    when 'SECURITY_EVENT_ORIGINS' then
      update security_events set origin = null where id in (
        select id from security_events where origin is not null and happened_at < older_than limit at_most for update skip locked);
    when 'SECURITY_ALERTS' then
      delete from security_alerts where id in (
        select id from security_alerts where acknowledged_at is not null and last_event_at < older_than
        limit at_most for update skip locked);
    when 'DOCUMENTS_SHOWN' then
      delete from documents_shown as kept using (
        select company_id, user_id, hour from documents_shown where hour < older_than limit at_most for update skip locked) as old
      where kept.company_id = old.company_id and kept.user_id = old.user_id and kept.hour = old.hour;
  end case;
  get diagnostics purged = row_count;
  perform set_config('app.retention', '', true);
  return purged;
end $$;
revoke all on function platform.purge_expired(text, timestamptz, int) from public;
grant execute on function platform.purge_expired(text, timestamptz, int) to erp_app;
comment on function platform.purge_expired(text, timestamptz, int) is 'Removes some of a kind from before a moment, never what is younger than the kind is kept at least.';
