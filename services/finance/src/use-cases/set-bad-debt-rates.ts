import { StaleDocument, type UnitOfWork } from '@erp/service-kit'
import { isRefusal, refuse } from '@erp/values'
import {
  type BadDebtRate,
  type BadDebtRatesInvalid,
  type BadDebtSchedule,
  checkRates,
} from '../domain/bad-debt-provision.ts'
import { badDebtScheduleOf, saveBadDebtSchedule } from '../store/bad-debt-rates.ts'
import { currencyOfBooks } from '../store/books.ts'
import { accountsOfKeys, provisionKeys } from '../store/closing-figures.ts'
import type { StaleVersion } from './change-period.ts'
import type { BooksNotOpen } from './draft-entries.ts'
import type { ClosingAccountMissing } from './run-closing-step.ts'

/** Sets what the steps of months that are not closed provide by 坏账准备计提比例; what was provided stays until they run. */
export async function setBadDebtRates(
  { tx, caller: { companyId } }: UnitOfWork,
  input: { readonly rates: readonly BadDebtRate[]; readonly expectedVersion: number },
): Promise<BadDebtSchedule | BadDebtRatesInvalid | BooksNotOpen | ClosingAccountMissing | StaleVersion> {
  const rates = checkRates(input.rates)
  if (isRefusal(rates)) return rates
  if ((await currencyOfBooks(tx, companyId)) === undefined) return refuse('BooksNotOpen')
  const accounts = await accountsOfKeys(tx, companyId, provisionKeys)
  const accountKey = rates.length === 0 ? undefined : provisionKeys.find((key) => !accounts.has(key))
  if (accountKey) return refuse('ClosingAccountMissing', { accountKey })
  const { version } = await badDebtScheduleOf(tx, companyId)
  if (version !== input.expectedVersion) return refuse('StaleVersion', { currentVersion: version })
  const saved = await saveBadDebtSchedule(tx, { id: companyId, rates, version })
  if (!saved) throw new StaleDocument('bad debt rates', companyId)
  return saved
}
