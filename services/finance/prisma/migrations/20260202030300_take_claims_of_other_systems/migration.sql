-- Claims made in another system 外部报销: what it sent, what became of each claim, what its codes mean here, and where the two differ.

create table expense_feed_code (
  id uuid primary key,
  company_id uuid not null references book,
  system text not null check (system ~ '^[A-Z][A-Z0-9_]{0,31}$'),
  kind text not null check (kind in ('EMPLOYEE', 'DEPARTMENT', 'PROJECT', 'EXPENSE_TYPE')),
  external_code text not null check (char_length(external_code) between 1 and 100),
  value_id uuid not null,
  version int not null default 1,
  unique (company_id, system, kind, external_code)
);
comment on table expense_feed_code is 'What a code of another system means here; codes that are not listed mean what has the same code.';

create table expense_feed (
  id uuid primary key,
  company_id uuid not null references book,
  system text not null check (system ~ '^[A-Z][A-Z0-9_]{0,31}$'),
  format text not null check (format in ('JSON', 'XML')),
  begins_on date,
  ends_on date,
  received_by uuid not null,
  received_at timestamptz not null,
  unique (id, company_id),
  constraint expense_feed_covers_days check (num_nulls(begins_on, ends_on) in (0, 2) and begins_on <= ends_on)
);
create index expense_feed_newest on expense_feed (company_id, id desc);
create index expense_feed_control on expense_feed (company_id, system, id desc) where begins_on is not null;
comment on column expense_feed.begins_on is 'The feed holds every claim of these days; what it does not hold, the other system does not know.';

create table expense_feed_claim (
  id uuid primary key,
  company_id uuid not null,
  feed_id uuid not null,
  position int not null check (position > 0),
  external_id text check (char_length(external_id) between 1 and 100),
  status text not null check (status in ('RECEIVED', 'TAKEN', 'KNOWN', 'DIFFERENT', 'REJECTED')),
  digest text,
  content jsonb,
  faults jsonb not null default '[]',
  expense_claim_id uuid,
  unique (id, company_id),
  unique (feed_id, position),
  foreign key (feed_id, company_id) references expense_feed (id, company_id),
  foreign key (expense_claim_id, company_id) references expense_claim (id, company_id),
  constraint expense_feed_claim_read check (status = 'REJECTED' or num_nulls(external_id, digest, content) = 0),
  constraint expense_feed_claim_taken check ((status in ('TAKEN', 'KNOWN')) = (expense_claim_id is not null))
);
create index expense_feed_claim_claim on expense_feed_claim (expense_claim_id, company_id) where expense_claim_id is not null;
comment on column expense_feed_claim.digest is 'SHA-256 of what the claim says, without what the other system calls it.';

create table expense_claim_source (
  company_id uuid not null,
  system text not null,
  external_id text not null,
  expense_claim_id uuid not null unique,
  digest text not null,
  claimed_on date not null,
  primary key (company_id, system, external_id),
  foreign key (expense_claim_id, company_id) references expense_claim (id, company_id)
);
create index expense_claim_source_claim on expense_claim_source (expense_claim_id, company_id);
create index expense_claim_source_day on expense_claim_source (company_id, system, claimed_on);
comment on table expense_claim_source is 'Which claim here a claim of another system is; once it is given up here, another may take its place.';

create table expense_feed_difference (
  id uuid primary key,
  company_id uuid not null references book,
  system text not null,
  external_id text not null,
  kind text not null check (kind in ('MISSING_HERE', 'MISSING_THERE', 'DIFFERENT', 'DOUBLED')),
  feed_claim_id uuid,
  expense_claim_id uuid,
  found_at timestamptz not null,
  cleared_at timestamptz,
  foreign key (feed_claim_id, company_id) references expense_feed_claim (id, company_id),
  foreign key (expense_claim_id, company_id) references expense_claim (id, company_id)
);
create unique index expense_feed_difference_open on expense_feed_difference (company_id, system, external_id, kind)
  where cleared_at is null;
create index expense_feed_difference_newest on expense_feed_difference (company_id, id desc);
create index expense_feed_difference_feed_claim on expense_feed_difference (feed_claim_id, company_id)
  where feed_claim_id is not null;
create index expense_feed_difference_claim on expense_feed_difference (expense_claim_id, company_id)
  where expense_claim_id is not null;
comment on table expense_feed_difference is 'Where another system and this one differ, from when it was found until it was gone.';

grant select, insert, update (value_id, version) on expense_feed_code to erp_app;
grant select, insert on expense_feed to erp_app;
grant select, insert, update (status, faults, expense_claim_id) on expense_feed_claim to erp_app;
grant select, insert, update (expense_claim_id, digest, claimed_on) on expense_claim_source to erp_app;
grant select, insert, update (feed_claim_id, expense_claim_id, cleared_at) on expense_feed_difference to erp_app;
grant select on expense_feed_code, expense_feed, expense_feed_claim, expense_claim_source, expense_feed_difference to erp_report;

alter table expense_feed_code enable row level security;
alter table expense_feed_code force row level security;
create policy company_scope on expense_feed_code
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table expense_feed enable row level security;
alter table expense_feed force row level security;
create policy company_scope on expense_feed
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table expense_feed_claim enable row level security;
alter table expense_feed_claim force row level security;
create policy company_scope on expense_feed_claim
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table expense_claim_source enable row level security;
alter table expense_claim_source force row level security;
create policy company_scope on expense_claim_source
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table expense_feed_difference enable row level security;
alter table expense_feed_difference force row level security;
create policy company_scope on expense_feed_difference
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
