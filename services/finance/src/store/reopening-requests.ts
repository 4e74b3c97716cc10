import type { Sql } from '@erp/service-kit'
import type { Period } from '@erp/values'
import type { ReopeningRequest } from '../domain/reopening-request.ts'

/** Stores a request; one that the same person has made already for this close is kept. Returns what stands. */
export async function keepRequest(tx: Sql, request: ReopeningRequest): Promise<ReopeningRequest> {
  await tx.$executeRaw`
    insert into reopening_request (id, company_id, period_id, period_version, reason, requested_by, requested_at)
    values (${request.id}::uuid, ${request.companyId}::uuid, ${request.periodId}::uuid, ${request.periodVersion}::int,
            ${request.reason}, ${request.requestedBy}::uuid, ${request.requestedAt})
    on conflict do nothing`
  const standing = await requestsFor(tx, request)
  return standing.find(({ requestedBy }) => requestedBy === request.requestedBy) ?? request
}

/** The requests that stand for one version of a period, the oldest first. */
export function requestsFor(
  tx: Sql,
  { periodId, periodVersion }: Pick<ReopeningRequest, 'periodId' | 'periodVersion'>,
): Promise<ReopeningRequest[]> {
  return tx.$queryRaw<ReopeningRequest[]>`
    select r.id, r.company_id as "companyId", r.period_id as "periodId", p.period, r.period_version as "periodVersion",
      r.reason, r.requested_by as "requestedBy", r.requested_at as "requestedAt"
    from reopening_request r join fiscal_period p on p.id = r.period_id
    where r.period_id = ${periodId}::uuid and r.period_version = ${periodVersion}::int order by r.requested_at, r.id`
}

export async function findRequest(tx: Sql, id: string): Promise<ReopeningRequest | undefined> {
  const [row] = await tx.$queryRaw<ReopeningRequest[]>`
    select r.id, r.company_id as "companyId", r.period_id as "periodId", p.period, r.period_version as "periodVersion",
      r.reason, r.requested_by as "requestedBy", r.requested_at as "requestedAt"
    from reopening_request r join fiscal_period p on p.id = r.period_id where r.id = ${id}::uuid`
  return row
}

/** The requests that stand for a closed period now. */
export function requestsOfPeriod(tx: Sql, companyId: string, period: Period): Promise<ReopeningRequest[]> {
  return tx.$queryRaw<ReopeningRequest[]>`
    select r.id, r.company_id as "companyId", r.period_id as "periodId", p.period, r.period_version as "periodVersion",
      r.reason, r.requested_by as "requestedBy", r.requested_at as "requestedAt"
    from reopening_request r join fiscal_period p on p.id = r.period_id and p.version = r.period_version
    where p.company_id = ${companyId}::uuid and p.period = ${period} and p.status = 'CLOSED'
    order by r.requested_at, r.id`
}
