-- Templates are drafted, tried on what was posted, and activated from a business date on. Drafts are documents of their own,
-- so that what was activated is never updated; and the facts of each posting are kept, so that any version can be tried on them.

alter table voucher_template
  add column effective_from date,
  add column policy text not null default 'POST_AT_ONCE' check (policy in ('POST_AT_ONCE', 'WAIT_FOR_REVIEW'));
comment on column voucher_template.effective_from is 'Posts events of this business date and later; null for any date.';
comment on column voucher_template.status is 'ACTIVE posts events of some dates: of those in force on a date, the one with the latest start. SUPERSEDED posts none.';
drop index voucher_template_active;
create unique index voucher_template_active on voucher_template (company_id, event_kind, effective_from)
  nulls not distinct where status = 'ACTIVE';

create table voucher_template_draft (
  id uuid primary key,
  company_id uuid not null references book,
  event_kind text not null,
  status text not null check (status in ('DRAFT', 'ACTIVATED', 'DISCARDED')),
  name_zh text not null,
  name_en text not null,
  word text not null,
  policy text not null check (policy in ('POST_AT_ONCE', 'WAIT_FOR_REVIEW')),
  lines jsonb not null,
  examples jsonb not null,
  template_version_id uuid references voucher_template,
  version int not null default 1 check (version > 0),
  changed_by uuid not null,
  changed_at timestamptz not null,
  check ((status = 'ACTIVATED') = (template_version_id is not null))
);
create index voucher_template_draft_newest on voucher_template_draft (company_id, status, id);
create index voucher_template_draft_activated on voucher_template_draft (template_version_id);
comment on table voucher_template_draft is 'Templates being written 凭证模板草稿; activation copies one into voucher_template.';

create table posting_fact (
  source_type text not null,
  source_id uuid not null,
  purpose text not null,
  revision int not null,
  company_id uuid not null references book,
  period text not null,
  facts jsonb not null,
  primary key (source_type, source_id, purpose, revision)
);
create index posting_fact_of_period on posting_fact (company_id, purpose, period, source_id);
comment on table posting_fact is 'What business events said when they were posted, or found worth nothing; append-only.';

grant select, insert, update (status, name_zh, name_en, word, policy, lines, examples, template_version_id, version,
                              changed_by, changed_at) on voucher_template_draft to erp_app;
grant select, insert on posting_fact to erp_app;
grant select on voucher_template_draft, posting_fact to erp_report;

alter table voucher_template_draft enable row level security;
alter table voucher_template_draft force row level security;
create policy company_scope on voucher_template_draft
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table posting_fact enable row level security;
alter table posting_fact force row level security;
create policy company_scope on posting_fact
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
