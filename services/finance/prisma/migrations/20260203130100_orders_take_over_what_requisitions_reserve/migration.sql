-- Requisitions reserve of budgets, and orders take that over by quantity: what comes through an order does not come through its
-- requisition any more. What is taken of a line's reservation is the sum of what documents take over now, so it does not matter
-- in which order they are heard of.
create table budget_takeover (
  line_id uuid not null,
  from_line_id uuid not null,
  from_document_id uuid not null,
  document_id uuid not null,
  company_id uuid not null references book,
  document_version int not null check (document_version > 0),
  quantity numeric(24, 6) not null check (quantity >= 0),
  primary key (line_id, from_line_id)
) with (fillfactor = 70);
create index budget_takeover_of_document on budget_takeover (document_id);
create index budget_takeover_from_line on budget_takeover (from_line_id);
create index budget_takeover_company on budget_takeover (company_id);
comment on table budget_takeover is 'How much of what a line of another document asked for comes through a line of this one 预算占用结转, in base units.';
comment on column budget_takeover.document_version is 'What the document said then; older news of it is not heeded.';
comment on column budget_reservation.measure is 'Base units of goods and of whatever a requisition asks for, minor units of services; null for what ends as a whole when it is posted.';
comment on column budget_reservation.taken is 'How much of the measure is posted, less what went back or was taken back; of a requisition, what orders take over.';

insert into platform.unrecorded_table (pattern, reason) values ('budget\_takeover', 'follows from the documents');

grant select, insert, update (from_document_id, document_version, quantity) on budget_takeover to erp_app;
grant select on budget_takeover to erp_report;

alter table budget_takeover enable row level security;
alter table budget_takeover force row level security;
create policy company_scope on budget_takeover
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

-- Others have not heard of budgets that came into force before they were told of them.
alter table budget add column told boolean not null default false;
alter table budget alter column told set default true;
create index budget_untold on budget (id) where not told and status = 'ACTIVE';
comment on column budget.told is 'Whether the others were told of it when it came into force, or since; a draft will be.';
grant update (told) on budget to erp_app;
