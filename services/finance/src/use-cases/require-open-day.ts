import type { Caller, UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, periodOf, refuse } from '@erp/values'
import type { PeriodNotOpen } from '../domain/fiscal-period.ts'
import { type ModuleSealed, requireNotSealed } from '../domain/period-seal.ts'
import type { PeriodNotFound } from '../domain/voucher-entry.ts'
import { lockPeriodsForPosting } from '../store/fiscal-periods.ts'
import { sealsOfPeriod } from '../store/period-seals.ts'

export type DayNotOpen = PeriodNotFound | PeriodNotOpen | ModuleSealed

/** Holds the period of a day open for what people do in finance, until the transaction ends; or says why it is not. */
export async function requireOpenDay(
  { tx, caller: { companyId } }: Pick<UnitOfWork, 'tx'> & { readonly caller: Pick<Caller, 'companyId'> },
  day: BusinessDate,
): Promise<DayNotOpen | undefined> {
  const period = periodOf(day)
  const [fiscalPeriod] = await lockPeriodsForPosting(tx, [{ companyId, period }])
  if (!fiscalPeriod) return refuse('PeriodNotFound', { period })
  if (fiscalPeriod.status !== 'OPEN') return refuse('PeriodNotOpen', { period, status: fiscalPeriod.status })
  return requireNotSealed(await sealsOfPeriod(tx, companyId, period), period, 'FINANCE')
}
