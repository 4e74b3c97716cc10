-- The requests for approval that somebody made, submitted, decided, signs or signed: they see these whatever they are narrowed to.
create function identity.requests_concerning(company uuid, person uuid)
returns table (approval_id uuid) language sql stable as $$
  select request.id
  from approval_requests as request
  where request.company_id = company
    and (person in (request.maker_id, request.submitted_by, request.decided_by)
         or exists (select from approval_seats as seat
                    where seat.company_id = company and seat.approval_id = request.id
                      and person in (seat.user_id, seat.signed_by, seat.signed_for)))
  union
  select approval_id from identity.open_seats(company, person)
$$;
