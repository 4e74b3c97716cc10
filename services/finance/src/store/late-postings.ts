import type { Sql } from '@erp/service-kit'
import type { Period } from '@erp/values'
import type { LateFact, LatePosting } from '../domain/late-posting.ts'
import type { Module } from '../domain/period-seal.ts'

/** Of these events the ones whose period one of their modules has sealed or that may be posted late; one statement for a batch. */
export async function findLate(
  tx: Sql,
  events: readonly {
    readonly eventId: string
    readonly companyId: string
    readonly period: Period
    readonly modules: readonly Module[]
  }[],
): Promise<ReadonlyMap<string, LatePosting>> {
  const rows = await tx.$queryRaw<(LatePosting & { eventId: string })[]>`
    with asked as (
      select * from jsonb_to_recordset(${JSON.stringify(events)}::jsonb)
        as r("eventId" uuid, "companyId" uuid, period text, modules text[])),
    sealed as (
      select p.company_id, p.period, newest.module from fiscal_period p cross join lateral (
        select distinct on (s.module) s.module, s.sealed from period_seal s where s.period_id = p.id
        order by s.module, s.change_number desc) as newest
      where newest.sealed and p.company_id in (select "companyId" from asked))
    select asked."eventId", own."sealedBy", l.id is not null as approved,
      (select min(o.period) from fiscal_period o
       where o.company_id = asked."companyId" and o.period > asked.period and o.status = 'OPEN'
         and not exists (select from sealed s where s.company_id = o.company_id and s.period = o.period
                           and s.module = any (asked.modules))) as into
    from asked
    cross join lateral (
      select min(s.module) as "sealedBy" from sealed s
      where s.company_id = asked."companyId" and s.period = asked.period and s.module = any (asked.modules)) as own
    left join late_posting l on l.source_event_id = asked."eventId"
    where own."sealedBy" is not null or l.id is not null`
  return new Map(rows.map(({ eventId, ...late }) => [eventId, late]))
}

/** Events held because their period is closed, by business date, after the given one. */
export function listLateFacts(
  tx: Sql,
  companyId: string,
  page: { readonly limit: number; readonly after: { readonly businessDate: string; readonly id: string } | undefined },
): Promise<LateFact[]> {
  const { businessDate = null, id = null } = page.after ?? {}
  return tx.$queryRaw<LateFact[]>`
    select i.event_id as id, i.payload ->> 'documentNumber' as "documentNumber",
      i.payload ->> 'businessDate' as "businessDate", i.attempts, l.id is not null as approved,
      i.headers ->> 'actorId' as "raisedBy"
    from platform.inbox i left join late_posting l on l.source_event_id = i.event_id
    where i.company_id = ${companyId}::uuid and i.status = 'blocked' and i.reason = 'PERIOD_CLOSED'
      and (${id}::uuid is null or (i.payload ->> 'businessDate', i.event_id) > (${businessDate}, ${id}::uuid))
    order by i.payload ->> 'businessDate', i.event_id limit ${page.limit}::int`
}

/** A held event of a closed period. */
export async function findLateFact(tx: Sql, companyId: string, eventId: string): Promise<LateFact | undefined> {
  const [row] = await tx.$queryRaw<LateFact[]>`
    select i.event_id as id, i.payload ->> 'documentNumber' as "documentNumber",
      i.payload ->> 'businessDate' as "businessDate", i.attempts, l.id is not null as approved,
      i.headers ->> 'actorId' as "raisedBy"
    from platform.inbox i left join late_posting l on l.source_event_id = i.event_id
    where i.event_id = ${eventId}::uuid and i.company_id = ${companyId}::uuid
      and (l.id is not null or (i.status = 'blocked' and i.reason = 'PERIOD_CLOSED'))`
  return row
}

/** Lets an event be posted later than its day; one that somebody else has let is kept. */
export async function approveLate(
  tx: Sql,
  approval: {
    readonly id: string
    readonly sourceEventId: string
    readonly companyId: string
    readonly reason: string
    readonly approvedBy: string
    readonly approvedAt: Date
  },
): Promise<void> {
  await tx.$executeRaw`
    insert into late_posting (id, source_event_id, company_id, reason, approved_by, approved_at)
    values (${approval.id}::uuid, ${approval.sourceEventId}::uuid, ${approval.companyId}::uuid, ${approval.reason},
            ${approval.approvedBy}::uuid, ${approval.approvedAt})
    on conflict (source_event_id) do nothing`
}
