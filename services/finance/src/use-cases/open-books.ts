import { type companyChanged, type PayloadOf, periodChanged } from '@erp/contracts'
import { emitAll, type Message, retryBlocked } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { currency, type Period } from '@erp/values'
import { type Book, openingSet } from '../domain/book.ts'
import * as books from '../store/books.ts'
import { insertPeriods } from '../store/fiscal-periods.ts'
import { toPeriodChanged } from './book-events.ts'
import { bringSetUp } from './bring-set-up.ts'

/**
 * Opens books for every company heard of for the first time, and tells the others its periods, rules, VAT codes and
 * templates, by which they know what they may confirm. A company that has books keeps them.
 */
export async function openBooks(
  unit: UnitOfWork,
  messages: readonly Message<PayloadOf<typeof companyChanged>>[],
): Promise<void> {
  const known = messages.map(({ payload }) => toBook(payload))
  const opened = await books.openBooks(unit.tx, known)
  const sets = known.filter(({ companyId }) => opened.has(companyId)).map(openingSet)
  if (sets.length === 0) return

  const periods = sets.flatMap((set) => set.periods)
  await insertPeriods(unit.tx, periods)
  await emitAll(
    unit,
    periodChanged,
    periods.map((one) => toPeriodChanged(one)),
  )
  await bringSetUp(unit, sets, 'OPENED')
  await retryBlocked(unit, { reason: 'BOOKS_NOT_OPEN' })
}

function toBook(company: PayloadOf<typeof companyChanged>): Book {
  return {
    companyId: company.companyId,
    companyCode: company.code,
    currency: currency(company.baseCurrency),
    standard: company.accountingStandard,
    firstPeriod: company.firstPeriod as Period,
    companyVersion: company.version,
  }
}
