-- Journeys that claims are about 差旅行程, and which of them a line belongs to.

create table expense_claim_trip (
  claim_id uuid not null,
  trip_number int not null check (trip_number between 1 and 20),
  company_id uuid not null,
  purpose text not null check (char_length(purpose) <= 200),
  from_city text check (char_length(from_city) between 1 and 100),
  to_city text check (char_length(to_city) between 1 and 100),
  begins_on date,
  ends_on date check (ends_on >= begins_on and ends_on < begins_on + 366),
  means text check (means in ('AIR', 'RAIL', 'ROAD', 'SHIP', 'CAR', 'OTHER')),
  primary key (claim_id, trip_number),
  foreign key (claim_id, company_id) references expense_claim (id, company_id)
);
comment on table expense_claim_trip is 'Trips of claims; replaced as a whole while the claim is being written.';

alter table expense_claim_line add column trip_number int,
  add foreign key (claim_id, trip_number) references expense_claim_trip (claim_id, trip_number);
create index expense_claim_line_trip on expense_claim_line (claim_id, trip_number) where trip_number is not null;
comment on column expense_claim_line.trip_number is 'The trip it belongs to; it says the city of a line that says none.';

grant select, insert, delete on expense_claim_trip to erp_app;
grant select on expense_claim_trip to erp_report;
create trigger expense_claim_trips_stand before insert or update or delete on expense_claim_trip
  for each row execute function expense_claim_lines_stand();

alter table expense_claim_trip enable row level security;
alter table expense_claim_trip force row level security;
create policy company_scope on expense_claim_trip
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table expense_feed_code drop constraint expense_feed_code_kind_check,
  add constraint expense_feed_code_kind_check
    check (kind in ('EMPLOYEE', 'DEPARTMENT', 'PROJECT', 'EXPENSE_TYPE', 'ACCOUNT'));

-- Where somebody was, and when, is told with what else is held of a person.
do $$
begin
  execute 'create or replace view personal_record with (security_invoker = true) as '
    || rtrim(pg_get_viewdef('personal_record'::regclass), ';') || $view$
    union all
    select trip.company_id, claimant.user_id, 'expense_claim_trip', 'employee_id', trip.claim_id || '/' || trip.trip_number,
           claim.number, claim.created_at,
           jsonb_build_object('purpose', trip.purpose, 'from_city', trip.from_city, 'to_city', trip.to_city,
                              'begins_on', trip.begins_on, 'ends_on', trip.ends_on, 'means', trip.means)
    from expense_claim_trip as trip join expense_claim as claim on claim.id = trip.claim_id
      join expense_claimant as claimant using (employee_id)
    $view$;
end $$;
