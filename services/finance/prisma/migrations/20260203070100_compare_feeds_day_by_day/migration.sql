-- Feeds are compared day by day: which feed speaks for a day, what a claim says now, and what was written here beside a feed.

create table expense_feed_day (
  company_id uuid not null references book,
  system text not null,
  day date not null,
  feed_id uuid not null,
  primary key (company_id, system, day),
  foreign key (feed_id, company_id) references expense_feed (id, company_id)
);
create index expense_feed_day_feed on expense_feed_day (feed_id, company_id);
comment on table expense_feed_day is 'Of the feeds that cover a day the one that came last; what it does not hold, the other system does not know.';

alter table expense_claim add column written_digest text;
comment on column expense_claim.written_digest is 'SHA-256 of what its writer said last: employee, words and lines; null for claims from before it was kept.';
alter table expense_claim_source add column written_digest text;
comment on column expense_claim_source.written_digest is 'What the claim here said when it was taken; another now means that it was changed here.';
alter table expense_feed_claim add column written_digest text;
comment on column expense_feed_claim.written_digest is 'What a claim here would say that says the same, where another one stands.';

alter table expense_feed_difference
  add column claimed_on date,
  add column double_claim_id uuid,
  add column double_whole boolean,
  add foreign key (double_claim_id, company_id) references expense_claim (id, company_id),
  drop constraint expense_feed_difference_kind_check,
  add constraint expense_feed_difference_kind_check
    check (kind in ('MISSING_HERE', 'MISSING_THERE', 'DIFFERENT', 'DOUBLED', 'DOUBLED_HERE')),
  add constraint expense_feed_difference_doubled
    check ((kind = 'DOUBLED_HERE') = (double_claim_id is not null) and (kind = 'DOUBLED_HERE') = (double_whole is not null));
create index expense_feed_difference_double on expense_feed_difference (double_claim_id, company_id)
  where double_claim_id is not null;
create index expense_feed_difference_day on expense_feed_difference (company_id, system, claimed_on) where cleared_at is null;
comment on column expense_feed_difference.double_whole is 'Everything in the claim that was written here is in the other one too.';

alter table expense_feed no force row level security;
alter table expense_feed_claim no force row level security;
alter table expense_claim_source no force row level security;
alter table expense_feed_difference no force row level security;
insert into expense_feed_day (company_id, system, day, feed_id)
select distinct on (company_id, system, day) company_id, system, day::date, id
from expense_feed, generate_series(begins_on, ends_on, '1 day') as day
where begins_on is not null order by company_id, system, day, id desc;
update expense_feed_difference d set claimed_on = coalesce(
  (select s.claimed_on from expense_claim_source s
   where (s.company_id, s.system, s.external_id) = (d.company_id, d.system, d.external_id)),
  (select (c.content ->> 'claimedOn')::date from expense_feed_claim c where c.id = d.feed_claim_id),
  (select f.begins_on from expense_feed_claim c join expense_feed f on f.id = c.feed_id where c.id = d.feed_claim_id),
  d.found_at::date);
alter table expense_feed force row level security;
alter table expense_feed_claim force row level security;
alter table expense_claim_source force row level security;
alter table expense_feed_difference force row level security;
alter table expense_feed_difference alter column claimed_on set not null;
comment on column expense_feed_difference.claimed_on is 'The day it is about; it is gone once that day was compared and it was not found.';

drop index expense_feed_control;
create index expense_claim_line_spent on expense_claim_line (company_id, spent_on, amount) where spent_on is not null;

insert into platform.unrecorded_table (pattern, reason) values ('expense\_feed\_day', 'follows from feeds');

grant select, insert, update (feed_id) on expense_feed_day to erp_app;
grant update (written_digest) on expense_claim, expense_claim_source, expense_feed_claim to erp_app;
grant update (claimed_on, double_claim_id, double_whole) on expense_feed_difference to erp_app;
grant select on expense_feed_day to erp_report;

alter table expense_feed_day enable row level security;
alter table expense_feed_day force row level security;
create policy company_scope on expense_feed_day
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
