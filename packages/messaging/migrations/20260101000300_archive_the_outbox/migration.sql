-- Messages published long ago leave the outbox, so that its indexes stay as large as what is still asked for. They are kept.
create table platform.outbox_archive (like platform.outbox including comments);
alter table platform.outbox_archive add primary key (event_id);
create index outbox_archive_aggregate on platform.outbox_archive (aggregate_id);
comment on table platform.outbox_archive is 'Messages published more than 400 days ago, as they stood in the outbox.';
grant select on platform.outbox_archive to erp_app, erp_relay;

/*
 * Moves the oldest messages that were published more than 400 days ago, at most as many as asked, and says how many. Only
 * the head of the outbox is looked at, so a pass costs the same however long the outbox is. No stream keeps a message that
 * long (90 days), so the relay never looks for one of these as the predecessor of another.
 */
create function platform.archive_outbox(most int) returns int
language sql security definer
set search_path = ''
begin atomic
  with old as (
    select event_id from (
      select event_id, published_at from platform.outbox where published_at is not null order by pos limit most) as head
    where published_at < pg_catalog.now() - interval '400 days'
  ), gone as (
    delete from platform.outbox as row using old where row.event_id = old.event_id returning row.*
  ), kept as (
    insert into platform.outbox_archive select * from gone returning 1
  )
  select pg_catalog.count(*)::int from kept;
end;
revoke all on function platform.archive_outbox(int) from public;
grant execute on function platform.archive_outbox(int) to erp_relay;
