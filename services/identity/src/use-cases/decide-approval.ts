import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal } from '@erp/values'
import { type ApprovalRequest, approve as approveOnce, end, readWords } from '../domain/approval.ts'
import type { InvalidInput } from '../domain/company.ts'
import { insertAction } from '../store/approval-actions.ts'
import { saveRequest } from '../store/approval-requests.ts'
import { seatsOf, signSeats } from '../store/approval-seats.ts'
import { announceDecision } from './announce-decision.ts'
import { act, type DecisionInput, openForDecision, type Undecided } from './open-for-decision.ts'

/** The caller signs a request; the last signature that is needed approves the document. */
export async function approve(
  unit: UnitOfWork,
  input: DecisionInput & { readonly remark: string | null },
): Promise<ApprovalRequest | Undecided | InvalidInput> {
  const remark = input.remark === null ? null : readWords('remark', input.remark)
  if (isRefusal(remark)) return remark
  const opened = await openForDecision(unit, input)
  if (isRefusal(opened)) return opened

  const { tx } = unit
  const { request, signature } = opened
  const signed = approveOnce(request, await seatsOf(tx, [request.id]), signature)
  await signSeats(tx, signature)
  const saved = await saveRequest(tx, signed.request)
  await insertAction(tx, { ...act(request, signature), action: 'APPROVED', reason: remark })
  if (saved.status !== 'RUNNING') await announceDecision(unit, saved, signed.seats)
  return saved
}

/** The caller turns the document down, whoever else has signed it; it takes a reason. */
export async function reject(
  unit: UnitOfWork,
  input: DecisionInput & { readonly reason: string },
): Promise<ApprovalRequest | Undecided | InvalidInput> {
  const reason = readWords('reason', input.reason)
  if (isRefusal(reason)) return reason
  const opened = await openForDecision(unit, input)
  if (isRefusal(opened)) return opened

  const { tx, now, caller } = unit
  const { request, signature } = opened
  const ended = end(request, { status: 'REJECTED', reason, by: caller.userId, at: now })
  const saved = await saveRequest(tx, ended)
  await insertAction(tx, { ...act(request, signature), action: 'REJECTED', reason })
  await announceDecision(unit, saved, await seatsOf(tx, [request.id]))
  return saved
}
