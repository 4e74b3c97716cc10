import { isApprovalAsked, type UnitOfWork } from '@erp/service-kit'
import { isId, isRefusal, money, newId, type Period, type Refusal, refuse } from '@erp/values'
import {
  type BeforeFirstPeriod,
  type LaterPeriodClosed,
  type PeriodNotClosed,
  type ReasonMissing,
  reopen,
} from '../domain/fiscal-period.ts'
import { beginningOfReason } from '../domain/reason.ts'
import { type ReopeningNotPending, type ReopeningRequest, takeReopeningBack } from '../domain/reopening-request.ts'
import { currencyOfBooks, firstPeriodOfBooks } from '../store/books.ts'
import { keepRequest, lockRequests, saveRequests } from '../store/reopening-requests.ts'
import type { Approvals } from './ask-approval.ts'
import { decideOnPeriod, type PeriodNotFound, type StaleVersion } from './change-period.ts'

export type ReopeningNotFound = Refusal<'ReopeningNotFound', { requestId: string }>

/**
 * Asks for the latest closed period to be reopened, and says why; another person then does it. Where the company has such
 * requests approved 审批流 it waits for those who approve.
 */
export async function requestReopening(
  unit: UnitOfWork,
  input: { readonly period: Period; readonly expectedVersion: number; readonly reason: string },
  approvals: Approvals,
): Promise<
  | ReopeningRequest
  | PeriodNotFound
  | StaleVersion
  | PeriodNotClosed
  | LaterPeriodClosed
  | ReasonMissing
  | BeforeFirstPeriod
> {
  const { tx, caller, now } = unit
  const { companyId, userId } = caller
  const decision = await decideOnPeriod(unit, input)
  if (isRefusal(decision)) return decision
  const { decided, books } = decision
  const firstPeriod = await firstPeriodOfBooks(tx, companyId)
  const possible = reopen(decided, books, input.reason, firstPeriod)
  if (isRefusal(possible)) return possible
  const asks = await isApprovalAsked(tx, companyId, 'PERIOD_REOPENING')
  const approvalId = asks ? newId() : null
  const standing = await keepRequest(tx, {
    ...{ id: newId(), companyId, periodId: decided.id, period: decided.period, periodVersion: decided.version },
    ...{ status: asks ? 'PENDING_APPROVAL' : 'REQUESTED', version: 1, reason: input.reason, requestedBy: userId },
    ...{ requestedAt: now, approvalId, approverIds: [], answer: null },
  })
  if (approvalId === null) return standing
  if (standing.approvalId === approvalId) return ask(unit, standing, approvals)
  if (standing.status !== 'REQUESTED') return standing
  // Asked for before the company had such requests approved.
  const waiting: ReopeningRequest = { ...standing, status: 'PENDING_APPROVAL', approvalId }
  await saveRequests(tx, [waiting])
  return ask(unit, { ...waiting, version: waiting.version + 1 }, approvals)
}

/** Takes a request back that waits for approval 撤回反结账申请. */
export async function withdrawReopening(
  unit: UnitOfWork,
  input: { readonly requestId: string; readonly expectedVersion: number; readonly reason: string },
  approvals: Approvals,
): Promise<ReopeningRequest | ReopeningNotFound | StaleVersion | ReopeningNotPending | ReasonMissing> {
  const { requestId, expectedVersion } = input
  const why = beginningOfReason(input.reason)
  if (isRefusal(why)) return why
  const [request] = isId(requestId) ? await lockRequests(unit.tx, [requestId]) : []
  if (!request) return refuse('ReopeningNotFound', { requestId })
  if (request.version !== expectedVersion) return refuse('StaleVersion', { currentVersion: request.version })
  const back = takeReopeningBack(request, why)
  if (isRefusal(back)) return back
  await saveRequests(unit.tx, [back])
  if (request.approvalId !== null) await approvals.withdraw(unit, request, request.approvalId, why)
  return { ...back, version: back.version + 1 }
}

async function ask(unit: UnitOfWork, request: ReopeningRequest, approvals: Approvals): Promise<ReopeningRequest> {
  const { id: documentId, companyId, period, version, approvalId, requestedBy, reason } = request
  const base = await currencyOfBooks(unit.tx, companyId)
  if (approvalId === null || base === undefined) throw new Error('A request to reopen a period has nobody to ask')
  await approvals.ask(unit, {
    ...{ approvalId, companyId, documentType: 'PERIOD_REOPENING', documentId, documentVersion: version },
    ...{ documentNumber: period, title: `${period} ${reason}`.slice(0, 200), makerId: requestedBy },
    ...{ submittedBy: requestedBy, amount: money(0n, base) },
  })
  return request
}
