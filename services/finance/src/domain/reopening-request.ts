import { type Period, type Refusal, refuse } from '@erp/values'
import { type ApprovalDecision, approversOf } from './approval.ts'

/** REQUESTED: another person reopens. The others: with those who approve, or what came of that. */
export type ReopeningStatus = 'REQUESTED' | 'PENDING_APPROVAL' | 'APPROVED' | 'REJECTED' | 'WITHDRAWN'

/** What one person asks and another does, or approves: to reopen a closed period 反结账申请. */
export type ReopeningRequest = {
  readonly id: string
  readonly companyId: string
  readonly periodId: string
  readonly period: Period
  /** The version of the period it is about; once that is past, so is the request. */
  readonly periodVersion: number
  readonly status: ReopeningStatus
  readonly version: number
  readonly reason: string
  readonly requestedBy: string
  readonly requestedAt: Date
  readonly approvalId: string | null
  readonly approverIds: readonly string[]
  /** Why it was turned down or taken back. */
  readonly answer: string | null
}

/** Nobody reopens books alone: somebody else has to have asked for it. */
export type SecondPersonNeeded = Refusal<'SecondPersonNeeded', { period: Period }>
export type ReopeningNotPending = Refusal<'ReopeningNotPending', { period: Period; status: ReopeningStatus }>

/** Whether two persons are of this mind, when one of them reopens now. */
export function letsReopen({ status, requestedBy }: ReopeningRequest, by: string): boolean {
  if (status === 'REJECTED' || status === 'WITHDRAWN') return false
  return status === 'APPROVED' || requestedBy !== by
}

/** The request once its approval is decided; undefined when that changes nothing any more. Nobody approves what they asked for. */
export function decideOnReopening(request: ReopeningRequest, decision: ApprovalDecision): ReopeningRequest | undefined {
  if (request.status !== 'PENDING_APPROVAL' || request.approvalId !== decision.approvalId) return undefined
  const approverIds = approversOf(decision)
  if (approverIds.includes(request.requestedBy))
    return { ...request, status: 'REJECTED', answer: 'APPROVED_BY_ITS_MAKER' }
  return decision.outcome === 'APPROVED'
    ? { ...request, status: 'APPROVED', approverIds }
    : { ...request, status: 'REJECTED', answer: decision.reason }
}

/** Taken back while it waits; whoever wants it still asks anew. */
export function takeReopeningBack(request: ReopeningRequest, reason: string): ReopeningRequest | ReopeningNotPending {
  const { status, period } = request
  return status === 'PENDING_APPROVAL'
    ? { ...request, status: 'WITHDRAWN', answer: reason }
    : refuse('ReopeningNotPending', { period, status })
}
