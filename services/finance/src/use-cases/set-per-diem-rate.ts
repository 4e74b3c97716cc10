import type { UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, isId, isRefusal, newId, parseMoney, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/chart-change.ts'
import { cityKey, cityName } from '../domain/city.ts'
import type { PerDiemRate } from '../domain/per-diem.ts'
import { currencyOfBooks } from '../store/books.ts'
import { findExpenseType } from '../store/expense-types.ts'
import { insertRate, mostRates, ratesOfTypes, saveRate } from '../store/per-diem.ts'
import type { StaleVersion } from './change-period.ts'
import type { BooksNotOpen } from './draft-entries.ts'
import type { ExpenseTypeNotFound } from './set-expense-type.ts'

/**
 * Says what a day of a type is paid from a day on, to a level and in a city or to all. From then on lines of the type count
 * days. `expectedVersion` is that of the rate for exactly the same, null where there is none. Claims submitted before keep
 * what they were submitted with.
 */
export async function setPerDiemRate(
  { tx, caller: { companyId } }: UnitOfWork,
  input: {
    readonly expenseTypeId: string
    readonly grade: string | null
    readonly city: string | null
    readonly effectiveOn: BusinessDate
    readonly amount: string
    readonly expectedVersion: number | null
  },
): Promise<PerDiemRate | InvalidInput | ExpenseTypeNotFound | StaleVersion | BooksNotOpen> {
  const { expenseTypeId, effectiveOn, expectedVersion } = input
  const currency = await currencyOfBooks(tx, companyId)
  if (currency === undefined) return refuse('BooksNotOpen')
  const amount = parseMoney(input.amount, currency)
  if (isRefusal(amount)) return refuse('InvalidInput', { field: 'amount', problem: amount.problem })
  if (amount.minor < 0n) return refuse('InvalidInput', { field: 'amount', problem: 'NEGATIVE' })
  const [grade, city] = [input.grade?.trim() || null, cityName(input.city)]
  if ((grade ?? '').length > 40) return refuse('InvalidInput', { field: 'grade', problem: 'LONGER_THAN_40' })
  if ((city ?? '').length > 100) return refuse('InvalidInput', { field: 'city', problem: 'LONGER_THAN_100' })
  if (!(isId(expenseTypeId) && (await findExpenseType(tx, expenseTypeId))))
    return refuse('ExpenseTypeNotFound', { expenseTypeId })

  const rates = await ratesOfTypes(tx, companyId, [expenseTypeId])
  const current = rates.find(
    (one) => one.grade === grade && cityKey(one.city) === cityKey(city) && one.effectiveOn === effectiveOn,
  )
  if ((current?.version ?? null) !== expectedVersion)
    return refuse('StaleVersion', { currentVersion: current?.version ?? 0 })
  if (current) return saveRate(tx, { ...current, amount })
  if (rates.length >= mostRates)
    return refuse('InvalidInput', { field: 'expenseTypeId', problem: `MORE_THAN_${mostRates}` })
  const rate = { id: newId(), companyId, expenseTypeId, grade, city, effectiveOn, amount, version: 1 }
  await insertRate(tx, rate)
  return rate
}
