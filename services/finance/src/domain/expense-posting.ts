import { type BusinessDate, type Money, negate, subtract, zero } from '@erp/values'
import { payableOf } from './decide-expense-claim.ts'
import type { ExpenseClaim } from './expense-claim.ts'
import type { ExpenseLine } from './expense-line.ts'
import type { ExpenseType } from './expense-type.ts'
import type { FactLine, PostingFacts } from './posting-facts.ts'

/** A claim is posted when it is approved, and once more in red when it is cancelled. */
export const claimRevisions = { APPROVED: 1, CANCELLED: 2 } as const

/** The line that says what the employee is owed; it belongs to the claim as a whole. */
type Owed = { readonly advanceUsed: Money; readonly payable: Money }

/** What an approved claim posts (E1): each line's expense and input VAT, and once what the employee is owed. */
export function factsOfClaim(
  claim: ExpenseClaim,
  lines: readonly ExpenseLine[],
  about: {
    readonly types: ReadonlyMap<string, ExpenseType>
    readonly fact: keyof typeof claimRevisions
    readonly on: BusinessDate
  },
): PostingFacts {
  const { fact, on, types } = about
  const signed = fact === 'CANCELLED' ? negate : (amount: Money) => amount
  const owed = { advanceUsed: signed(claim.advanceUsed), payable: signed(payableOf(claim)) }
  return {
    companyId: claim.companyId,
    eventKind: 'EXPENSE_CLAIM',
    documentType: 'EXPENSE_CLAIM',
    documentId: claim.id,
    documentNumber: claim.number,
    sourceType: 'EXPENSE_CLAIM',
    sourceId: claim.id,
    revision: claimRevisions[fact],
    businessDate: on,
    currency: claim.currency,
    lines: [...lines.map((line) => factOfLine(claim, line, types, signed)), factOfOwed(claim, owed)],
  }
}

function factOfLine(
  { currency, employeeId }: ExpenseClaim,
  line: ExpenseLine,
  types: ReadonlyMap<string, ExpenseType>,
  signed: (amount: Money) => Money,
): FactLine {
  const gross = signed(line.approvedAmount ?? zero(currency))
  const tax = signed(line.approvedTax ?? zero(currency))
  return {
    ...nowhere(line.id, employeeId),
    departmentId: line.departmentId,
    projectId: line.projectId,
    expenseType: (line.expenseTypeId === null ? undefined : types.get(line.expenseTypeId))?.code ?? null,
    amounts: { ...nothing(zero(currency)), netValue: subtract(gross, tax), taxValue: tax },
  }
}

function factOfOwed({ id, currency, employeeId }: ExpenseClaim, { advanceUsed, payable }: Owed): FactLine {
  const amounts = { ...nothing(zero(currency)), clearingValue: advanceUsed, grossValue: payable }
  return { ...nowhere(id, employeeId), amounts }
}

function nowhere(sourceLineId: string, employeeId: string) {
  return {
    ...{ sourceLineId, stockEntryId: null, itemId: null, itemClass: null, warehouseId: null, valuationAreaId: null },
    ...{ supplierId: null, employeeId, quantity: null },
  }
}

function nothing(none: Money) {
  return { stockValue: none, transitValue: none, clearingValue: none, differenceValue: none }
}
