-- How somebody is reached, sealed; found by an index under keys of its own, which is made anew with what it finds.
create table user_contacts (
  user_id uuid primary key references users,
  sealed_email text check (sealed_email ~ '^1:[^:]+:[^:]+:[^:]+:[^:]+$'),
  email_index text,
  sealed_phone text check (sealed_phone ~ '^1:[^:]+:[^:]+:[^:]+:[^:]+$'),
  phone_index text,
  check ((sealed_email is null) = (email_index is null)),
  check ((sealed_phone is null) = (phone_index is null))
);
create index user_contacts_by_email on user_contacts (email_index);
create index user_contacts_by_phone on user_contacts (phone_index);
comment on table user_contacts is 'E-mail address and phone number of users 联系方式, sealed with keys outside the database.';

alter table user_contacts enable row level security;
alter table user_contacts force row level security;
create policy subject on user_contacts
  using (user_id = (select identity.subject_id())) with check (user_id = (select identity.subject_id()));
create policy fellow_members on user_contacts for select
  using (user_id in (select user_id from memberships where company_id = any ((select platform.company_ids())::uuid[])));
create policy resealing on user_contacts
  using ((select identity.is_resealing())) with check ((select identity.is_resealing()));
grant select, insert, update, delete on user_contacts to erp_app;
