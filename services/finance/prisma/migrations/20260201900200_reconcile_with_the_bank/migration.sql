-- What banks say 银行对账单, held against what the books say: imported once, each going on where the one before it ended,
-- and matched line by line. What is not matched is in transit.

create table bank_layout (
  cash_account_id uuid primary key,
  company_id uuid not null references book,
  day_form text not null check (day_form in ('YYYY_MM_DD_DASHED', 'YYYY_MM_DD_SLASHED', 'YYYYMMDD', 'DD_MM_YYYY_DOTTED',
    'DD_MM_YYYY_SLASHED', 'MM_DD_YYYY_SLASHED')),
  day_column text not null,
  amount_column text,
  received_column text,
  paid_column text,
  balance_column text,
  reference_column text,
  party_name_column text,
  party_account_column text,
  text_column text,
  version int not null default 1,
  foreign key (cash_account_id, company_id) references cash_account (id, company_id),
  constraint bank_layout_has_an_amount check (
    num_nonnulls(amount_column, received_column) = 1 and num_nulls(received_column, paid_column) in (0, 2))
);
create index bank_layout_company on bank_layout (company_id);
comment on table bank_layout is 'The headings of a bank''s CSV files 列对应, one set for each cash account.';

create table bank_statement (
  id uuid primary key,
  company_id uuid not null references book,
  cash_account_id uuid not null,
  format text not null check (format in ('CSV', 'CAMT_053')),
  file_name text not null,
  sha256 text not null,
  begins_on date not null,
  ends_on date not null check (ends_on >= begins_on),
  opening bigint not null,
  closing bigint not null,
  line_count int not null,
  passed_over int not null,
  imported_by uuid not null,
  imported_at timestamptz not null,
  discarded_at timestamptz,
  discarded_by uuid,
  discard_reason text check (char_length(discard_reason) between 1 and 500),
  unique (id, company_id),
  foreign key (cash_account_id, company_id) references cash_account (id, company_id),
  constraint bank_statement_discarded_by_somebody check (num_nulls(discarded_at, discarded_by, discard_reason) in (0, 3))
);
create unique index bank_statement_once on bank_statement (cash_account_id, sha256) where discarded_at is null;
create index bank_statement_newest on bank_statement (company_id, id desc);
create index bank_statement_account on bank_statement (cash_account_id, company_id);
comment on table bank_statement is 'Statements of banks as they were imported; the opening of each is the closing of the one before it.';
comment on column bank_statement.passed_over is 'Lines of the file that an earlier statement had brought; the opening is behind them.';

create table bank_statement_line (
  id uuid primary key,
  company_id uuid not null,
  cash_account_id uuid not null,
  statement_id uuid not null,
  line_number int not null check (line_number >= 0),
  booked_on date not null,
  amount bigint not null check (amount <> 0),
  reference text check (char_length(reference) between 1 and 60),
  party_name text check (char_length(party_name) between 1 and 200),
  party_account_tail text check (char_length(party_account_tail) between 1 and 4),
  line_text text check (char_length(line_text) between 1 and 500),
  discarded boolean not null default false,
  unique (id, company_id),
  unique (statement_id, line_number),
  foreign key (statement_id, company_id) references bank_statement (id, company_id),
  foreign key (cash_account_id, company_id) references cash_account (id, company_id)
);
create unique index bank_statement_line_once on bank_statement_line (cash_account_id, reference)
  where reference is not null and not discarded;
create index bank_statement_line_day on bank_statement_line (cash_account_id, booked_on, id) where not discarded;
create index bank_statement_line_party on bank_statement_line (company_id, lower(party_name)) where party_name is not null;
comment on table bank_statement_line is 'Movements as the bank tells them, what came in positive. Line 0 is what was there before the first statement.';
comment on column bank_statement_line.party_account_tail is 'The last four characters of the other side''s account; no more of it is kept.';

create table bank_match (
  id uuid primary key,
  company_id uuid not null references book,
  cash_account_id uuid not null,
  number text not null,
  rule text not null check (rule in ('MANUAL', 'OPENING', 'REVERSAL', 'REFERENCE', 'PARTY', 'AMOUNT')),
  effective_on date not null,
  run_id uuid,
  matched_by uuid not null,
  matched_at timestamptz not null,
  unique (company_id, number),
  unique (id, company_id),
  foreign key (cash_account_id, company_id) references cash_account (id, company_id)
);
create index bank_match_account on bank_match (cash_account_id, effective_on);
create index bank_match_newest on bank_match (company_id, id desc);
create index bank_match_of_run on bank_match (run_id) where run_id is not null;
comment on table bank_match is 'Bank lines and journal entries that are the same money 勾对; append-only.';
comment on column bank_match.effective_on is 'The last day of what it matches: before it, something of it was in transit.';

create table bank_match_line (
  bank_match_id uuid not null,
  line_id uuid not null,
  company_id uuid not null,
  amount bigint not null check (amount <> 0),
  primary key (bank_match_id, line_id),
  foreign key (bank_match_id, company_id) references bank_match (id, company_id),
  foreign key (line_id, company_id) references bank_statement_line (id, company_id)
);
create index bank_match_line_of_line on bank_match_line (line_id, company_id);
comment on table bank_match_line is 'How much of a bank line a match takes; append-only.';

create table bank_match_entry (
  bank_match_id uuid not null,
  voucher_id uuid not null,
  line_number int not null,
  company_id uuid not null,
  amount bigint not null check (amount <> 0),
  primary key (bank_match_id, voucher_id, line_number),
  foreign key (bank_match_id, company_id) references bank_match (id, company_id),
  foreign key (voucher_id, line_number) references voucher_line (voucher_id, line_number)
);
create index bank_match_entry_of_line on bank_match_entry (voucher_id, line_number);
create index bank_match_entry_company on bank_match_entry (company_id);
comment on table bank_match_entry is 'How much of a journal entry a match takes; append-only.';

create table bank_match_undo (
  bank_match_id uuid primary key,
  company_id uuid not null,
  reason text not null check (char_length(reason) between 1 and 500),
  undone_by uuid not null,
  undone_at timestamptz not null,
  foreign key (bank_match_id, company_id) references bank_match (id, company_id)
);
create index bank_match_undo_company on bank_match_undo (company_id);
comment on table bank_match_undo is 'Matches that were taken back 取消勾对, once each; append-only.';

create table bank_match_run (
  id uuid primary key,
  company_id uuid not null references book,
  cash_account_id uuid not null,
  more boolean not null,
  run_by uuid not null,
  run_at timestamptz not null,
  foreign key (cash_account_id, company_id) references cash_account (id, company_id)
);
create index bank_match_run_company on bank_match_run (company_id, id);
create index bank_match_run_account on bank_match_run (cash_account_id, company_id);
comment on table bank_match_run is 'Each time rules were asked to match what they could 自动勾对; append-only.';

-- What is left of bank lines and of journal entries at the end of a day, by the matches that counted by then and still stand.
create function standing_bank_matches(account uuid, day date)
returns table (id uuid) language sql stable as $$
  select m.id from bank_match m
  where m.cash_account_id = account and m.effective_on <= day
    and not exists (select from bank_match_undo u where u.bank_match_id = m.id)
$$;
comment on function standing_bank_matches is 'The matches of a cash account that count at the end of a day.';

grant select, insert, update (day_form, day_column, amount_column, received_column, paid_column, balance_column,
  reference_column, party_name_column, party_account_column, text_column, version) on bank_layout to erp_app;
grant select, insert, update (discarded_at, discarded_by, discard_reason) on bank_statement to erp_app;
grant select, insert, update (discarded) on bank_statement_line to erp_app;
grant select, insert on bank_match, bank_match_line, bank_match_entry, bank_match_undo, bank_match_run to erp_app;
grant select on bank_layout, bank_statement, bank_statement_line, bank_match, bank_match_line, bank_match_entry,
  bank_match_undo, bank_match_run to erp_report;

alter table bank_layout enable row level security;
alter table bank_layout force row level security;
create policy company_scope on bank_layout
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table bank_statement enable row level security;
alter table bank_statement force row level security;
create policy company_scope on bank_statement
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table bank_statement_line enable row level security;
alter table bank_statement_line force row level security;
create policy company_scope on bank_statement_line
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table bank_match enable row level security;
alter table bank_match force row level security;
create policy company_scope on bank_match
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table bank_match_line enable row level security;
alter table bank_match_line force row level security;
create policy company_scope on bank_match_line
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table bank_match_entry enable row level security;
alter table bank_match_entry force row level security;
create policy company_scope on bank_match_entry
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table bank_match_undo enable row level security;
alter table bank_match_undo force row level security;
create policy company_scope on bank_match_undo
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table bank_match_run enable row level security;
alter table bank_match_run force row level security;
create policy company_scope on bank_match_run
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
