-- Who issued, sent, answered and ended statements of account is told with what else is held of a person.
do $$
begin
  execute 'create or replace view personal_record with (security_invoker = true) as '
    || rtrim(pg_get_viewdef('personal_record'::regclass), ';') || $view$
    union all
    select company_id, named.user_id, 'statement_of_account', named.relation, id::text, number, issued_at, null
    from statement_of_account cross join lateral (
      values ('issued_by', issued_by), ('sent_by', sent_by), ('answer_kept_by', answer_kept_by), ('ended_by', ended_by))
      as named (relation, user_id)
    $view$;
end $$;
