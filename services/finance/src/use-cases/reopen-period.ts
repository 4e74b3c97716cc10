import { retryBlocked } from '@erp/messaging'
import { isApprovalAsked, type UnitOfWork } from '@erp/service-kit'
import { isRefusal, newId, type Period, refuse } from '@erp/values'
import type { DecidedByApproval } from '../domain/approval.ts'
import {
  type BeforeFirstPeriod,
  type FiscalPeriod,
  type LaterPeriodClosed,
  type PeriodNotClosed,
  type ReasonMissing,
  reopen,
} from '../domain/fiscal-period.ts'
import {
  letsReopen,
  type ReopeningRequest,
  type SecondPersonNeeded,
  takeReopeningBack,
} from '../domain/reopening-request.ts'
import { firstPeriodOfBooks } from '../store/books.ts'
import { voidCertificates } from '../store/closing-certificates.ts'
import { insertSeals, sealedModules } from '../store/period-seals.ts'
import { requestsFor, saveRequests } from '../store/reopening-requests.ts'
import type { Approvals } from './ask-approval.ts'
import { decideOnPeriod, keepPeriods, type PeriodNotFound, type StaleVersion } from './change-period.ts'
import { noteSecurityEvent } from './note-security-event.ts'

/**
 * Reopens the latest closed period 反结账 that somebody else asked to be reopened, or those who approve let be reopened, or takes
 * an announced close back, for which one person is enough. Seals and certificate fall with the close; what was held because of it is posted.
 */
export async function reopenPeriod(
  unit: UnitOfWork,
  input: { readonly period: Period; readonly expectedVersion: number; readonly reason: string },
  approvals: Approvals,
): Promise<
  | FiscalPeriod
  | PeriodNotFound
  | StaleVersion
  | PeriodNotClosed
  | LaterPeriodClosed
  | ReasonMissing
  | BeforeFirstPeriod
  | SecondPersonNeeded
  | DecidedByApproval
> {
  const { tx, caller, now } = unit
  const { companyId, userId } = caller
  const decision = await decideOnPeriod(unit, input)
  if (isRefusal(decision)) return decision
  const { decided, books } = decision
  const reopened = reopen(decided, books, input.reason, await firstPeriodOfBooks(tx, companyId))
  if (isRefusal(reopened)) return reopened
  if (decided.status === 'CLOSED') {
    const requests = await requestsFor(tx, { periodId: decided.id, periodVersion: decided.version })
    const documentType = 'PERIOD_REOPENING'
    const asked = await isApprovalAsked(tx, companyId, documentType)
    if (asked && !requests.some(({ status }) => status === 'APPROVED'))
      return refuse('DecidedByApproval', { number: input.period, documentType })
    if (!requests.some((request) => letsReopen(request, userId)))
      return refuse('SecondPersonNeeded', { period: input.period })
    await endRequests(unit, requests, approvals)
  }
  if (decided.status === 'CLOSED') await noteSecurityEvent(unit, 'PERIOD_REOPENED')
  await voidCertificates(tx, decided.id, { userId, at: now, reason: input.reason })
  const sealed = await sealedModules(tx, [decided.id])
  const unsealed = { companyId, sealed: false, reason: input.reason, changedBy: userId, changedAt: now }
  await insertSeals(
    tx,
    sealed.map((one) => ({ ...one, ...unsealed, id: newId() })),
  )
  const [saved = reopened] = await keepPeriods(unit, [reopened], input.reason)
  await retryBlocked(unit, { reason: 'PERIOD_CLOSED', facts: { period: input.period }, companyId })
  return saved
}

/** Nobody needs to approve any more what others asked for. */
async function endRequests(
  unit: UnitOfWork,
  requests: readonly ReopeningRequest[],
  approvals: Approvals,
): Promise<void> {
  const reason = 'PERIOD_REOPENED'
  const ended = requests.flatMap((request) => {
    const back = takeReopeningBack(request, reason)
    return isRefusal(back) ? [] : [back]
  })
  await saveRequests(unit.tx, ended)
  for (const request of ended)
    if (request.approvalId !== null) await approvals.withdraw(unit, request, request.approvalId, reason)
}
