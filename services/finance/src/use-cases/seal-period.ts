import { retryBlocked } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, newId, type Period, refuse } from '@erp/values'
import {
  type FiscalPeriod,
  type PeriodNotFound,
  type PeriodNotOpen,
  periodNotClosed,
  type ReasonMissing,
} from '../domain/fiscal-period.ts'
import {
  isSealed,
  type Module,
  type ModuleNotSealed,
  type ModuleSealed,
  type PeriodSeal,
} from '../domain/period-seal.ts'
import { lockPeriodsForChange } from '../store/fiscal-periods.ts'
import { findSeal, insertSeals, sealsOfPeriod } from '../store/period-seals.ts'
import { keepPeriods } from './change-period.ts'

type SealInput = { readonly period: Period; readonly module: Module; readonly reason: string | null }

/**
 * Seals a module for a period and tells the others, who confirm nothing of that module in the period any more. What was
 * confirmed before they heard is held as late.
 */
export async function sealPeriod(
  unit: UnitOfWork,
  input: SealInput,
): Promise<PeriodSeal | PeriodNotFound | PeriodNotOpen | ModuleSealed> {
  const current = await sealsForChange(unit, input)
  if (isRefusal(current)) return current
  const { period, module } = input
  if (isSealed(current.seals, module)) return refuse('ModuleSealed', { period, module })
  return keepSeal(unit, current.fiscalPeriod, { ...input, sealed: true })
}

/** Unseals a module of a period that is not closed, and says why. */
export async function unsealPeriod(
  unit: UnitOfWork,
  input: SealInput,
): Promise<PeriodSeal | PeriodNotFound | PeriodNotOpen | ModuleNotSealed | ReasonMissing> {
  if ((input.reason ?? '').trim() === '') return refuse('ReasonMissing')
  const current = await sealsForChange(unit, input)
  if (isRefusal(current)) return current
  const { period, module } = input
  if (!isSealed(current.seals, module)) return refuse('ModuleNotSealed', { period, module })
  const unsealed = await keepSeal(unit, current.fiscalPeriod, { ...input, sealed: false })
  await retryBlocked(unit, { reason: 'PERIOD_CLOSED', facts: { period }, companyId: unit.caller.companyId })
  return unsealed
}

async function sealsForChange({ tx, caller }: UnitOfWork, { period }: SealInput) {
  const fiscalPeriod = periodNotClosed(await lockPeriodsForChange(tx, caller.companyId), period)
  if (isRefusal(fiscalPeriod)) return fiscalPeriod
  return { fiscalPeriod, seals: await sealsOfPeriod(tx, caller.companyId, period) }
}

async function keepSeal(
  unit: UnitOfWork,
  fiscalPeriod: FiscalPeriod,
  { module, reason, sealed }: SealInput & { readonly sealed: boolean },
): Promise<PeriodSeal> {
  const { tx, caller, now } = unit
  const seal = {
    ...{ id: newId(), companyId: caller.companyId, periodId: fiscalPeriod.id, module, sealed, reason },
    ...{ changedBy: caller.userId, changedAt: now },
  }
  await insertSeals(tx, [seal])
  await keepPeriods(unit, [fiscalPeriod], reason)
  const kept = await findSeal(tx, seal.id)
  if (!kept) throw new Error(`The seal ${seal.id} is gone`)
  return kept
}
