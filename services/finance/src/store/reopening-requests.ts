import type { Sql } from '@erp/service-kit'
import type { Period } from '@erp/values'
import type { ReopeningRequest } from '../domain/reopening-request.ts'
import { Prisma } from '../generated/prisma/client.ts'

const columns = Prisma.sql`
  r.id, r.company_id as "companyId", r.period_id as "periodId", p.period, r.period_version as "periodVersion", r.status,
  r.version, r.reason, r.requested_by as "requestedBy", r.requested_at as "requestedAt", r.approval_id as "approvalId",
  r.approver_ids as "approverIds", r.answer`
const requests = Prisma.sql`reopening_request r join fiscal_period p on p.id = r.period_id`

/** Stores a request; one of the same person that stands for this close is kept. Returns what stands. */
export async function keepRequest(tx: Sql, request: ReopeningRequest): Promise<ReopeningRequest> {
  await tx.$executeRaw`
    insert into reopening_request (id, company_id, period_id, period_version, status, reason, requested_by, requested_at,
                                   approval_id)
    values (${request.id}::uuid, ${request.companyId}::uuid, ${request.periodId}::uuid, ${request.periodVersion}::int,
            ${request.status}, ${request.reason}, ${request.requestedBy}::uuid, ${request.requestedAt},
            ${request.approvalId}::uuid)
    on conflict do nothing`
  const [standing] = await tx.$queryRaw<ReopeningRequest[]>`
    select ${columns} from ${requests}
    where r.period_id = ${request.periodId}::uuid and r.period_version = ${request.periodVersion}::int
      and r.requested_by = ${request.requestedBy}::uuid and r.status not in ('REJECTED', 'WITHDRAWN')`
  if (!standing) throw new Error('A request to reopen a period that was just stored cannot be found')
  return standing
}

/** The requests of one version of a period, the oldest first, the first hundred of them. */
export function requestsFor(
  tx: Sql,
  { periodId, periodVersion }: Pick<ReopeningRequest, 'periodId' | 'periodVersion'>,
): Promise<ReopeningRequest[]> {
  return tx.$queryRaw<ReopeningRequest[]>`
    select ${columns} from ${requests}
    where r.period_id = ${periodId}::uuid and r.period_version = ${periodVersion}::int
      and r.status not in ('REJECTED', 'WITHDRAWN')
    order by r.requested_at, r.id limit 100`
}

export async function findRequest(tx: Sql, id: string): Promise<ReopeningRequest | undefined> {
  const [row] = await tx.$queryRaw<ReopeningRequest[]>`select ${columns} from ${requests} where r.id = ${id}::uuid`
  return row
}

/** These, held in one order until the transaction ends. */
export function lockRequests(tx: Sql, ids: readonly string[]): Promise<ReopeningRequest[]> {
  return tx.$queryRaw<ReopeningRequest[]>`
    select ${columns} from ${requests} where r.id = any (${ids}::uuid[]) order by r.id for update of r`
}

/** Stores what became of requests that are held. */
export async function saveRequests(tx: Sql, changed: readonly ReopeningRequest[]): Promise<void> {
  const rows = changed.map(({ id, status, approvalId, approverIds, answer }) => ({
    ...{ id, status, approvalId, approverIds, answer },
  }))
  await tx.$executeRaw`
    update reopening_request r
    set status = c.status, version = r.version + 1, approval_id = c."approvalId", approver_ids = c."approverIds",
      answer = c.answer
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as c(id uuid, status text, "approvalId" uuid, "approverIds" uuid[], answer text)
    where r.id = c.id`
}

/** The last hundred requests about a closed period as it is now, the oldest first. */
export function requestsOfPeriod(tx: Sql, companyId: string, period: Period): Promise<ReopeningRequest[]> {
  return tx.$queryRaw<ReopeningRequest[]>`
    select * from (
      select ${columns} from ${requests}
      where r.period_version = p.version and p.company_id = ${companyId}::uuid and p.period = ${period}
        and p.status = 'CLOSED'
      order by r.requested_at desc, r.id desc limit 100) as latest
    order by "requestedAt", id`
}
