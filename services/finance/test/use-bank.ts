import type { Caller } from '@erp/service-kit'
import type { BusinessDate } from '@erp/values'
import { openEntries, openLines } from '../src/store/bank-matches.ts'
import { reconciliationFigures } from '../src/store/bank-reconciliation.ts'
import { type BankFile, importBankStatement } from '../src/use-cases/import-bank-statement.ts'
import { createCashAccount } from '../src/use-cases/keep-cash-accounts.ts'
import { type BankLayoutInput, setBankLayout } from '../src/use-cases/set-bank-layout.ts'
import { sound, useMonthEnd } from './month-end.ts'

export const day = (text: string) => text as BusinessDate

/** A company with a bank account on 1002 whose files have a day, an amount, a balance, a reference, a name and a text. */
export async function useBank() {
  const finance = await useMonthEnd()
  const { transactor, accountantOfNewCompany, enter } = finance

  const headings = 'Day,Amount,Balance,No,Name,Account,For'

  function layoutOf(cashAccountId: string, more: Partial<BankLayoutInput> = {}): BankLayoutInput {
    return {
      ...{ cashAccountId, expectedVersion: 0, dayForm: 'YYYY_MM_DD_DASHED', dayColumn: 'Day', amountColumn: 'Amount' },
      ...{ receivedColumn: null, paidColumn: null, balanceColumn: 'Balance', referenceColumn: 'No' },
      ...{ partyNameColumn: 'Name', partyAccountColumn: 'Account', textColumn: 'For', ...more },
    }
  }

  async function withBank(currency: string | null = null) {
    const accountant = await accountantOfNewCompany()
    const account = { code: 'ICBC-01', name: { zh: '工行', en: 'ICBC' }, accountCode: '1002', bankName: '工行' }
    const bank = sound(
      await transactor.transact(accountant, 'createCashAccount', (unit) =>
        createCashAccount(unit, { ...account, currency: currency as never }),
      ),
    )
    const setLayout = (more: Partial<BankLayoutInput> = {}) =>
      transactor.transact(accountant, 'setBankLayout', (unit) => setBankLayout(unit, layoutOf(bank.id, more)))
    sound(await setLayout())
    const bring = (content: string, more: Partial<BankFile> = {}, by: Caller = accountant) =>
      transactor.transact(by, 'importBankStatement', (unit) =>
        importBankStatement(unit, {
          ...{ cashAccountId: bank.id, format: 'CSV', fileName: 'bank.csv', content, opening: null, closing: null },
          ...{ endsOn: null, ...more },
        }),
      )
    const csv = (...rows: readonly string[]) => [headings, ...rows].join('\n')
    const asked = (endsOn: string) => ({ account: bank, base: 'CNY' as never, endsOn: day(endsOn) })
    const figures = (endsOn: string) =>
      transactor.read([accountant.companyId], (tx) => reconciliationFigures(tx, asked(endsOn)))
    const lines = () => transactor.read([accountant.companyId], (tx) => openLines(tx, bank.id, 100))
    const entries = () => transactor.read([accountant.companyId], (tx) => openEntries(tx, asked('infinity'), 100))
    /** What a journal says, as an accountant enters it. */
    const book = (on: string, amount: string, more: object = {}) =>
      enter(
        accountant,
        on,
        ['Dr', '1002', amount, { cashFlowItem: 'CAPITAL_RECEIVED', ...more }],
        ['Cr', '4001', amount],
      )
    return { accountant, bank, setLayout, bring, csv, figures, lines, entries, book }
  }

  return { ...finance, withBank }
}
