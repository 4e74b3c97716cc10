-- An approval that waits too long opens to others, whoever signs may have somebody else sign as well, and whoever submitted
-- a document may remind those who have it.
alter table approval_requests add column level_since timestamptz;
update approval_requests set level_since = requested_at;
alter table approval_requests alter column level_since set not null;
alter table approval_requests alter column level_since set default now();
comment on column approval_requests.level_since is 'Since when the level waits that signs now, or signed last.';
grant update (level_since) on approval_requests to erp_app;

alter table approval_seats
  add column opens_after_hours int check (opens_after_hours between 1 and 720),
  add column added_by uuid,
  add foreign key (company_id, added_by) references memberships (company_id, user_id),
  drop constraint approval_seats_weight_check,
  add constraint approval_seats_weight_check check (weight in ('ENOUGH', 'NEEDED', 'ALONE')),
  add check ((weight = 'ALONE') = (opens_after_hours is not null)),
  add check (added_by is null or weight = 'NEEDED');
create index approval_seats_by_adder on approval_seats (company_id, added_by);
comment on column approval_seats.weight is 'ENOUGH: one of these signs the level. NEEDED: without it the level stays open. ALONE: signs the level in place of all others.';
comment on column approval_seats.opens_after_hours is 'How long its level has to wait before the seat is open; null from the beginning of its level.';
comment on column approval_seats.added_by is 'Who had this person sign as well 加签人.';
grant update (level) on approval_seats to erp_app;

alter table approval_actions
  add column concerns_id uuid,
  drop constraint approval_actions_action_check,
  add constraint approval_actions_action_check
    check (action in ('REQUESTED', 'APPROVED', 'REJECTED', 'WITHDRAWN', 'APPROVER_ADDED', 'REMINDED'));
comment on column approval_actions.concerns_id is 'Whom somebody had sign as well.';

-- As before, but a seat that waits for its time is not open yet. The clock opens it: nothing has to run for that.
create or replace function identity.open_seats(company uuid, person uuid)
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
    and (seat.opens_after_hours is null
         or request.level_since + make_interval(hours => seat.opens_after_hours) <= clock_timestamp())
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
