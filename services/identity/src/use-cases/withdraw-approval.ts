import type { UnitOfWork } from '@erp/service-kit'
import { newId } from '@erp/values'
import { type ApprovalRequest, end } from '../domain/approval.ts'
import { insertAction } from '../store/approval-actions.ts'
import { findRequest, holdApproval, saveRequest, withdrawUnknown } from '../store/approval-requests.ts'
import { seatsOf } from '../store/approval-seats.ts'
import { announceDecision } from './announce-decision.ts'

/**
 * Ends the request of a document that changed or was given up, for whoever owns it. One that has not come yet is
 * remembered, so that it finds nobody when it comes. Answers the request when it had been decided before.
 */
export async function withdrawApproval(
  unit: UnitOfWork,
  withdrawal: { readonly companyId: string; readonly approvalId: string; readonly reason: string; readonly by: string },
): Promise<ApprovalRequest | undefined> {
  const { tx, now } = unit
  const { companyId, approvalId, reason, by } = withdrawal
  await holdApproval(tx, approvalId)
  const request = await findRequest(tx, approvalId)
  if (request?.companyId !== companyId) {
    await withdrawUnknown(tx, { approvalId, companyId, reason, at: now })
    return undefined
  }
  if (request.status !== 'RUNNING') return request.status === 'WITHDRAWN' ? undefined : request

  const saved = await saveRequest(tx, end(request, { status: 'WITHDRAWN', reason, by, at: now }))
  await insertAction(tx, {
    ...{ id: newId(), companyId, approvalId, action: 'WITHDRAWN', level: request.level, reason },
    ...{ actorId: by, happenedAt: now },
  })
  await announceDecision(unit, saved, await seatsOf(tx, [approvalId]))
  return undefined
}
