import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, type Period } from '@erp/values'
import { beginClosing, type FiscalPeriod, type PeriodNotOpen } from '../domain/fiscal-period.ts'
import { decideOnPeriod, keepPeriods, type PeriodNotFound, type StaleVersion } from './change-period.ts'

/** Announces that a period is about to close: nothing new is dated into it, what is on its way is still posted. */
export async function beginClosingPeriod(
  unit: UnitOfWork,
  input: { readonly period: Period; readonly expectedVersion: number },
): Promise<FiscalPeriod | PeriodNotFound | StaleVersion | PeriodNotOpen> {
  const decision = await decideOnPeriod(unit, input)
  if (isRefusal(decision)) return decision
  const closing = beginClosing(decision.decided)
  if (isRefusal(closing)) return closing
  const [saved = closing] = await keepPeriods(unit, [closing], null)
  return saved
}
