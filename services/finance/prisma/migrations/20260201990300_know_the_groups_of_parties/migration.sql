-- Users may be narrowed to groups of customers and of suppliers. Finance keeps which party is in which group; whoever is narrowed
-- sees the parties of their groups here, and elsewhere what names a party they see.
create table party_group (
  party_id uuid primary key,
  company_id uuid not null,
  party text not null check (party in ('CUSTOMER', 'SUPPLIER')),
  group_code text collate "C",
  version int not null
) with (fillfactor = 70);
create index party_group_by_company on party_group (company_id, party, group_code);
comment on table party_group is 'Copy of the groups that sales and procurement put customers and suppliers into, to narrow users by.';
grant select, insert, update on party_group to erp_app;
grant select on party_group to erp_report;

alter table party_group enable row level security;
alter table party_group force row level security;
create policy company_scope on party_group
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy customer_scope on party_group as restrictive for select
  using ((select platform.customer_groups()) is null or party <> 'CUSTOMER'
         or group_code = any ((select platform.customer_groups())::text[]));
create policy supplier_scope on party_group as restrictive for select
  using ((select platform.supplier_groups()) is null or party <> 'SUPPLIER'
         or group_code = any ((select platform.supplier_groups())::text[]));

create policy customer_scope on customer_replica as restrictive for select
  using ((select platform.customer_groups()) is null
         or exists (select from party_group where party_group.party_id = customer_replica.customer_id));
create policy customer_scope on credit_hold as restrictive for select
  using ((select platform.customer_groups()) is null
         or exists (select from party_group where party_group.party_id = credit_hold.customer_id));

-- Identity hears of departments too, to narrow users to them; it is told of those it has not heard of when the service next starts.
alter table dimension_value no force row level security;
update dimension_value set told = false where dimension = 'department';
alter table dimension_value force row level security;
