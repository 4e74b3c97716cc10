-- What happened at the doors. Appended by whoever is at the door, read within the company; never changed.
create table security_events (
  id uuid primary key,
  company_id uuid not null,
  kind text not null check (kind in (
    'LOGIN_FAILED', 'LOGIN_THROTTLED', 'LOGIN_AT_ODD_HOURS', 'TOKEN_REUSED', 'PASSWORD_CHANGED', 'ROLES_CHANGED',
    'USER_NARROWED', 'USER_DISABLED', 'API_KEY_MADE', 'API_KEY_REVOKED', 'API_KEY_REFUSED', 'SECOND_FACTOR_SET_UP',
    'SECOND_FACTOR_REMOVED', 'SECOND_FACTOR_RESET', 'SECOND_FACTOR_FAILED', 'SECOND_FACTOR_POLICY_CHANGED')),
  user_id uuid,
  actor_id uuid,
  origin text check (length(origin) between 1 and 100),
  happened_at timestamptz not null default clock_timestamp()
);
create index security_events_by_company on security_events (company_id, id);
create index security_events_by_kind on security_events (company_id, kind, happened_at);
create index security_events_by_user on security_events (company_id, user_id, id);
comment on table security_events is 'Events of nobody known lie under the installation, whose administrator reads them.';

-- When so many events of a kind about one account or from one address within a time are an alert. Rules of the installation
-- are for every company that has none of its own.
create table alert_rules (
  company_id uuid not null,
  kind text not null,
  counted_by text not null check (counted_by in ('ACCOUNT', 'ORIGIN', 'COMPANY')),
  threshold int not null check (threshold between 1 and 10000),
  window_minutes int not null check (window_minutes between 1 and 10080),
  active boolean not null default true,
  primary key (company_id, kind, counted_by)
);

create table security_alerts (
  id uuid primary key,
  company_id uuid not null,
  kind text not null,
  counted_by text not null,
  user_id uuid,
  origin text,
  events int not null,
  raised_at timestamptz not null default clock_timestamp(),
  last_event_at timestamptz not null default clock_timestamp(),
  acknowledged_at timestamptz,
  acknowledged_by uuid references users,
  note text check (length(note) between 1 and 500),
  check ((acknowledged_at is null) = (acknowledged_by is null))
);
create index security_alerts_by_company on security_alerts (company_id, id);
create index security_alerts_by_person on security_alerts (acknowledged_by) where acknowledged_by is not null;
-- While an alert waits for a person, more of the same adds to it instead of raising another.
create unique index one_open_alert on security_alerts
  (company_id, kind, counted_by, coalesce(user_id::text, ''), coalesce(origin, '')) where acknowledged_at is null;

insert into alert_rules (company_id, kind, counted_by, threshold, window_minutes)
  select '00000000-0000-0000-0000-000000000000'::uuid, kind, counted_by, threshold, minutes
  from (values
    ('LOGIN_FAILED', 'ACCOUNT', 5, 15), ('LOGIN_FAILED', 'ORIGIN', 20, 15), ('API_KEY_REFUSED', 'ORIGIN', 5, 15),
    ('SECOND_FACTOR_FAILED', 'ACCOUNT', 3, 15), ('TOKEN_REUSED', 'ACCOUNT', 1, 60), ('SECOND_FACTOR_RESET', 'COMPANY', 3, 1440),
    ('LOGIN_AT_ODD_HOURS', 'ACCOUNT', 3, 10080)
  ) as usual (kind, counted_by, threshold, minutes);

alter table security_events enable row level security;
alter table security_events force row level security;
create policy company_scope on security_events
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table alert_rules enable row level security;
alter table alert_rules force row level security;
create policy company_scope on alert_rules
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy usual on alert_rules for select using (company_id = '00000000-0000-0000-0000-000000000000'::uuid);
alter table security_alerts enable row level security;
alter table security_alerts force row level security;
create policy company_scope on security_alerts
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

grant select, insert on security_events to erp_app;
grant select, insert, update on alert_rules to erp_app;
grant select, insert on security_alerts to erp_app;
grant update (events, last_event_at, acknowledged_at, acknowledged_by, note) on security_alerts to erp_app;
grant select on security_events, alert_rules, security_alerts to erp_report;
