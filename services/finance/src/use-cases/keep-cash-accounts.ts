import type { UnitOfWork } from '@erp/service-kit'
import { type Currency, isId, isRefusal, newId, type Refusal, refuse } from '@erp/values'
import type { LocalizedText } from '../domain/account.ts'
import type { CashAccount } from '../domain/cash-document.ts'
import { type InvalidInput, invalid } from '../domain/chart-change.ts'
import { type AccountNotUsable, unusableFor } from '../domain/entry-line.ts'
import { findAccountByCode } from '../store/accounts.ts'
import { currencyOfBooks } from '../store/books.ts'
import { findCashAccount, insertCashAccount, saveCashAccount } from '../store/cash-accounts.ts'
import type { StaleVersion } from './change-period.ts'
import type { BooksNotOpen } from './draft-entries.ts'
import type { CashAccountNotFound } from './write-cash-document.ts'

export type CashAccountTaken = Refusal<'CashAccountTaken', { accountCode: string }>

/** Opens a cash account 资金账户 on an account of the chart that is no other's, so that its ledger is its journal. */
export async function createCashAccount(
  { tx, caller }: UnitOfWork,
  input: {
    readonly code: string
    readonly name: LocalizedText
    readonly accountCode: string
    readonly currency: Currency | null
    readonly bankName: string | null
  },
): Promise<CashAccount | BooksNotOpen | InvalidInput | AccountNotUsable | CashAccountTaken> {
  const base = await currencyOfBooks(tx, caller.companyId)
  if (base === undefined) return refuse('BooksNotOpen')
  if (!/^[A-Z0-9][A-Z0-9_-]{0,19}$/.test(input.code)) return invalid('code', 'NOT_A_CODE')
  const texts = readTexts(input.name, input.bankName)
  if (isRefusal(texts)) return texts
  const account = await findAccountByCode(tx, caller.companyId, input.accountCode)
  if (!account) return invalid('accountCode', 'UNKNOWN')
  const problem = unusableFor(account)
  const path = ['input', 'accountCode']
  if (problem) return refuse('AccountNotUsable', { accountCode: account.code, problem, path })
  if (account.cashKind === null) return invalid('accountCode', 'NOT_A_CASH_ACCOUNT')
  const currency = input.currency ?? base
  if (currency !== base && !account.foreignCurrency) return invalid('currency', 'ACCOUNT_IN_CURRENCY_OF_BOOKS')
  const opened: CashAccount = {
    ...{ id: newId(), companyId: caller.companyId, code: input.code, accountId: account.id, currency },
    ...{ ...texts, active: true, version: 1 },
  }
  return (await insertCashAccount(tx, opened)) ? opened : refuse('CashAccountTaken', { accountCode: account.code })
}

/** Changes what people call a cash account, or takes it out of use. */
export async function changeCashAccount(
  { tx }: UnitOfWork,
  input: {
    readonly cashAccountId: string
    readonly expectedVersion: number
    readonly name: LocalizedText | undefined
    readonly bankName: string | null | undefined
    readonly active: boolean | undefined
  },
): Promise<CashAccount | CashAccountNotFound | InvalidInput | StaleVersion> {
  const { cashAccountId, expectedVersion } = input
  const current = isId(cashAccountId) ? await findCashAccount(tx, cashAccountId) : undefined
  if (!current) return refuse('CashAccountNotFound', { cashAccountId })
  const { name = current.name, bankName = current.bankName, active = current.active } = input
  const texts = readTexts(name, bankName)
  if (isRefusal(texts)) return texts
  const saved = await saveCashAccount(tx, { ...current, ...texts, active, version: expectedVersion })
  return saved ?? refuse('StaleVersion', { currentVersion: (await findCashAccount(tx, cashAccountId))?.version ?? 0 })
}

function readTexts(
  name: LocalizedText,
  bankName: string | null,
): Pick<CashAccount, 'name' | 'bankName'> | InvalidInput {
  if ([name.zh, name.en].some((text) => text.trim() === '' || text.length > 200))
    return invalid('name', 'EMPTY_OR_LONG')
  const bank = bankName?.trim() || null
  return bank !== null && bank.length > 100
    ? invalid('bankName', 'LONGER_THAN_100_CHARACTERS')
    : { name, bankName: bank }
}
