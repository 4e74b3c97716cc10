import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, newId, type Period } from '@erp/values'
import {
  type BeforeFirstPeriod,
  type LaterPeriodClosed,
  type PeriodNotClosed,
  type ReasonMissing,
  reopen,
} from '../domain/fiscal-period.ts'
import type { ReopeningRequest } from '../domain/reopening-request.ts'
import { firstPeriodOfBooks } from '../store/books.ts'
import { keepRequest } from '../store/reopening-requests.ts'
import { decideOnPeriod, type PeriodNotFound, type StaleVersion } from './change-period.ts'

/** Asks for the latest closed period to be reopened, and says why; another person then does it. */
export async function requestReopening(
  unit: UnitOfWork,
  input: { readonly period: Period; readonly expectedVersion: number; readonly reason: string },
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
  const decision = await decideOnPeriod(unit, input)
  if (isRefusal(decision)) return decision
  const { decided, books } = decision
  const firstPeriod = await firstPeriodOfBooks(tx, caller.companyId)
  const possible = reopen(decided, books, input.reason, firstPeriod)
  if (isRefusal(possible)) return possible
  return keepRequest(tx, {
    ...{ id: newId(), companyId: caller.companyId, periodId: decided.id, period: decided.period },
    ...{ periodVersion: decided.version, reason: input.reason, requestedBy: caller.userId, requestedAt: now },
  })
}
