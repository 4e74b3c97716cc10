-- Who gives goods away on their own word does not confirm it; what an order earned by promotions is nobody's word.
alter table delivery
  add column given_by uuid,
  add constraint who_gives_it_away_gives_a_gift check (given_by is null or kind = 'GIFT');
comment on column delivery.given_by is 'Who wrote a gift that no order earned: somebody else confirms it.';

-- Who gave is told with what else is held of a person.
do $$
begin
  execute 'create or replace view personal_record with (security_invoker = true) as '
    || rtrim(pg_get_viewdef('personal_record'::regclass), ';') || $view$
    union all
    select company_id, given_by, 'delivery', 'given_by', id::text, number, created_at, null from delivery
    $view$;
end $$;
