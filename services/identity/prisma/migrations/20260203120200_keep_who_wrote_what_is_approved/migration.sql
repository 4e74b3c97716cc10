-- Whoever wrote some of a document is its maker where it is decided on, not only who began it.
alter table approval_requests add column author_ids uuid[] not null default '{}';
comment on column approval_requests.author_ids is 'Who wrote what the document says, its maker among them: none of them decides, nor does anybody in their place.';
alter table approval_requests no force row level security;
update approval_requests set author_ids = array[maker_id];
alter table approval_requests force row level security;
alter table approval_requests
  alter column author_ids drop default,
  add constraint approval_requests_are_by_their_maker check (maker_id = any (author_ids));

-- As before, but no seat is open to anybody who wrote some of the document, and none of theirs to anybody else.
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
    and person <> request.submitted_by and person <> all (request.author_ids)
    and principal.id <> request.submitted_by and principal.id <> all (request.author_ids)
    and exists (select from membership_roles as held where held.company_id = company and held.user_id = person)
    and exists (select from membership_roles as held where held.company_id = company and held.user_id = principal.id)
    and (seat.user_id = principal.id
         or seat.role_code in (select held.role_code from membership_roles as held
                               where held.company_id = company and held.user_id = principal.id)
         or seat.permission_code in (select given.permission_code
                                     from membership_roles as held join role_permissions as given using (role_code)
                                     where held.company_id = company and held.user_id = principal.id))
$$;

-- As before, with those who wrote some of the document.
create or replace function identity.requests_concerning(company uuid, person uuid)
returns table (approval_id uuid) language sql stable as $$
  select request.id
  from approval_requests as request
  where request.company_id = company
    and (person in (request.maker_id, request.submitted_by, request.decided_by)
         or person = any (request.author_ids)
         or exists (select from approval_seats as seat
                    where seat.company_id = company and seat.approval_id = request.id
                      and person in (seat.user_id, seat.signed_by, seat.signed_for)))
  union
  select approval_id from identity.open_seats(company, person)
$$;

-- Who wrote what was to be approved is told with what else is held of a person.
do $$
begin
  execute 'create or replace view personal_record with (security_invoker = true) as '
    || rtrim(pg_get_viewdef('personal_record'::regclass), ';') || $view$
    union all
    select company_id, unnest(array_remove(author_ids, maker_id)), 'approval_request', 'author_ids', id::text,
           document_number, requested_at, null
    from approval_requests
    $view$;
end $$;
