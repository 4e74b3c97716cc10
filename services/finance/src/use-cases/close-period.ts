import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, type Period } from '@erp/values'
import { closeThrough, type EarlierPeriodOpen, type FiscalPeriod, type PeriodNotOpen } from '../domain/fiscal-period.ts'
import { decideOnPeriod, keepPeriods, type PeriodNotFound, type StaleVersion } from './change-period.ts'

/** Closes a period, and with `includingEarlier` every earlier one that is still open. Postings under way end first. */
export async function closePeriod(
  unit: UnitOfWork,
  input: {
    readonly period: Period
    readonly expectedVersion: number
    readonly reason: string | null
    readonly includingEarlier: boolean
  },
): Promise<FiscalPeriod | PeriodNotFound | StaleVersion | PeriodNotOpen | EarlierPeriodOpen> {
  const decision = await decideOnPeriod(unit, input)
  if (isRefusal(decision)) return decision
  const closed = closeThrough(decision.decided, decision.books, input.includingEarlier)
  if (isRefusal(closed)) return closed
  const saved = await keepPeriods(unit, closed, input.reason)
  return saved.find(({ period }) => period === input.period) ?? decision.decided
}
