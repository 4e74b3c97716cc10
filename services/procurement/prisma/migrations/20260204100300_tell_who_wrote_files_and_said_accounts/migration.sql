-- Who wrote payment files, and who said and confirmed where suppliers are paid, is told with what else is held of a person, again.
do $$
begin
  execute 'create or replace view personal_record with (security_invoker = true) as '
    || rtrim(pg_get_viewdef('personal_record'::regclass), ';') || $view$
    union all
    select company_id, written_by, 'payment_file', 'written_by', payment_run_id::text, number, written_at, null
    from payment_file join payment_run_replica as run using (payment_run_id, company_id)
    union all
    select company_id, named.user_id, 'supplier_bank_account', named.relation, id::text, null, confirmed_at, null
    from supplier_bank_account cross join lateral (values ('set_by', set_by), ('confirmed_by', confirmed_by))
      as named (relation, user_id)
    $view$;
end $$;
