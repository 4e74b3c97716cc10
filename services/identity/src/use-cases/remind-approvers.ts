import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, newId, refuse } from '@erp/values'
import { type ApprovalEnded, type ApprovalNotFound, type ApprovalRequest, readWords } from '../domain/approval.ts'
import { mayRemind, type RemindedLately } from '../domain/approval-seats.ts'
import type { InvalidInput } from '../domain/company.ts'
import { insertAction, lastReminder } from '../store/approval-actions.ts'
import { findRequest, holdApproval } from '../store/approval-requests.ts'
import type { NotTheSubmitter } from './withdraw-approval.ts'

/**
 * Whoever made or submitted a document reminds those who have it 催办. It changes nothing about the request, so a decision that
 * is being made on what they see stays possible.
 */
export async function remindApprovers(
  { tx, caller, now }: UnitOfWork,
  input: { readonly approvalId: string; readonly remark: string | null },
): Promise<ApprovalRequest | ApprovalNotFound | NotTheSubmitter | ApprovalEnded | RemindedLately | InvalidInput> {
  const { approvalId } = input
  const remark = input.remark === null ? null : readWords('remark', input.remark)
  if (isRefusal(remark)) return remark
  await holdApproval(tx, approvalId)
  const request = await findRequest(tx, approvalId)
  if (!request) return refuse('ApprovalNotFound', { approvalId })
  if (![request.makerId, request.submittedBy].includes(caller.userId)) return refuse('NotTheSubmitter')
  if (request.status !== 'RUNNING') return refuse('ApprovalEnded', { status: request.status })
  const lately = mayRemind(await lastReminder(tx, approvalId), now)
  if (lately) return lately

  await insertAction(tx, {
    ...{ id: newId(), companyId: request.companyId, approvalId, action: 'REMINDED', level: request.level },
    ...{ actorId: caller.userId, onBehalfOf: null, concernsId: null, reason: remark, happenedAt: now },
  })
  return request
}
