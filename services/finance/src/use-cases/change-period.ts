import { periodChanged } from '@erp/contracts'
import { emitAll } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { type Period, type Refusal, refuse } from '@erp/values'
import type { FiscalPeriod, PeriodNotFound } from '../domain/fiscal-period.ts'
import { lockPeriodsForChange, savePeriods } from '../store/fiscal-periods.ts'
import { sealedModules } from '../store/period-seals.ts'
import { toPeriodChanged } from './book-events.ts'

export type { PeriodNotFound }
export type StaleVersion = Refusal<'StaleVersion', { currentVersion: number }>

/** The period a decision was made about, with all periods of its company, held until the transaction ends. */
export async function decideOnPeriod(
  unit: UnitOfWork,
  { period, expectedVersion }: { readonly period: Period; readonly expectedVersion: number },
): Promise<
  { readonly decided: FiscalPeriod; readonly books: readonly FiscalPeriod[] } | PeriodNotFound | StaleVersion
> {
  const books = await lockPeriodsForChange(unit.tx, unit.caller.companyId)
  const decided = books.find((one) => one.period === period)
  if (!decided) return refuse('PeriodNotFound', { period })
  if (decided.version !== expectedVersion) return refuse('StaleVersion', { currentVersion: decided.version })
  return { decided, books }
}

/**
 * Stores changed periods with who did it and why, and tells the others with the modules that are done with each. Whoever
 * changes seals does so before. Returns them as stored.
 */
export async function keepPeriods(
  unit: UnitOfWork,
  changed: readonly FiscalPeriod[],
  reason: string | null,
): Promise<FiscalPeriod[]> {
  const saved = await savePeriods(unit.tx, changed, { userId: unit.caller.userId, at: unit.now, reason })
  const sealed = Map.groupBy(
    await sealedModules(
      unit.tx,
      saved.map(({ id }) => id),
    ),
    ({ periodId }) => periodId,
  )
  const modulesOf = ({ id }: FiscalPeriod) => (sealed.get(id) ?? []).map(({ module }) => module)
  await emitAll(
    unit,
    periodChanged,
    saved.map((one) => toPeriodChanged(one, modulesOf(one))),
  )
  return saved
}
