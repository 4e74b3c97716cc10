-- Where a supplier is paid is said by one and confirmed by another: until then nobody is paid there. What was said before counts as
-- confirmed, for it has been paid to.
alter table supplier_bank_account
  add column set_by uuid,
  add column confirmed_by uuid,
  add column confirmed_at timestamptz,
  add constraint supplier_bank_account_is_confirmed_by_another check (confirmed_by is null or confirmed_by <> set_by),
  add constraint supplier_bank_account_is_confirmed_once check (confirmed_by is null or confirmed_at is not null);
comment on column supplier_bank_account.set_by is 'Who said so first; null for what was said before that was kept.';
comment on column supplier_bank_account.confirmed_at is 'Null until somebody else confirmed it: nobody is paid to it before.';
comment on table supplier_bank_account is 'The first of a currency that is confirmed is the one that is paid to.';
grant update (confirmed_by, confirmed_at) on supplier_bank_account to erp_app;

alter table supplier_bank_account no force row level security;
update supplier_bank_account set confirmed_at = now();
alter table supplier_bank_account force row level security;

-- Who said and confirmed it is told with what else is held of a person.
do $$
begin
  execute 'create or replace view personal_record with (security_invoker = true) as '
    || rtrim(pg_get_viewdef('personal_record'::regclass), ';') || $view$
    union all
    select company_id, named.user_id, 'supplier_bank_account', named.relation, id::text, null, confirmed_at, null
    from supplier_bank_account cross join lateral (values ('set_by', set_by), ('confirmed_by', confirmed_by))
      as named (relation, user_id)
    $view$;
end $$;
