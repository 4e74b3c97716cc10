-- Names of users stand sealed with a key of that person, which lies outside the database; they are found whole by an index. Names that a
-- release before left in clear are sealed at the start of the service. A pseudonym stands in clear, for it tells nothing.
alter table users drop constraint users_username_check;
alter table users
  add column username_index text unique,
  add column display_name_index text,
  add constraint users_username_check check (username ~ '^[a-z0-9][a-z0-9._-]{1,39}$' or username ~ '^1:[^:]+:[^:]+:[^:]*:[^:]+$'),
  add constraint sealed_names_are_found
    check ((username like '1:%') = (username_index is not null) and (username_index is null) = (display_name_index is null));
comment on column users.username is 'Sealed with the key of this person; a pseudonym, and what an earlier release wrote, in clear.';
comment on column users.display_name is 'Sealed with the key of this person; a pseudonym, and what an earlier release wrote, in clear.';
create index users_by_display_name on users (display_name_index) where display_name_index is not null;
create index users_with_clear_names on users (id) where username_index is null and pseudonymised_at is null;
create index users_pseudonymised on users (id) where pseudonymised_at is not null;

create function identity.login_name_index() returns text language sql stable parallel safe
  as $$ select nullif(current_setting('app.login_name_index', true), '') $$;
drop policy typed_name on users;
create policy typed_name on users for select
  using (username = (select identity.login_name()) or username_index = (select identity.login_name_index()));
create policy resealing on users using ((select identity.is_resealing())) with check ((select identity.is_resealing()));
