import {
  accountRuleChanged,
  type companyChanged,
  type PayloadOf,
  periodChanged,
  taxCodeChanged,
  voucherTemplateActivated,
} from '@erp/contracts'
import { emitAll, type Message, retryBlocked } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { currency, type Period } from '@erp/values'
import { type Book, openingSet } from '../domain/book.ts'
import { insertRules } from '../store/account-rules.ts'
import { insertAccounts } from '../store/accounts.ts'
import * as books from '../store/books.ts'
import { insertExpenseTypes } from '../store/expense-types.ts'
import { insertPeriods } from '../store/fiscal-periods.ts'
import { insertTaxCodes } from '../store/tax-codes.ts'
import { insertTemplates } from '../store/voucher-templates.ts'
import { toAccountRuleChanged, toPeriodChanged, toTaxCodeChanged, toTemplateActivated } from './book-events.ts'

/**
 * Opens books for every company heard of for the first time, and tells the others its periods, rules, VAT codes and
 * templates, by which they know what they may confirm. A company that has books keeps them.
 */
export async function openBooks(
  unit: UnitOfWork,
  messages: readonly Message<PayloadOf<typeof companyChanged>>[],
): Promise<void> {
  const { tx, caller, now } = unit
  const known = messages.map(({ payload }) => toBook(payload))
  const opened = await books.openBooks(tx, known)
  const sets = known.filter(({ companyId }) => opened.has(companyId)).map(openingSet)
  if (sets.length === 0) return

  const periods = sets.flatMap((set) => set.periods)
  const rules = sets.flatMap((set) => set.rules)
  const taxCodes = sets.flatMap((set) => set.taxCodes)
  const templates = sets.flatMap((set) => set.templates)
  await insertAccounts(
    tx,
    sets.flatMap((set) => set.accounts),
  )
  await insertPeriods(tx, periods)
  await insertRules(tx, rules, { userId: caller.userId, at: now })
  await insertTaxCodes(tx, taxCodes)
  await insertTemplates(tx, templates)
  await insertExpenseTypes(
    tx,
    sets.flatMap((set) => set.expenseTypes),
  )
  await emitAll(
    unit,
    periodChanged,
    periods.map((one) => toPeriodChanged(one)),
  )
  await emitAll(unit, accountRuleChanged, rules.map(toAccountRuleChanged))
  await emitAll(unit, taxCodeChanged, taxCodes.map(toTaxCodeChanged))
  await emitAll(
    unit,
    voucherTemplateActivated,
    templates.map((template) => toTemplateActivated(template)),
  )
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
