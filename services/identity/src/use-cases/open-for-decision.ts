import type { UnitOfWork } from '@erp/service-kit'
import { newId, refuse } from '@erp/values'
import {
  type ApprovalEnded,
  type ApprovalNotFound,
  type ApprovalRequest,
  inWhosePlace,
  type NotAnApprover,
  type Signature,
  whyNotDecide,
} from '../domain/approval.ts'
import type { StaleVersion } from '../domain/user.ts'
import { findRequest, holdApproval } from '../store/approval-requests.ts'
import { openSeatsOf } from '../store/approval-seats.ts'

export interface DecisionInput {
  readonly approvalId: string
  readonly expectedVersion: number
}

export type Undecided = ApprovalNotFound | ApprovalEnded | NotAnApprover | StaleVersion

/** The request somebody decides on, held until the transaction ends, when they may decide on it now. */
export async function openForDecision(
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

/** What somebody does to a request, as its history keeps it. */
export function act({ companyId, id: approvalId, level }: ApprovalRequest, { signerId, seats, at }: Signature) {
  const onBehalfOf = seats.map(({ principalId }) => principalId).find((principal) => principal !== signerId) ?? null
  return { id: newId(), companyId, approvalId, level, actorId: signerId, onBehalfOf, concernsId: null, happenedAt: at }
}
