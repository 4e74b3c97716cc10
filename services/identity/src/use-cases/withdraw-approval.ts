import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, newId, type Refusal, refuse } from '@erp/values'
import { type ApprovalEnded, type ApprovalNotFound, type ApprovalRequest, end, readWords } from '../domain/approval.ts'
import type { InvalidInput } from '../domain/company.ts'
import type { StaleVersion } from '../domain/user.ts'
import { insertAction } from '../store/approval-actions.ts'
import { findRequest, holdApproval, saveRequest, withdrawUnknown } from '../store/approval-requests.ts'
import { seatsOf } from '../store/approval-seats.ts'
import { announceDecision } from './announce-decision.ts'

export type NotTheSubmitter = Refusal<'NotTheSubmitter'>

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

  await withdraw(unit, request, { reason, by })
  return undefined
}

/** Whoever made or submitted a document takes its running request back. */
export async function takeBackApproval(
  unit: UnitOfWork,
  input: { readonly approvalId: string; readonly expectedVersion: number; readonly reason: string },
): Promise<ApprovalRequest | ApprovalNotFound | NotTheSubmitter | ApprovalEnded | StaleVersion | InvalidInput> {
  const { tx, caller } = unit
  const { approvalId, expectedVersion } = input
  const reason = readWords('reason', input.reason)
  if (isRefusal(reason)) return reason
  await holdApproval(tx, approvalId)
  const request = await findRequest(tx, approvalId)
  if (!request) return refuse('ApprovalNotFound', { approvalId })
  if (![request.makerId, request.submittedBy].includes(caller.userId)) return refuse('NotTheSubmitter')
  if (request.status !== 'RUNNING') return refuse('ApprovalEnded', { status: request.status })
  if (request.version !== expectedVersion) return refuse('StaleVersion', { currentVersion: request.version })
  return withdraw(unit, request, { reason, by: caller.userId })
}

async function withdraw(
  unit: UnitOfWork,
  request: ApprovalRequest,
  { reason, by }: { readonly reason: string; readonly by: string },
): Promise<ApprovalRequest> {
  const { tx, now } = unit
  const saved = await saveRequest(tx, end(request, { status: 'WITHDRAWN', reason, by, at: now }))
  await insertAction(tx, {
    ...{ id: newId(), companyId: request.companyId, approvalId: request.id, action: 'WITHDRAWN', level: request.level },
    ...{ actorId: by, onBehalfOf: null, concernsId: null, reason, happenedAt: now },
  })
  await announceDecision(unit, saved, await seatsOf(tx, [request.id]))
  return saved
}
