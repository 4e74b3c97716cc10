-- A company says who approves a kind of document. Every change is a version of its own and stays; what was asked for under
-- an earlier one has its seats already and keeps them.
create table approval_definitions (
  id uuid primary key,
  company_id uuid not null references companies,
  document_type text not null,
  version int not null check (version > 0),
  unique (company_id, document_type),
  unique (company_id, id)
);
create table approval_definition_versions (
  definition_id uuid not null,
  company_id uuid not null,
  version int not null check (version > 0),
  active boolean not null,
  branches jsonb not null check (jsonb_typeof(branches) = 'array'),
  changed_by uuid not null,
  changed_at timestamptz not null,
  primary key (definition_id, version),
  foreign key (company_id, definition_id) references approval_definitions (company_id, id),
  foreign key (company_id, changed_by) references memberships
);
create index approval_definition_versions_of_company on approval_definition_versions (company_id, definition_id);
create index approval_definition_versions_by_member on approval_definition_versions (company_id, changed_by);
comment on table approval_definition_versions is 'Who approves what under which conditions 审批流定义: branches as JSON, the first whose conditions hold decides.';

alter table approval_requests add column definition_version int check (definition_version > 0);
comment on column approval_requests.definition_version is 'The version that said who signs; null when the company had said nothing.';

-- Whom somebody reports to, in each company.
alter table memberships
  add column manager_id uuid,
  add foreign key (company_id, manager_id) references memberships (company_id, user_id),
  add check (manager_id <> user_id);
create index memberships_by_manager on memberships (company_id, manager_id);

alter table approval_definitions enable row level security;
alter table approval_definitions force row level security;
create policy company_scope on approval_definitions
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table approval_definition_versions enable row level security;
alter table approval_definition_versions force row level security;
create policy company_scope on approval_definition_versions
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

grant select, insert, update (version) on approval_definitions to erp_app;
grant select, insert on approval_definition_versions to erp_app;
grant select on approval_definitions, approval_definition_versions to erp_report;

insert into permissions (code) values ('identity.approval.manage');
insert into role_permissions (role_code, permission_code) values
  ('ADMINISTRATOR', 'identity.approval.manage'), ('CONTROLLER', 'identity.approval.manage');

-- Somebody signs for another for a time. Whoever signs and whoever they sign for are both kept.
create table approval_delegations (
  id uuid primary key,
  company_id uuid not null references companies,
  from_user_id uuid not null,
  to_user_id uuid not null,
  document_type text,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  ended_at timestamptz,
  check (from_user_id <> to_user_id),
  check (starts_at < ends_at),
  foreign key (company_id, from_user_id) references memberships (company_id, user_id),
  foreign key (company_id, to_user_id) references memberships (company_id, user_id)
);
create index approval_delegations_from on approval_delegations (company_id, from_user_id, id);
create index approval_delegations_to on approval_delegations (company_id, to_user_id, ends_at);
comment on table approval_delegations is 'Who signs for whom, and until when 审批委托.';

alter table approval_seats
  add column signed_for uuid,
  add foreign key (company_id, signed_for) references memberships (company_id, user_id),
  add check (signed_for is null or signed_by is not null);
create index approval_seats_by_principal on approval_seats (company_id, signed_for);
comment on column approval_seats.signed_for is 'Whose place the signer took; null when it was their own.';
alter table approval_actions add column on_behalf_of uuid;

alter table approval_delegations enable row level security;
alter table approval_delegations force row level security;
create policy company_scope on approval_delegations
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
grant select, insert, update (ended_at) on approval_delegations to erp_app;
grant update (signed_for) on approval_seats to erp_app;
grant select on approval_delegations to erp_report;

-- The open seats of running requests that a person may sign now, each with whose place it is: their own, or that of somebody
-- who has them sign. Neither of the two made or submitted the document, both are people who work in the company, and rights
-- count as they are at that moment.
drop function identity.open_seats(uuid, uuid);
create function identity.open_seats(company uuid, person uuid)
returns table (approval_id uuid, seat_id uuid, principal_id uuid) language sql stable as $$
  select request.id, seat.id, principal.id
  from approval_requests as request
  join approval_seats as seat
    on seat.company_id = request.company_id and seat.approval_id = request.id and seat.level = request.level
  join users as signer on signer.id = person and signer.active and signer.kind = 'PERSON'
  join users as principal on principal.active and principal.kind = 'PERSON'
    and (principal.id = person
         or principal.id in (select given.from_user_id from approval_delegations as given
                             where given.company_id = company and given.to_user_id = person and given.ended_at is null
                               and (given.document_type is null or given.document_type = request.document_type)
                               and given.starts_at <= clock_timestamp() and given.ends_at > clock_timestamp()))
  where request.company_id = company and request.status = 'RUNNING' and seat.signed_by is null
    and person not in (request.maker_id, request.submitted_by)
    and principal.id not in (request.maker_id, request.submitted_by)
    and exists (select from membership_roles as held where held.company_id = company and held.user_id = person)
    and exists (select from membership_roles as held where held.company_id = company and held.user_id = principal.id)
    and (seat.user_id = principal.id
         or seat.role_code in (select held.role_code from membership_roles as held
                               where held.company_id = company and held.user_id = principal.id)
         or seat.permission_code in (select given.permission_code
                                     from membership_roles as held join role_permissions as given using (role_code)
                                     where held.company_id = company and held.user_id = principal.id))
$$;
