import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, newId, refuse } from '@erp/values'
import {
  type ApprovalEnded,
  type ApprovalNotFound,
  type ApprovalRequest,
  approve as approveOnce,
  end,
  inWhosePlace,
  type NotAnApprover,
  readWords,
  type Signature,
  whyNotDecide,
} from '../domain/approval.ts'
import type { InvalidInput } from '../domain/company.ts'
import type { StaleVersion } from '../domain/user.ts'
import { insertAction } from '../store/approval-actions.ts'
import { findRequest, holdApproval, saveRequest } from '../store/approval-requests.ts'
import { openSeatsOf, seatsOf, signSeats } from '../store/approval-seats.ts'
import { announceDecision } from './announce-decision.ts'

interface DecisionInput {
  readonly approvalId: string
  readonly expectedVersion: number
}

type Undecided = ApprovalNotFound | ApprovalEnded | NotAnApprover | StaleVersion | InvalidInput

/** The caller signs a request; the last signature that is needed approves the document. */
export async function approve(
  unit: UnitOfWork,
  input: DecisionInput & { readonly remark: string | null },
): Promise<ApprovalRequest | Undecided> {
  const remark = input.remark === null ? null : readWords('remark', input.remark)
  if (isRefusal(remark)) return remark
  const opened = await open(unit, input)
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
): Promise<ApprovalRequest | Undecided> {
  const reason = readWords('reason', input.reason)
  if (isRefusal(reason)) return reason
  const opened = await open(unit, input)
  if (isRefusal(opened)) return opened

  const { tx, now, caller } = unit
  const { request, signature } = opened
  const ended = end(request, { status: 'REJECTED', reason, by: caller.userId, at: now })
  const saved = await saveRequest(tx, ended)
  await insertAction(tx, { ...act(request, signature), action: 'REJECTED', reason })
  await announceDecision(unit, saved, await seatsOf(tx, [request.id]))
  return saved
}

/** The request that is decided on, when the caller may decide on it now. */
async function open(
  { tx, caller, now }: UnitOfWork,
  { approvalId, expectedVersion }: DecisionInput,
): Promise<{ readonly request: ApprovalRequest; readonly signature: Signature } | Undecided> {
  await holdApproval(tx, approvalId)
  const request = await findRequest(tx, approvalId)
  if (!request) return refuse('ApprovalNotFound', { approvalId })
  const openSeats = await openSeatsOf(tx, caller.companyId, { userId: caller.userId, approvalId })
  const signature = { signerId: caller.userId, seats: inWhosePlace(caller.userId, openSeats), at: now }
  const refusal = whyNotDecide(request, signature)
  if (refusal) return refusal
  if (request.version !== expectedVersion) return refuse('StaleVersion', { currentVersion: request.version })
  return { request, signature }
}

function act({ companyId, id: approvalId, level }: ApprovalRequest, { signerId, seats, at }: Signature) {
  const onBehalfOf = seats.map(({ principalId }) => principalId).find((principal) => principal !== signerId) ?? null
  return { id: newId(), companyId, approvalId, level, actorId: signerId, onBehalfOf, happenedAt: at }
}
