import type { UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, type Currency, isRefusal, newId, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/chart-change.ts'
import { type ExchangeRate, type ExchangeRateInvalid, parseRate, type RateType } from '../domain/exchange-rate.ts'
import { currencyOfBooks } from '../store/books.ts'
import { findRateOfDay, insertRate, saveRate } from '../store/exchange-rates.ts'
import type { StaleVersion } from './change-period.ts'

/**
 * Sets the rate of a day, or corrects it. `expectedVersion` is the version of the rate it replaces, null where there is
 * none. What is posted fixed its own rate and stays as it is.
 */
export async function setExchangeRate(
  { tx, caller, now }: UnitOfWork,
  input: {
    readonly foreignCurrency: Currency
    readonly rateType: RateType
    readonly effectiveOn: BusinessDate
    readonly rate: string
    readonly expectedVersion: number | null
  },
): Promise<ExchangeRate | InvalidInput | ExchangeRateInvalid | StaleVersion> {
  const { foreignCurrency, rateType, effectiveOn, expectedVersion } = input
  const rate = parseRate(input.rate)
  if (isRefusal(rate)) return rate
  const base = await currencyOfBooks(tx, caller.companyId)
  if (base === undefined) return refuse('InvalidInput', { field: 'foreignCurrency', problem: 'BOOKS_NOT_OPEN' })
  if (base === foreignCurrency)
    return refuse('InvalidInput', { field: 'foreignCurrency', problem: 'CURRENCY_OF_BOOKS' })

  const existing = await findRateOfDay(tx, caller.companyId, { foreignCurrency, rateType, on: effectiveOn })
  const currentVersion = existing?.version ?? null
  if (currentVersion !== expectedVersion) return refuse('StaleVersion', { currentVersion: currentVersion ?? 0 })
  const by = { userId: caller.userId, at: now }
  if (existing) return saveRate(tx, { ...existing, rate }, by)
  const { companyId } = caller
  const added = { id: newId(), companyId, foreignCurrency, rateType, effectiveOn, rate, version: 1 }
  await insertRate(tx, added, by)
  return added
}
