import type { Sql } from '@erp/service-kit'
import type { ActionKind, ApprovalAction } from '../domain/approval.ts'

interface ActionRow {
  readonly id: string
  readonly company_id: string
  readonly approval_id: string
  readonly action: ActionKind
  readonly level: number
  readonly actor_id: string | null
  readonly on_behalf_of: string | null
  readonly concerns_id: string | null
  readonly reason: string | null
  readonly happened_at: Date
}

export async function insertAction(tx: Sql, action: ApprovalAction): Promise<void> {
  await tx.$executeRaw`
    insert into approval_actions
      (id, company_id, approval_id, action, level, actor_id, on_behalf_of, concerns_id, reason, happened_at)
    values (${action.id}::uuid, ${action.companyId}::uuid, ${action.approvalId}::uuid, ${action.action}, ${action.level},
            ${action.actorId}::uuid, ${action.onBehalfOf}::uuid, ${action.concernsId}::uuid, ${action.reason}, ${action.happenedAt})`
}

/** What happened to these requests, in order. */
export async function actionsOf(tx: Sql, approvalIds: readonly string[]): Promise<readonly ApprovalAction[]> {
  const rows = await tx.$queryRaw<ActionRow[]>`
    select id, company_id, approval_id, action, level, actor_id, on_behalf_of, concerns_id, reason, happened_at
    from approval_actions where approval_id = any (${approvalIds}::uuid[]) order by approval_id, id`
  return rows.map((row) => ({
    ...{ id: row.id, companyId: row.company_id, approvalId: row.approval_id, action: row.action, level: row.level },
    ...{ actorId: row.actor_id, onBehalfOf: row.on_behalf_of, concernsId: row.concerns_id, reason: row.reason },
    happenedAt: row.happened_at,
  }))
}

/** When those who sign a request were last reminded of it. */
export async function lastReminder(tx: Sql, approvalId: string): Promise<Date | undefined> {
  const [last] = await tx.$queryRaw<{ happened_at: Date }[]>`
    select happened_at from approval_actions
    where approval_id = ${approvalId}::uuid and action = 'REMINDED' order by id desc limit 1`
  return last?.happened_at
}
