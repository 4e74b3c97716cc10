-- How facts leave this database and enter it: outbox, inbox, sagas. PostgreSQL is the truth and NATS only transport,
-- so whatever a stream holds can be sent again from here, and whatever was received is remembered here for ever.

-- One row a subject (an aggregate of this service, or one command of a saga). Its row lock orders the subject's events:
-- until the emitting transaction ends nobody else gets the next number, so visible rows never have a gap.
create table platform.lane (
  subject text primary key,
  last_seq bigint not null check (last_seq > 0)
);
grant select, insert, update on platform.lane to erp_app;

create table platform.outbox (
  event_id uuid primary key,
  pos bigint generated always as identity unique,
  stream text not null,
  subject text not null,
  subject_seq bigint not null check (subject_seq > 0),
  type text not null,
  company_id uuid not null,
  aggregate_id uuid not null,
  payload jsonb not null,
  payload_sha256 bytea not null,
  headers jsonb not null,
  occurred_at timestamptz not null default clock_timestamp(),
  published_at timestamptz,
  stream_epoch uuid,
  stream_seq bigint,
  earlier_positions jsonb not null default '[]',
  attempts int not null default 0,
  next_attempt_at timestamptz not null default now(),
  last_error text,
  dead_at timestamptz,
  unique (subject, subject_seq)
);
comment on table platform.outbox is 'Messages to other services, committed with what they tell; kept 400 days.';
comment on column platform.outbox.earlier_positions is 'Where the broker had the message before it lost it: [{"epoch", "seq"}].';
-- The relay looks for what is pending and never past a remembered position, which would skip late commits.
create index outbox_pending on platform.outbox (pos) where published_at is null;
create index outbox_sent on platform.outbox (stream, stream_epoch, stream_seq);
create index outbox_aggregate on platform.outbox (aggregate_id);
alter table platform.outbox set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
grant select, insert (event_id, stream, subject, subject_seq, type, company_id, aggregate_id, payload, payload_sha256, headers)
  on platform.outbox to erp_app;
grant select,
  update (published_at, stream_epoch, stream_seq, earlier_positions, attempts, next_attempt_at, last_error, dead_at)
  on platform.outbox to erp_relay;

-- The application may ask for messages to be sent again, and change nothing else about them.
create function platform.republish_outbox(event_ids jsonb) returns bigint
language sql security definer
set search_path = ''
begin atomic
  with asked as (
    update platform.outbox as row
    set published_at = null, stream_epoch = null, stream_seq = null, attempts = 0, next_attempt_at = pg_catalog.now(),
        last_error = null, dead_at = null,
        earlier_positions = case when row.stream_epoch is null then row.earlier_positions
          else row.earlier_positions || pg_catalog.jsonb_build_object('epoch', row.stream_epoch, 'seq', row.stream_seq) end
    where row.event_id in (select value::uuid from pg_catalog.jsonb_array_elements_text(event_ids))
    returning 1)
  select pg_catalog.count(*) from asked;
end;
revoke all on function platform.republish_outbox(jsonb) from public;
grant execute on function platform.republish_outbox(jsonb) to erp_app;

-- Every message ever received. The primary key is what makes an effect happen once; it is never removed.
create table platform.inbox (
  consumer text not null,
  event_id uuid not null,
  stream text not null,
  stream_epoch uuid not null,
  stream_seq bigint not null,
  subject text not null,
  subject_seq bigint not null,
  type text not null,
  company_id uuid,
  aggregate_id uuid,
  payload jsonb,
  headers jsonb not null,
  status text not null check (status in ('applied', 'waiting_gap', 'blocked', 'dead', 'skipped')),
  attempts int not null default 0,
  reason text,
  facts jsonb not null default '{}',
  received_at timestamptz not null default now(),
  next_attempt_at timestamptz not null default now(),
  settled_at timestamptz,
  primary key (consumer, event_id)
);
comment on column platform.inbox.payload is 'Kept while the message still has to be applied; the producer keeps all payloads.';
comment on column platform.inbox.reason is 'Why it is not applied, as a constant; facts say the rest.';
create index inbox_parked on platform.inbox (consumer, subject, subject_seq) where status in ('waiting_gap', 'blocked', 'dead');
create index inbox_due on platform.inbox (next_attempt_at) where status in ('waiting_gap', 'blocked');
create index inbox_position on platform.inbox (consumer, stream, stream_epoch, stream_seq);
create index inbox_company on platform.inbox (company_id, event_id);
grant select, insert, update (status, attempts, reason, facts, next_attempt_at, settled_at) on platform.inbox to erp_app;

-- How far each subject is applied. Its row lock makes two instances of a service take turns on one subject.
create table platform.inbox_cursor (
  consumer text not null,
  subject text not null,
  last_seq bigint not null default 0,
  last_event_id uuid,
  stopped_reason text,
  primary key (consumer, subject)
);
grant select, insert, update on platform.inbox_cursor to erp_app;

-- Every message of the stream up to applied_seq that this consumer takes is in the inbox.
create table platform.stream_cursor (
  consumer text not null,
  stream text not null,
  stream_epoch uuid not null,
  applied_seq bigint not null,
  seen_at timestamptz not null default now(),
  primary key (consumer, stream, stream_epoch)
);
grant select, insert, update on platform.stream_cursor to erp_app;

create table platform.saga (
  saga_id uuid primary key,
  type text not null,
  definition_version int not null,
  company_id uuid not null,
  document_id uuid not null,
  status text not null check (status in ('running', 'compensating', 'suspended', 'completed', 'compensated', 'failed')),
  step text,
  data jsonb not null,
  reason text,
  started_by uuid not null,
  traceparent text not null,
  wake_at timestamptz,
  started_at timestamptz not null default now(),
  ended_at timestamptz
);
create index saga_due on platform.saga (wake_at) where wake_at is not null;
create index saga_live on platform.saga (type, definition_version) where ended_at is null;
create index saga_document on platform.saga (document_id);
create index saga_company on platform.saga (company_id, saga_id);
grant select, insert, update (status, step, data, reason, wake_at, ended_at) on platform.saga to erp_app;

create table platform.saga_step (
  saga_id uuid not null references platform.saga,
  step text not null,
  direction text not null check (direction in ('do', 'undo')),
  command_id uuid not null unique,
  sends int not null default 1,
  sent_at timestamptz not null default now(),
  reply_type text,
  reply jsonb,
  replied_at timestamptz,
  primary key (saga_id, step, direction)
);
grant select, insert, update (sends, sent_at, reply_type, reply, replied_at) on platform.saga_step to erp_app;

-- What has ended stays as it ended, whoever asks.
create function platform.refuse_change_of_ended_saga() returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception 'saga % has ended as %', old.saga_id, old.status using errcode = '23514';
end $$;
create trigger saga_ended before update on platform.saga
  for each row when (old.ended_at is not null) execute function platform.refuse_change_of_ended_saga();

-- What became of each command received, and the answer, so that the same command again gets the same answer. A row with
-- outcome 'cancelled' for a command that never came is a tombstone: its undo overtook it, and it must not act any more.
create table platform.command_result (
  command_id uuid primary key,
  type text not null,
  saga_id uuid not null,
  company_id uuid not null,
  outcome text not null check (outcome in ('answered', 'cancelled')),
  reply_type text,
  reply jsonb,
  received_at timestamptz not null default now()
);
create index command_result_saga on platform.command_result (saga_id);
grant select, insert, update (outcome, reply_type, reply) on platform.command_result to erp_app;
