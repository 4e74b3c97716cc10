import type { Sql, UnitOfWork } from '@erp/service-kit'
import { type Refusal, refuse } from '@erp/values'
import { type PageArguments, pageSize, pageStart } from './keyset-page.ts'

/** A process as operators see it. */
export interface SagaView {
  readonly id: string
  readonly type: string
  readonly version: number
  readonly status: 'RUNNING' | 'COMPENSATING' | 'SUSPENDED' | 'COMPLETED' | 'COMPENSATED'
  readonly step: string | null
  readonly documentId: string
  readonly reasonCode: string | null
  readonly startedAt: Date
  readonly wakeAt: Date | null
  readonly endedAt: Date | null
}

/** Processes of one company, newest first; one row more than the page when there is another page. */
export function listSagas(
  tx: Sql,
  companyId: string,
  args: PageArguments & { readonly status?: readonly string[] | null },
): Promise<SagaView[]> {
  const statuses = JSON.stringify((args.status ?? []).map((status) => status.toLowerCase()))
  return tx.$queryRaw`
    select saga_id as id, type, definition_version as version, upper(status) as status, step, document_id as "documentId",
           reason as "reasonCode", started_at as "startedAt", wake_at as "wakeAt", ended_at as "endedAt"
    from platform.saga
    where company_id = ${companyId}::uuid
      and (${statuses}::jsonb = '[]' or ${statuses}::jsonb ? status)
      and (${pageStart(args)}::uuid is null or saga_id < ${pageStart(args)}::uuid)
    order by saga_id desc limit ${pageSize(args) + 1}::int`
}

/** One process of a company, or undefined. */
export async function findSaga(tx: Sql, companyId: string, id: string): Promise<SagaView | undefined> {
  const rows = await tx.$queryRaw<SagaView[]>`
    select saga_id as id, type, definition_version as version, upper(status) as status, step, document_id as "documentId",
           reason as "reasonCode", started_at as "startedAt", wake_at as "wakeAt", ended_at as "endedAt"
    from platform.saga where company_id = ${companyId}::uuid and saga_id = ${id}::uuid`
  return rows[0]
}

/**
 * Sets a suspended process going again in the direction it was going: the timer sends its command once more, and the
 * command has all its tries again.
 */
export async function retrySaga(
  unit: UnitOfWork,
  id: string,
): Promise<{ id: string } | Refusal<'SagaNotFound'> | Refusal<'SagaNotSuspended', { status: string }>> {
  const changed = await unit.tx.$executeRaw`
    with resumed as (
      update platform.saga as saga
      set status = case when exists (
            select from platform.saga_step as step
            where step.saga_id = saga.saga_id and step.step = saga.step and step.direction = 'undo')
          then 'compensating' else 'running' end,
          reason = null, wake_at = clock_timestamp()
      where saga_id = ${id}::uuid and company_id = ${unit.caller.companyId}::uuid and status = 'suspended'
      returning saga_id, step, status)
    update platform.saga_step as step set sends = 0 from resumed
    where step.saga_id = resumed.saga_id and step.step = resumed.step
      and step.direction = case when resumed.status = 'running' then 'do' else 'undo' end`
  if (changed > 0) return { id }
  const saga = await findSaga(unit.tx, unit.caller.companyId, id)
  return saga === undefined ? refuse('SagaNotFound') : refuse('SagaNotSuspended', { status: saga.status })
}
