-- What changes who may do what, or where money goes, is an alert by itself; posting at night is one when it is not the first time.
alter table security_events drop constraint security_events_kind_check;
alter table security_events add constraint security_events_kind_check check (kind in (
  'LOGIN_FAILED', 'LOGIN_THROTTLED', 'LOGIN_AT_ODD_HOURS', 'TOKEN_REUSED', 'PASSWORD_CHANGED', 'ROLES_CHANGED',
  'USER_NARROWED', 'USER_DISABLED', 'API_KEY_MADE', 'API_KEY_REVOKED', 'API_KEY_REFUSED', 'SECOND_FACTOR_SET_UP',
  'SECOND_FACTOR_REMOVED', 'SECOND_FACTOR_RESET', 'SECOND_FACTOR_FAILED', 'SECOND_FACTOR_POLICY_CHANGED',
  'ACCOUNT_LINKED', 'ACCOUNT_UNLINKED', 'USER_PSEUDONYMISED', 'SUBMITTED_JUST_BELOW_LIMIT', 'READ_MUCH', 'ROLE_REDEFINED',
  'APPROVAL_DEFINITION_CHANGED', 'APPROVALS_DELEGATED', 'PERIOD_REOPENED', 'POSTED_AT_ODD_HOURS', 'BANK_ACCOUNTS_CHANGED'));
select set_config('app.company_ids', '00000000-0000-0000-0000-000000000000', true);
insert into alert_rules (company_id, kind, counted_by, threshold, window_minutes)
  select '00000000-0000-0000-0000-000000000000'::uuid, kind, counted_by, threshold, minutes
  from (values
    ('ROLES_CHANGED', 'ACCOUNT', 1, 60), ('USER_NARROWED', 'ACCOUNT', 1, 60), ('ROLE_REDEFINED', 'ACCOUNT', 1, 60),
    ('APPROVAL_DEFINITION_CHANGED', 'COMPANY', 1, 60),
    ('PERIOD_REOPENED', 'COMPANY', 1, 60), ('BANK_ACCOUNTS_CHANGED', 'ACCOUNT', 1, 60), ('POSTED_AT_ODD_HOURS', 'ACCOUNT', 3, 10080)
  ) as usual (kind, counted_by, threshold, minutes);
