import type { Finding } from './finding.ts'
import { countOf, faultsOf, type Snapshot } from './snapshot.ts'

/** What every service's database must hold of its messages, sagas and keys by itself. */
export async function checkMessages(snapshot: Snapshot): Promise<Finding[]> {
  return [
    await checkOutboxOrder(snapshot),
    await checkInboxOrder(snapshot),
    await checkOutboxSent(snapshot),
    await checkInboxSettled(snapshot),
    await checkSagas(snapshot),
    await checkKeys(snapshot),
  ]
}

async function checkOutboxOrder({ service, rows }: Snapshot): Promise<Finding> {
  const gaps = await faultsOf(rows`
    with sent as (
      select subject, count(*) as messages, min(subject_seq) as first, max(subject_seq) as last
      from platform.outbox group by subject)
    select format('%s: %s messages, numbered %s to %s; the next would follow %s',
                  subject, coalesce(messages, 0), first, last, last_seq) as fault
    from sent full join platform.lane using (subject)
    where (messages, first, last) is distinct from (last_seq, 1::bigint, last_seq)
    order by subject`)
  const changed = await faultsOf(rows`
    select format('%s %s: its payload is not what was written', subject, event_id) as fault
    from platform.outbox where payload_sha256 <> sha256(convert_to(payload::text, 'UTF8')) order by pos`)
  return {
    invariant: 7,
    rule: `${service}: outbox numbers have no gap within a subject, and payloads are as written`,
    examined: await countOf(rows`select count(*) from platform.outbox`),
    breaks: [...gaps, ...changed],
    underWay: [],
  }
}

async function checkInboxOrder({ service, rows }: Snapshot): Promise<Finding> {
  const breaks = await faultsOf(rows`
    with taken as (
      select consumer, subject, count(*) as messages, min(subject_seq) as first, max(subject_seq) as last
      from platform.inbox where status in ('applied', 'skipped') group by consumer, subject)
    select format('%s %s: %s applied, numbered %s to %s, noted up to %s', consumer, subject, coalesce(messages, 0),
                  first, last, coalesce(last_seq, 0)) as fault
    from taken full join platform.inbox_cursor using (consumer, subject)
    where coalesce(messages, 0) <> coalesce(last_seq, 0)
       or messages > 0 and (first, last) is distinct from (1::bigint, last_seq)
    union all
    select format('%s %s is stopped: %s', consumer, subject, stopped_reason)
    from platform.inbox_cursor where stopped_reason is not null
    order by fault`)
  return {
    invariant: 7,
    rule: `${service}: each subject is applied once and in order, up to where the inbox says`,
    examined: await countOf(rows`select count(*) from platform.inbox`),
    breaks,
    underWay: [],
  }
}

async function checkOutboxSent({ service, rows }: Snapshot): Promise<Finding> {
  const pending = await rows<{ fault: string; dead: boolean }>`
    select format('%s #%s %s, %s s old, tried %s times%s', subject, subject_seq, type,
                  extract(epoch from clock_timestamp() - occurred_at)::int, attempts, ': ' || last_error) as fault,
           dead_at is not null as dead
    from platform.outbox where published_at is null order by pos`
  const faults = (dead: boolean) => pending.filter((row) => row.dead === dead).map(({ fault }) => fault)
  return {
    invariant: 14,
    rule: `${service}: every message is sent, or says why not`,
    examined: await countOf(rows`select count(*) from platform.outbox`),
    breaks: faults(true),
    underWay: faults(false),
  }
}

async function checkInboxSettled({ service, rows }: Snapshot): Promise<Finding> {
  const parked = await rows<{ fault: string; broken: boolean }>`
    select format('%s %s #%s %s: %s %s %s after %s tries', consumer, subject, subject_seq, type, status, reason, facts,
                  attempts) as fault,
           status = 'dead' or status = 'blocked' and reason is null as broken
    from platform.inbox where status in ('waiting_gap', 'blocked', 'dead') order by received_at`
  const faults = (broken: boolean) => parked.filter((row) => row.broken === broken).map(({ fault }) => fault)
  return {
    invariant: 14,
    rule: `${service}: every message received is applied, or held with a reason`,
    examined: await countOf(rows`select count(*) from platform.inbox`),
    breaks: faults(true),
    underWay: faults(false),
  }
}

async function checkSagas({ service, rows }: Snapshot): Promise<Finding> {
  const breaks = await faultsOf(rows`
    select format('saga %s is %s at %s and nothing will wake it', saga_id, status, step) as fault
    from platform.saga where status in ('running', 'compensating') and wake_at is null
    union all
    select format('saga %s is suspended without a reason', saga_id)
    from platform.saga where status = 'suspended' and reason is null
    union all
    select format('saga %s is %s but %s', saga_id, status, coalesce('ended at ' || ended_at, 'never ended'))
    from platform.saga where (status in ('completed', 'compensated', 'failed')) <> (ended_at is not null)
    union all
    select format('saga %s ended and sent %s after that', saga_id, step.step)
    from platform.saga join platform.saga_step as step using (saga_id) where step.sent_at > ended_at
    order by fault`)
  const underWay = await faultsOf(rows`
    select format('saga %s %s is %s at %s%s', type, saga_id, status, step, ': ' || reason) as fault
    from platform.saga where ended_at is null order by started_at`)
  return {
    invariant: 18,
    rule: `${service}: every saga has ended, goes on, or is held with a reason`,
    examined: await countOf(rows`select count(*) from platform.saga`),
    breaks,
    underWay,
  }
}

/** Keys live 30 days, so only younger ones can be held against the audit log. */
async function checkKeys({ service, rows }: Snapshot): Promise<Finding> {
  const breaks = await faultsOf(rows`
    select format('%s by %s under key %s has no result', operation, user_id, key) as fault
    from platform.idempotency where result_id is null
    union all
    select format('%s made %s under %s keys', operation, result_id, count(*))
    from platform.idempotency where operation like 'create%' group by operation, result_id having count(*) > 1
    union all
    select format('%s of %s: %s keys, %s audit rows', operation, document_id, coalesce(keys, 0), coalesce(acts, 0))
    from (select operation, result_id as document_id, count(*) as keys
          from platform.idempotency where created_at > now() - interval '29 days' group by 1, 2) as keyed
    full join (select operation, document_id, count(*) as acts
               from platform.audit_log
               where occurred_at > now() - interval '29 days'
                 and operation in (select distinct operation from platform.idempotency)
               group by 1, 2) as audited using (operation, document_id)
    where keys is distinct from acts
    order by fault`)
  return {
    invariant: 20,
    rule: `${service}: each key did its work once, and the audit log says so`,
    examined: await countOf(rows`select count(*) from platform.idempotency`),
    breaks,
    underWay: [],
  }
}
