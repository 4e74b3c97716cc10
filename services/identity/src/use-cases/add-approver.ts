import type { UnitOfWork } from '@erp/service-kit'
import { isId, isRefusal, newId, refuse } from '@erp/values'
import { type ApprovalRequest, readWords } from '../domain/approval.ts'
import { type AddedPlace, addedSeat } from '../domain/approval-seats.ts'
import type { InvalidInput } from '../domain/company.ts'
import { insertAction } from '../store/approval-actions.ts'
import { saveRequest } from '../store/approval-requests.ts'
import { insertSeats, moveLaterLevels, seatsOf } from '../store/approval-seats.ts'
import { findMember } from '../store/users.ts'
import type { UserNotFound } from './admit-user.ts'
import { act, type DecisionInput, openForDecision, type Undecided } from './open-for-decision.ts'

/** Whoever may sign a request has a fellow member sign it as well 加签; they still sign themselves. */
export async function addApprover(
  unit: UnitOfWork,
  input: DecisionInput & { readonly userId: string; readonly place: AddedPlace; readonly remark: string | null },
): Promise<ApprovalRequest | Undecided | UserNotFound | InvalidInput> {
  const remark = input.remark === null ? null : readWords('remark', input.remark)
  if (isRefusal(remark)) return remark
  const opened = await openForDecision(unit, input)
  if (isRefusal(opened)) return opened

  const { tx, caller } = unit
  const { request, signature } = opened
  const { companyId } = request
  const member = isId(input.userId) ? await findMember(tx, companyId, input.userId) : undefined
  const works = member?.kind === 'PERSON' && member.active && member.roleCodes.length > 0
  if (!works) return refuse('UserNotFound')
  const added = { id: newId(), userId: member.id, addedBy: caller.userId, place: input.place }
  const seat = addedSeat(request, await seatsOf(tx, [request.id]), added)
  if (isRefusal(seat)) return seat

  if (input.place === 'AFTER') await moveLaterLevels(tx, request)
  await insertSeats(tx, companyId, [seat])
  const saved = await saveRequest(tx, request)
  const action = { ...act(request, signature), action: 'APPROVER_ADDED' as const }
  await insertAction(tx, { ...action, concernsId: member.id, reason: remark })
  return saved
}
