-- Vouchers before they are posted. What is posted is never updated, so the mutable part of a voucher's life has documents
-- of its own; posting copies a draft into the ledger.

create table voucher_word (
  company_id uuid not null references book,
  word text not null check (char_length(word) between 1 and 4),
  name_zh text not null,
  name_en text not null,
  requirement text not null check (requirement in ('NONE', 'CASH_DEBIT', 'CASH_CREDIT', 'NO_CASH')),
  active boolean not null default true,
  version int not null default 1,
  primary key (company_id, word)
);
comment on table voucher_word is 'Series of vouchers 凭证字 that a company has beside 记, 收, 付 and 转.';

create table voucher_draft_number (
  company_id uuid not null references book,
  year int not null,
  last_number int not null check (last_number > 0),
  primary key (company_id, year)
) with (fillfactor = 50);
comment on table voucher_draft_number is 'The last number given to a draft, per company and year; taken last in a transaction.';

create table voucher_draft (
  id uuid primary key,
  company_id uuid not null references book,
  number text not null,
  status text not null
    check (status in ('DRAFT', 'SUBMITTED', 'RETURNED', 'REVIEWED', 'POSTED', 'ARCHIVED', 'DISCARDED')),
  version int not null default 1,
  origin text not null check (origin in ('ENTRY', 'COPY', 'IMPORT', 'RECURRING', 'SAVED', 'BUSINESS_EVENT')),
  origin_id uuid,
  kind text not null check (kind in ('SYSTEM', 'MANUAL')),
  word text not null check (char_length(word) between 1 and 4),
  posting_date date not null,
  business_date date not null,
  currency text not null,
  document_type text not null,
  document_id uuid not null,
  document_number text not null,
  source_type text not null,
  source_id uuid not null,
  purpose text not null,
  revision int not null check (revision > 0),
  source_event_id uuid,
  template_version_id uuid references voucher_template,
  total bigint not null,
  line_count int not null check (line_count >= 2),
  touches_cash boolean not null,
  paper_count int not null default 0 check (paper_count between 0 and 9999),
  file_count int not null default 0 check (file_count >= 0),
  return_reason text,
  prepared_by uuid,
  reviewed_by uuid,
  cashier_id uuid,
  posted_by uuid,
  voucher_id uuid references voucher,
  created_at timestamptz not null default now(),
  unique (company_id, number),
  unique (id, company_id),
  unique (source_type, source_id, purpose, revision),
  constraint draft_of_event_has_its_source check ((kind = 'SYSTEM') = (source_event_id is not null)),
  constraint draft_maker_is_not_reviewer check (prepared_by is null or prepared_by <> reviewed_by),
  constraint draft_posted_has_voucher check ((status in ('POSTED', 'ARCHIVED')) = (voucher_id is not null))
);
create index voucher_draft_newest on voucher_draft (company_id, id desc);
create index voucher_draft_status on voucher_draft (company_id, status, id desc);
create index voucher_draft_template on voucher_draft (template_version_id) where template_version_id is not null;
create index voucher_draft_voucher on voucher_draft (voucher_id) where voucher_id is not null;
comment on table voucher_draft is 'Vouchers on their way into the ledger 凭证草稿. Posting copies them; un-posting takes that copy back in red.';
comment on column voucher_draft.revision is 'One more each time it is posted again after its voucher was taken back.';

create table voucher_draft_line (
  draft_id uuid not null,
  line_number int not null,
  company_id uuid not null,
  account_id uuid not null,
  account_key text,
  account_rule_id uuid,
  account_rule_version int,
  debit bigint not null,
  credit bigint not null,
  summary_zh text not null,
  summary_en text not null,
  source_line_id uuid,
  stock_entry_id uuid,
  item_id uuid,
  warehouse_id uuid,
  valuation_area_id uuid,
  supplier_id uuid,
  customer_id uuid,
  employee_id uuid,
  department_id uuid,
  project_id uuid,
  quantity numeric(18, 6),
  foreign_currency text check (foreign_currency ~ '^[A-Z]{3}$'),
  foreign_amount bigint,
  exchange_rate numeric(18, 8) check (exchange_rate > 0),
  cash_flow_item text,
  primary key (draft_id, line_number),
  constraint draft_line_has_one_side check ((debit = 0) <> (credit = 0)),
  foreign key (draft_id, company_id) references voucher_draft (id, company_id),
  foreign key (company_id, account_id) references account (company_id, id)
);
create index voucher_draft_line_account on voucher_draft_line (company_id, account_id);

create table voucher_draft_change (
  draft_id uuid not null,
  version int not null,
  company_id uuid not null,
  action text not null,
  reason text,
  voucher_id uuid references voucher,
  request_id uuid not null,
  changed_by uuid not null,
  changed_at timestamptz not null,
  primary key (draft_id, version),
  foreign key (draft_id, company_id) references voucher_draft (id, company_id)
);
create index voucher_draft_change_request on voucher_draft_change (request_id);
create index voucher_draft_change_voucher on voucher_draft_change (voucher_id) where voucher_id is not null;
comment on table voucher_draft_change is 'Who did what to a draft, when and why; append-only. One request may change many drafts.';

create table voucher_attachment (
  id uuid primary key,
  draft_id uuid not null,
  company_id uuid not null,
  name text not null check (char_length(name) between 1 and 200),
  media_type text not null,
  byte_size bigint not null check (byte_size > 0),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  url text not null check (char_length(url) <= 2000),
  removed boolean not null default false,
  attached_by uuid not null,
  attached_at timestamptz not null,
  foreign key (draft_id, company_id) references voucher_draft (id, company_id)
);
create index voucher_attachment_draft on voucher_attachment (draft_id, company_id);
comment on table voucher_attachment is 'Files of a voucher 附件: where each is kept and the hash it must have; the bytes are not in the ledger.';

create table voucher_import (
  id uuid primary key,
  company_id uuid not null references book,
  file_name text not null,
  sha256 text not null,
  draft_count int not null,
  line_count int not null,
  imported_by uuid not null,
  imported_at timestamptz not null,
  unique (company_id, sha256),
  unique (id, company_id)
);
comment on table voucher_import is 'Files that became drafts, each once.';

create table voucher_import_reference (
  company_id uuid not null,
  reference text not null,
  import_id uuid not null,
  draft_id uuid not null,
  primary key (company_id, reference),
  foreign key (import_id, company_id) references voucher_import (id, company_id),
  foreign key (draft_id, company_id) references voucher_draft (id, company_id)
);
create index voucher_import_reference_import on voucher_import_reference (import_id, company_id);
create index voucher_import_reference_draft on voucher_import_reference (draft_id, company_id);
comment on table voucher_import_reference is 'The voucher references of imported files: the same reference never becomes two drafts.';

create table saved_voucher (
  id uuid primary key,
  company_id uuid not null references book,
  code text not null check (char_length(code) between 1 and 40),
  name_zh text not null,
  name_en text not null,
  entry jsonb not null,
  first_period text check (first_period ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  last_period text check (last_period ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  every_months int check (every_months between 1 and 12),
  day_of_month int check (day_of_month between 1 and 31),
  active boolean not null,
  version int not null default 1,
  saved_by uuid not null,
  unique (company_id, code),
  unique (id, company_id),
  constraint saved_voucher_recurs_wholly check (num_nulls(first_period, every_months, day_of_month) in (0, 3)),
  constraint saved_voucher_ends_after_it_begins check (last_period is null or last_period >= first_period)
);
comment on table saved_voucher is 'Vouchers kept for use again 常用凭证; with a first period they recur 周期凭证.';

create table recurring_voucher_run (
  saved_voucher_id uuid not null,
  period text not null,
  company_id uuid not null,
  draft_id uuid not null,
  primary key (saved_voucher_id, period),
  foreign key (saved_voucher_id, company_id) references saved_voucher (id, company_id),
  foreign key (draft_id, company_id) references voucher_draft (id, company_id)
);
create index recurring_voucher_run_draft on recurring_voucher_run (draft_id, company_id);
comment on table recurring_voucher_run is 'Which period a recurring voucher was drafted for; once each.';

create table recurring_voucher_request (
  id uuid primary key,
  company_id uuid not null references book,
  period text not null,
  requested_at timestamptz not null
);
create index recurring_voucher_request_company on recurring_voucher_request (company_id);
comment on table recurring_voucher_request is 'Each time the recurring vouchers of a period were asked for.';

grant select, insert, update (name_zh, name_en, requirement, active, version) on voucher_word to erp_app;
grant select, insert, update (last_number) on voucher_draft_number to erp_app;
grant select, insert on voucher_draft to erp_app;
grant update (status, version, word, posting_date, business_date, source_id, revision, total, line_count, touches_cash,
  paper_count, file_count, return_reason, prepared_by, reviewed_by, cashier_id, posted_by, voucher_id)
  on voucher_draft to erp_app;
grant select, insert, delete on voucher_draft_line to erp_app;
grant select, insert on voucher_draft_change, voucher_import, voucher_import_reference, recurring_voucher_run,
  recurring_voucher_request to erp_app;
grant select, insert, update (removed) on voucher_attachment to erp_app;
grant select, insert, update (name_zh, name_en, entry, first_period, last_period, every_months, day_of_month, active,
  version, saved_by) on saved_voucher to erp_app;
grant select on voucher_word, voucher_draft, voucher_draft_line, voucher_draft_change, voucher_attachment, voucher_import,
  saved_voucher, recurring_voucher_run to erp_report;

alter table voucher_word enable row level security;
alter table voucher_word force row level security;
create policy company_scope on voucher_word
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table voucher_draft_number enable row level security;
alter table voucher_draft_number force row level security;
create policy company_scope on voucher_draft_number
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table voucher_draft enable row level security;
alter table voucher_draft force row level security;
create policy company_scope on voucher_draft
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table voucher_draft_line enable row level security;
alter table voucher_draft_line force row level security;
create policy company_scope on voucher_draft_line
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table voucher_draft_change enable row level security;
alter table voucher_draft_change force row level security;
create policy company_scope on voucher_draft_change
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table voucher_attachment enable row level security;
alter table voucher_attachment force row level security;
create policy company_scope on voucher_attachment
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table voucher_import enable row level security;
alter table voucher_import force row level security;
create policy company_scope on voucher_import
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table voucher_import_reference enable row level security;
alter table voucher_import_reference force row level security;
create policy company_scope on voucher_import_reference
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table saved_voucher enable row level security;
alter table saved_voucher force row level security;
create policy company_scope on saved_voucher
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table recurring_voucher_run enable row level security;
alter table recurring_voucher_run force row level security;
create policy company_scope on recurring_voucher_run
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table recurring_voucher_request enable row level security;
alter table recurring_voucher_request force row level security;
create policy company_scope on recurring_voucher_request
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
