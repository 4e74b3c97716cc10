-- Two companies may call roles the same: who may sign follows from the permissions of the role that is held there.
do $$
declare
  before constant text := pg_get_functiondef('identity.open_seats(uuid, uuid)'::regprocedure);
  after constant text := replace(before, 'using (role_code)',
    'on given.company_id = held.role_company_id and given.role_code = held.role_code');
begin
  if after = before then raise exception 'open_seats joins permissions in another way'; end if;
  execute after;
end $$;
