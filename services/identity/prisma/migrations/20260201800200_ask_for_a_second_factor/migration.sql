-- Whoever is between password and code is not known yet: the hash of the challenge opens a window on exactly that row.
create function identity.challenge_hash() returns bytea language sql stable parallel safe
  as $$ select decode(nullif(current_setting('app.challenge_hash', true), ''), 'hex') $$;
-- Sealing all secrets with another key is done without a subject.
create function identity.is_resealing() returns boolean language sql stable parallel safe
  as $$ select coalesce(nullif(current_setting('app.resealing', true), '')::boolean, false) $$;

create table second_factors (
  user_id uuid primary key references users,
  sealed_secret text not null check (sealed_secret ~ '^1:[^:]+:[^:]+:[^:]+:[^:]+$'),
  begun_at timestamptz not null default now(),
  confirmed_at timestamptz,
  last_step int
);
comment on column second_factors.last_step is 'The last step of thirty seconds a code was accepted of: a code works once.';

-- 80 random bits each, so a quick hash is enough; each works once.
create table recovery_codes (
  user_id uuid not null references second_factors on delete cascade,
  code_hash bytea not null check (length(code_hash) = 32),
  used_at timestamptz,
  primary key (user_id, code_hash)
);

create table login_challenges (
  id uuid primary key,
  token_hash bytea not null unique check (length(token_hash) = 32),
  user_id uuid not null references users,
  company_id uuid references companies,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index login_challenges_by_user on login_challenges (user_id);
create index login_challenges_by_company on login_challenges (company_id);

-- The jobs that a company lets in with a second factor only.
create table second_factor_roles (
  company_id uuid not null references companies,
  role_code text not null references roles,
  primary key (company_id, role_code)
);
create index second_factor_roles_by_role on second_factor_roles (role_code);

alter table sessions add column second_factor boolean not null default false;
comment on column sessions.second_factor is 'Whether the login was made with a second factor.';

alter table second_factors enable row level security;
alter table second_factors force row level security;
create policy subject on second_factors
  using (user_id = (select identity.subject_id())) with check (user_id = (select identity.subject_id()));
create policy resealing on second_factors
  using ((select identity.is_resealing())) with check ((select identity.is_resealing()));

alter table recovery_codes enable row level security;
alter table recovery_codes force row level security;
create policy subject on recovery_codes
  using (user_id = (select identity.subject_id())) with check (user_id = (select identity.subject_id()));

alter table login_challenges enable row level security;
alter table login_challenges force row level security;
create policy subject on login_challenges
  using (user_id = (select identity.subject_id())) with check (user_id = (select identity.subject_id()));
create policy presented on login_challenges for select using (token_hash = (select identity.challenge_hash()));

alter table second_factor_roles enable row level security;
alter table second_factor_roles force row level security;
create policy company_scope on second_factor_roles
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy own_companies on second_factor_roles for select
  using (company_id in (select company_id from memberships where user_id = (select identity.subject_id())));

grant select, insert, update, delete on second_factors, recovery_codes to erp_app;
grant select, insert, update, delete on login_challenges to erp_app;
grant select, insert, delete on second_factor_roles to erp_app;
grant select on second_factor_roles to erp_report;

insert into permissions (code) values ('identity.security.manage'), ('identity.security.read');
insert into role_permissions (role_code, permission_code) values
  ('ADMINISTRATOR', 'identity.security.manage'), ('ADMINISTRATOR', 'identity.security.read'),
  ('AUDITOR', 'identity.security.read');
