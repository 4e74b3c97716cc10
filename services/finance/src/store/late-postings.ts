import type { Sql } from '@erp/service-kit'
import type { Period } from '@erp/values'
import type { LateFact, LatePosting } from '../domain/late-posting.ts'
import type { Module } from '../domain/period-seal.ts'

/** Of these events the ones whose period their module has sealed or that may be posted late; one statement for a batch. */
export async function findLate(
  tx: Sql,
  module: Module,
  events: readonly { readonly eventId: string; readonly companyId: string; readonly period: Period }[],
): Promise<ReadonlyMap<string, LatePosting>> {
  const rows = await tx.$queryRaw<(LatePosting & { eventId: string })[]>`
    with asked as (
      select * from jsonb_to_recordset(${JSON.stringify(events)}::jsonb)
        as r("eventId" uuid, "companyId" uuid, period text)),
    sealed as (
      select p.company_id, p.period from fiscal_period p cross join lateral (
        select s.sealed from period_seal s where s.period_id = p.id and s.module = ${module}
        order by s.change_number desc limit 1) as newest
      where newest.sealed and p.company_id in (select "companyId" from asked))
    select asked."eventId", sealed.period is not null as sealed, l.id is not null as approved,
      (select min(o.period) from fiscal_period o
       where o.company_id = asked."companyId" and o.period > asked.period and o.status = 'OPEN'
         and (o.company_id, o.period) not in (select company_id, period from sealed)) as into
    from asked
    left join sealed on sealed.company_id = asked."companyId" and sealed.period = asked.period
    left join late_posting l on l.source_event_id = asked."eventId"
    where sealed.period is not null or l.id is not null`
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
      i.payload ->> 'businessDate' as "businessDate", i.attempts, l.id is not null as approved
    from platform.inbox i left join late_posting l on l.source_event_id = i.event_id
    where i.company_id = ${companyId}::uuid and i.status = 'blocked' and i.reason = 'PERIOD_CLOSED'
      and (${id}::uuid is null or (i.payload ->> 'businessDate', i.event_id) > (${businessDate}, ${id}::uuid))
    order by i.payload ->> 'businessDate', i.event_id limit ${page.limit}::int`
}

/** A held event of a closed period. */
export async function findLateFact(tx: Sql, companyId: string, eventId: string): Promise<LateFact | undefined> {
  const [row] = await tx.$queryRaw<LateFact[]>`
    select i.event_id as id, i.payload ->> 'documentNumber' as "documentNumber",
      i.payload ->> 'businessDate' as "businessDate", i.attempts, l.id is not null as approved
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
