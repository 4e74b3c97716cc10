-- Whoever was pseudonymised before others listened is told to them once, when the service starts.
alter table users add column pseudonym_told_at timestamptz;
comment on column users.pseudonym_told_at is 'When the others were told of the pseudonym.';
create index users_with_untold_pseudonym on users (id) where pseudonymised_at is not null and pseudonym_told_at is null;
-- Who tells them sees whose companies they belong to, in a transaction that says so.
create policy resealing on memberships for select using ((select identity.is_resealing()));
