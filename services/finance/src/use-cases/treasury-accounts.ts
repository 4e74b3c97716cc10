import type { Sql } from '@erp/service-kit'
import { type Currency, refuse } from '@erp/values'
import type { Account } from '../domain/account.ts'
import type { ClosingAccount } from '../domain/closing-step.ts'
import { discountExpense } from '../domain/early-payment.ts'
import { type AccountNotUsable, unusableFor } from '../domain/entry-line.ts'
import { findAccounts } from '../store/accounts.ts'
import { findCashAccounts } from '../store/cash-accounts.ts'
import { accountOfExpense } from '../store/closing-figures.ts'
import type { ClosingAccountMissing } from './run-closing-step.ts'
import type { CashAccountNotFound } from './write-cash-document.ts'

/** A cash account as a voucher line is about it. */
export type CashSide = ClosingAccount & { readonly currency: Currency }

/** These cash accounts in the order of their ids as given, or the first that cannot be posted to. */
export async function cashSides(
  tx: Sql,
  cashAccountIds: readonly string[],
): Promise<CashSide[] | CashAccountNotFound | AccountNotUsable> {
  const cashAccounts = new Map((await findCashAccounts(tx, cashAccountIds)).map((cash) => [cash.id, cash]))
  const accountIds = [...cashAccounts.values()].map(({ accountId }) => accountId)
  const charted = new Map((await findAccounts(tx, accountIds)).map((account) => [account.id, account]))
  const sides: CashSide[] = []
  for (const cashAccountId of cashAccountIds) {
    const cash = cashAccounts.get(cashAccountId)
    const account = cash && charted.get(cash.accountId)
    if (!account) return refuse('CashAccountNotFound', { cashAccountId })
    const chosen = chosenAccount(account)
    if ('refusal' in chosen) return chosen
    sides.push({ ...chosen, currency: cash.currency })
  }
  return sides
}

/** An account that a person chose, not a rule. */
export function chosenAccount(account: Account): ClosingAccount | AccountNotUsable {
  const { id: accountId, code: accountCode } = account
  const problem = unusableFor(account)
  return problem
    ? refuse('AccountNotUsable', { accountCode, problem, path: ['input'] })
    : { accountId, accountCode, accountKey: null, accountRuleId: null, accountRuleVersion: null }
}

/** Where discounts for early payment go: the account of their own that the rules name, else that of other finance expenses. */
export async function discountsOf(
  tx: Sql,
  companyId: string,
): Promise<{ readonly discounts: ClosingAccount } | ClosingAccountMissing> {
  const account = await accountOfExpense(tx, companyId, { accountKey: 'FIN', expenseType: discountExpense })
  return account ? { discounts: account } : refuse('ClosingAccountMissing', { accountKey: 'FIN' })
}

/** Where fees and differences of exchange go. */
export function feeAndDifferences(
  byKey: Pick<ReadonlyMap<'FIN' | 'FIN.FX', ClosingAccount>, 'get'>,
): { readonly fee: ClosingAccount; readonly differences: ClosingAccount } | ClosingAccountMissing {
  const [fee, differences] = [byKey.get('FIN'), byKey.get('FIN.FX')]
  if (!fee) return refuse('ClosingAccountMissing', { accountKey: 'FIN' })
  if (!differences) return refuse('ClosingAccountMissing', { accountKey: 'FIN.FX' })
  return { fee, differences }
}
