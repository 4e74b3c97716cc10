-- People end their sessions by choice, one by one, or all of them with a new password. Where a session was begun helps to
-- recognise it; like the rest of the row only its owner sees it.
alter table sessions
  add column origin text check (length(origin) <= 100),
  drop constraint sessions_end_reason_check,
  add constraint sessions_end_reason_check
    check (end_reason in ('LOGGED_OUT', 'TOKEN_REUSED', 'USER_DISABLED', 'ENDED_BY_OWNER', 'PASSWORD_CHANGED'));
