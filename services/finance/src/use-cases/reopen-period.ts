import { retryBlocked } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, type Period } from '@erp/values'
import {
  type FiscalPeriod,
  type LaterPeriodClosed,
  type PeriodNotClosed,
  type ReasonMissing,
  reopen,
} from '../domain/fiscal-period.ts'
import { decideOnPeriod, keepPeriods, type PeriodNotFound, type StaleVersion } from './change-period.ts'

/** Reopens the latest closed period, or takes an announced close back; what was held because of it is posted. */
export async function reopenPeriod(
  unit: UnitOfWork,
  input: { readonly period: Period; readonly expectedVersion: number; readonly reason: string },
): Promise<FiscalPeriod | PeriodNotFound | StaleVersion | PeriodNotClosed | LaterPeriodClosed | ReasonMissing> {
  const decision = await decideOnPeriod(unit, input)
  if (isRefusal(decision)) return decision
  const reopened = reopen(decision.decided, decision.books, input.reason)
  if (isRefusal(reopened)) return reopened
  const [saved = reopened] = await keepPeriods(unit, [reopened], input.reason)
  const { companyId } = unit.caller
  await retryBlocked(unit, { reason: 'PERIOD_CLOSED', facts: { period: input.period }, companyId })
  return saved
}
