import type { UnitOfWork } from '@erp/service-kit'
import {
  type BusinessDate,
  type Currency,
  formatMoney,
  isId,
  isRefusal,
  type Money,
  type Refusal,
  refuse,
} from '@erp/values'
import type { CashAccount, CashDirection, CashDocument } from '../domain/cash-document.ts'
import { findCashAccount, findCashAccountOn } from '../store/cash-accounts.ts'
import { accountsOfKeys } from '../store/closing-figures.ts'
import { dayOf } from './expense-claim-facts.ts'
import { postApprovedCash } from './post-cash-document.ts'
import { type DayNotOpen, requireOpenDay } from './require-open-day.ts'
import { type CashAccountNotFound, createCashDocument, keepCashDocument } from './write-cash-document.ts'

/** Where a cashier takes money of employees from or puts it, and on which day; what is left out is said by the books. */
export type MoneyFrom = {
  /** Left out, the cash account on the account that BANK means. */
  readonly cashAccountId: string | null
  /** Left out, today. */
  readonly paidOn: BusinessDate | null
  readonly reference: string | null
}

export type CashMoved = CashDocument
/** No cash account stands on the account that BANK means, so one has to be named. */
export type CashAccountUnsaid = Refusal<'CashAccountUnsaid'>
export type CashNotMoved =
  | CashAccountUnsaid
  | Extract<Awaited<ReturnType<typeof createCashDocument>>, Refusal>
  | Extract<Awaited<ReturnType<typeof postApprovedCash>>, Refusal>

/**
 * Pays an employee or receives from one, written and posted in one step by a cashier: what it is for was approved under its
 * own number, by `approvedBy` where that was one person.
 */
export async function moveCashOfEmployee(
  unit: UnitOfWork,
  from: MoneyFrom,
  what: {
    readonly direction: CashDirection
    readonly employeeId: string
    readonly currency: Currency
    readonly amount: Money
    readonly items: readonly { readonly openItemId: string; readonly amount: string }[]
    readonly approvedBy: string | null
    readonly note: string
  },
): Promise<CashMoved | CashNotMoved> {
  const { direction, employeeId, currency, amount, items, approvedBy } = what
  const paidOn = from.paidOn ?? dayOf(unit.now)
  const notOpen: DayNotOpen | undefined = await requireOpenDay(unit, paidOn)
  if (notOpen) return notOpen
  const account = await cashAccountOf(unit, from.cashAccountId)
  if (isRefusal(account)) return account
  if (account.currency !== currency)
    return refuse('InvalidInput', { field: 'cashAccountId', problem: 'NOT_IN_CURRENCY_OF_BOOKS' })
  const draft = await createCashDocument(unit, {
    ...{ direction, cashAccountId: account.id, partyDimension: 'EMPLOYEE', partyId: employeeId },
    ...{ counterAccountCode: null, paidOn, amount: formatMoney(amount), fee: null, exchangeRate: null },
    ...{ cashFlowItem: null, reference: from.reference, note: what.note.slice(0, 200), items },
  })
  if (isRefusal(draft)) return draft
  const approved = await keepCashDocument(unit, { ...draft, status: 'APPROVED', approvedBy })
  return postApprovedCash(unit, approved)
}

async function cashAccountOf(
  { tx, caller }: UnitOfWork,
  cashAccountId: string | null,
): Promise<CashAccount | CashAccountNotFound | CashAccountUnsaid> {
  if (cashAccountId !== null) {
    const named = isId(cashAccountId) ? await findCashAccount(tx, cashAccountId) : undefined
    return named ?? refuse('CashAccountNotFound', { cashAccountId })
  }
  const bank = (await accountsOfKeys(tx, caller.companyId, ['BANK'])).get('BANK')
  const usual = bank && (await findCashAccountOn(tx, caller.companyId, bank.accountId))
  return usual ?? refuse('CashAccountUnsaid')
}
