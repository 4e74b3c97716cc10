import { periodChanged } from '@erp/contracts'
import { emitAll, retryBlocked } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, type Period } from '@erp/values'
import { type FiscalPeriod, openThrough, type PeriodsNotAhead } from '../domain/fiscal-period.ts'
import { insertPeriods, lockPeriodsForChange } from '../store/fiscal-periods.ts'
import { toPeriodChanged } from './book-events.ts'

/** Opens the periods after the last one, up to the given one; what was held for want of them is posted. */
export async function openPeriods(
  unit: UnitOfWork,
  input: { readonly through: Period },
): Promise<FiscalPeriod | PeriodsNotAhead> {
  const { tx, caller } = unit
  const opened = openThrough(await lockPeriodsForChange(tx, caller.companyId), input.through)
  if (isRefusal(opened)) return opened
  await insertPeriods(tx, opened.all)
  await emitAll(
    unit,
    periodChanged,
    opened.all.map((one) => toPeriodChanged(one)),
  )
  await retryBlocked(unit, { reason: 'PERIOD_MISSING', companyId: caller.companyId })
  return opened.last
}
