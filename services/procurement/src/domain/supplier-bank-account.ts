import { type Currency, isCurrency } from '@erp/values'
import { type InvalidInput, invalid, textProblem } from './input.ts'

/** Where a supplier is paid 供应商银行账户, the number in the clear. */
export interface SupplierBankAccount {
  readonly id: string
  readonly companyId: string
  readonly supplierId: string
  /** 1, 2, 3 …; the first of a currency is the one that is paid to. */
  readonly position: number
  readonly currency: Currency
  readonly bankName: string
  /** 联行号 or BIC. */
  readonly bankCode: string | null
  readonly accountName: string
  /** Letters and digits, as the bank compares it. */
  readonly accountNumber: string
}

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
  owner: { readonly companyId: string; readonly supplierId: string; readonly newId: () => string },
): SupplierBankAccount[] | InvalidInput {
  if (inputs.length > mostAccounts) return invalid('accounts', 'MORE_THAN_10')
  const accounts: SupplierBankAccount[] = []
  for (const [index, input] of inputs.entries()) {
    const problem = problemOf(input)
    if (problem) return invalid(`accounts.${index}.${problem[0]}`, problem[1])
    const accountNumber = plainNumber(input.accountNumber)
    if (accounts.some((one) => one.accountNumber === accountNumber && one.currency === input.currency))
      return invalid(`accounts.${index}.accountNumber`, 'TWICE')
    const { companyId, supplierId } = owner
    accounts.push({
      ...{ id: owner.newId(), companyId, supplierId, position: index + 1, currency: input.currency as Currency },
      ...{ bankName: input.bankName, bankCode: input.bankCode, accountName: input.accountName, accountNumber },
    })
  }
  return accounts
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
