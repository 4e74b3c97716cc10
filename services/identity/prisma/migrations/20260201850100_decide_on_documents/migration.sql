-- Documents of every service are approved here. Who made and who submitted one is said by the service that owns it, so
-- these two refer to nobody; whoever signs is a member.
create table approval_requests (
  id uuid primary key,
  company_id uuid not null references companies,
  document_type text not null check (document_type ~ '^[A-Z][A-Z_]{2,39}$'),
  document_id uuid not null,
  document_version int not null check (document_version > 0),
  document_number text check (length(document_number) between 1 and 40),
  title text not null check (length(title) between 1 and 200),
  maker_id uuid not null,
  submitted_by uuid not null,
  amount_minor bigint not null check (amount_minor >= 0),
  currency char(3) not null,
  department_id uuid,
  category text check (length(category) between 1 and 60),
  status text not null default 'RUNNING' check (status in ('RUNNING', 'APPROVED', 'REJECTED', 'WITHDRAWN')),
  level int not null default 1 check (level > 0),
  reason text check (length(reason) between 1 and 500),
  decided_by uuid,
  decided_at timestamptz,
  version int not null default 1,
  requested_at timestamptz not null,
  check ((status = 'RUNNING') = (decided_at is null)),
  unique (company_id, id)
);
create index approval_requests_running on approval_requests (company_id, id) where status = 'RUNNING';
create index approval_requests_of_document on approval_requests (company_id, document_id, id);
comment on table approval_requests is 'A version of a document that waits for approval or was decided on 审批单; what was decided never changes.';
comment on column approval_requests.currency is 'Of the document; the amount is in the base currency of the company.';

-- ENOUGH: one of these signs the level. NEEDED: without it the level stays open.
create table approval_seats (
  id uuid primary key,
  company_id uuid not null references companies,
  approval_id uuid not null,
  level int not null check (level > 0),
  weight text not null check (weight in ('ENOUGH', 'NEEDED')),
  user_id uuid,
  role_code text references roles,
  permission_code text references permissions,
  signed_by uuid,
  signed_at timestamptz,
  foreign key (company_id, approval_id) references approval_requests (company_id, id),
  foreign key (company_id, user_id) references memberships,
  foreign key (company_id, signed_by) references memberships,
  check (num_nonnulls(user_id, role_code, permission_code) = 1),
  check ((signed_by is null) = (signed_at is null))
);
create index approval_seats_of_request on approval_seats (company_id, approval_id, level);
create index approval_seats_of_user on approval_seats (company_id, user_id);
create index approval_seats_of_role on approval_seats (role_code);
create index approval_seats_of_permission on approval_seats (permission_code);
create index approval_seats_by_signer on approval_seats (company_id, signed_by);
comment on table approval_seats is 'Who may sign a level of a request 审批人: a member, or whoever holds a role or a permission when they sign.';

create table approval_actions (
  id uuid primary key,
  company_id uuid not null references companies,
  approval_id uuid not null,
  action text not null check (action in ('REQUESTED', 'APPROVED', 'REJECTED', 'WITHDRAWN')),
  level int not null,
  actor_id uuid,
  reason text check (length(reason) between 1 and 500),
  happened_at timestamptz not null,
  foreign key (company_id, approval_id) references approval_requests (company_id, id)
);
create index approval_actions_of_request on approval_actions (company_id, approval_id, id);
comment on table approval_actions is 'What happened to requests for approval 审批记录; append-only.';

create table approval_withdrawals (
  approval_id uuid primary key,
  company_id uuid not null references companies,
  reason text not null,
  withdrawn_at timestamptz not null
);
create index approval_withdrawals_of_company on approval_withdrawals (company_id);
comment on table approval_withdrawals is 'Requests that were withdrawn before they came: should they still come, they are refused.';

alter table approval_requests enable row level security;
alter table approval_requests force row level security;
create policy company_scope on approval_requests
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table approval_seats enable row level security;
alter table approval_seats force row level security;
create policy company_scope on approval_seats
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table approval_actions enable row level security;
alter table approval_actions force row level security;
create policy company_scope on approval_actions
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table approval_withdrawals enable row level security;
alter table approval_withdrawals force row level security;
create policy company_scope on approval_withdrawals
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

grant select, insert, update (status, level, reason, decided_by, decided_at, version) on approval_requests to erp_app;
grant select, insert, update (signed_by, signed_at) on approval_seats to erp_app;
grant select, insert on approval_actions, approval_withdrawals to erp_app;
grant select on approval_requests, approval_seats, approval_actions, approval_withdrawals to erp_report;

-- The open seats of running requests that a person may sign now: rights count as they are at that moment, a program never
-- signs, and neither does whoever made or submitted the document.
create function identity.open_seats(company uuid, person uuid)
returns table (approval_id uuid, seat_id uuid) language sql stable as $$
  select request.id, seat.id
  from approval_requests as request
  join approval_seats as seat
    on seat.company_id = request.company_id and seat.approval_id = request.id and seat.level = request.level
  join memberships as member on member.company_id = request.company_id and member.user_id = person
  join users on users.id = member.user_id and users.active and users.kind = 'PERSON'
  where request.company_id = company and request.status = 'RUNNING' and seat.signed_by is null
    and person <> request.maker_id and person <> request.submitted_by
    and (seat.user_id = person
         or seat.role_code in (select held.role_code from membership_roles as held
                               where held.company_id = company and held.user_id = person)
         or seat.permission_code in (select given.permission_code
                                     from membership_roles as held join role_permissions as given using (role_code)
                                     where held.company_id = company and held.user_id = person))
$$;

-- Those who lead and those who answer for the books decide; what was decided is open to whoever audits.
insert into permissions (code) values
  ('identity.approval.read'), ('procurement.purchaseOrder.approve'), ('finance.expenseClaim.approve');
insert into role_permissions (role_code, permission_code) values
  ('ADMINISTRATOR', 'identity.approval.read'), ('CONTROLLER', 'identity.approval.read'),
  ('AUDITOR', 'identity.approval.read'),
  ('ADMINISTRATOR', 'procurement.purchaseOrder.approve'), ('CONTROLLER', 'procurement.purchaseOrder.approve'),
  ('ADMINISTRATOR', 'finance.expenseClaim.approve'), ('CONTROLLER', 'finance.expenseClaim.approve');
