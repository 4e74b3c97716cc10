-- Where passing over a message takes two persons: who asked for it and why, until another one confirms.
create table platform.inbox_skip_request (
  consumer text not null,
  event_id uuid not null,
  company_id uuid not null,
  requested_by uuid not null,
  requested_by_name text not null,
  reason text not null check (length(reason) between 1 and 500),
  requested_at timestamptz not null default now(),
  primary key (consumer, event_id)
);
comment on table platform.inbox_skip_request is 'Requests to pass over a message; kept as the proof that two persons decided.';
create index inbox_skip_request_company on platform.inbox_skip_request (company_id);
-- What was asked for is never changed or removed.
grant select, insert on platform.inbox_skip_request to erp_app;
