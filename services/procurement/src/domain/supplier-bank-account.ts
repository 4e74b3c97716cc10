import { type Currency, isCurrency, type Refusal, refuse } from '@erp/values'
import { type InvalidInput, invalid, textProblem } from './input.ts'

/** Where a supplier is paid 供应商银行账户, the number in the clear. */
export interface SupplierBankAccount {
  readonly id: string
  readonly companyId: string
  readonly supplierId: string
  /** 1, 2, 3 …; the first of a currency that is confirmed is the one that is paid to. */
  readonly position: number
  readonly currency: Currency
  readonly bankName: string
  /** 联行号 or BIC. */
  readonly bankCode: string | null
  readonly accountName: string
  /** Letters and digits, as the bank compares it. */
  readonly accountNumber: string
  /** Who said so first; null for what was said before that was kept. */
  readonly setBy: string | null
  /** Null until somebody else confirmed it: nobody is paid to it before. */
  readonly confirmedAt: Date | null
  readonly confirmedBy: string | null
}

/** Who said where a supplier is paid does not confirm it 不相容职务分离. */
export type BankAccountsNeedAnother = Refusal<'BankAccountsNeedAnother', { supplierId: string }>
export type NoBankAccountToConfirm = Refusal<'NoBankAccountToConfirm', { supplierId: string }>

/** What a person says about one. */
export interface BankAccountInput {
  readonly currency: string
  readonly bankName: string
  readonly bankCode: string | null
  readonly accountName: string
  readonly accountNumber: string
}

const mostAccounts = 10
const spacing = /[\s-]/g

/** Reads up to ten accounts; blanks and dashes of numbers do not count, and none may be there twice. */
export function readBankAccounts(
  inputs: readonly BankAccountInput[],
  owner: {
    readonly companyId: string
    readonly supplierId: string
    readonly setBy: string
    readonly newId: () => string
  },
): SupplierBankAccount[] | InvalidInput {
  if (inputs.length > mostAccounts) return invalid('accounts', 'MORE_THAN_10')
  const accounts: SupplierBankAccount[] = []
  for (const [index, input] of inputs.entries()) {
    const problem = problemOf(input)
    if (problem) return invalid(`accounts.${index}.${problem[0]}`, problem[1])
    const accountNumber = plainNumber(input.accountNumber)
    if (accounts.some((one) => one.accountNumber === accountNumber && one.currency === input.currency))
      return invalid(`accounts.${index}.accountNumber`, 'TWICE')
    const { companyId, supplierId, setBy } = owner
    accounts.push({
      ...{ id: owner.newId(), companyId, supplierId, position: index + 1, currency: input.currency as Currency },
      ...{ bankName: input.bankName, bankCode: input.bankCode, accountName: input.accountName, accountNumber },
      ...{ setBy, confirmedAt: null, confirmedBy: null },
    })
  }
  return accounts
}

/** An account that is said as it was before is still by whom it was, and confirmed by whom it was. */
export function asBefore(
  said: readonly SupplierBankAccount[],
  before: readonly SupplierBankAccount[],
): SupplierBankAccount[] {
  const stateOf = new Map(before.map((one) => [wordsOf(one), one]))
  return said.map((account) => {
    const { setBy, confirmedAt, confirmedBy } = stateOf.get(wordsOf(account)) ?? account
    return { ...account, setBy, confirmedAt, confirmedBy }
  })
}

/** Why this person does not confirm what is not confirmed of these accounts. */
export function whyNotConfirm(
  accounts: readonly SupplierBankAccount[],
  { supplierId, by }: { readonly supplierId: string; readonly by: string },
): BankAccountsNeedAnother | NoBankAccountToConfirm | undefined {
  const waiting = accounts.filter(({ confirmedAt }) => confirmedAt === null)
  if (waiting.length === 0) return refuse('NoBankAccountToConfirm', { supplierId })
  return waiting.some(({ setBy }) => setBy === by) ? refuse('BankAccountsNeedAnother', { supplierId }) : undefined
}

/** The account of a supplier that is paid to: the first of its currency that is confirmed. */
export function paidToOf(
  accounts: readonly SupplierBankAccount[],
  currency: Currency,
): SupplierBankAccount | undefined {
  return accounts
    .toSorted((one, other) => one.position - other.position)
    .find((one) => one.currency === currency && one.confirmedAt !== null)
}

function wordsOf({ currency, bankName, bankCode, accountName, accountNumber }: SupplierBankAccount): string {
  return JSON.stringify([currency, bankName, bankCode, accountName, accountNumber])
}

/** As banks compare numbers: without blanks and dashes, in capitals. */
export function plainNumber(text: string): string {
  return text.replace(spacing, '').toUpperCase()
}

function problemOf(input: BankAccountInput): readonly [string, string] | undefined {
  if (!isCurrency(input.currency)) return ['currency', 'NOT_A_CURRENCY']
  const bankName = textProblem(input.bankName, 100)
  if (bankName) return ['bankName', bankName]
  if (input.bankCode !== null && !/^[A-Za-z0-9]{1,20}$/.test(input.bankCode)) return ['bankCode', 'NOT_A_BANK_CODE']
  const accountName = textProblem(input.accountName, 100)
  if (accountName) return ['accountName', accountName]
  return /^[A-Z0-9]{5,34}$/.test(plainNumber(input.accountNumber)) ? undefined : ['accountNumber', 'NOT_A_NUMBER']
}

/** A number as whoever may not read it sees that there is one: its last four characters, never more than a third of it. */
export function maskedNumber(accountNumber: string): string {
  const shown = Math.min(4, Math.floor(accountNumber.length / 3))
  return `****${accountNumber.slice(-shown)}`
}
