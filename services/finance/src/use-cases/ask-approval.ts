import type { UnitOfWork } from '@erp/service-kit'
import type { Currency, Money } from '@erp/values'
import type { ApprovableKind } from '../domain/approval.ts'
import type { EmployeeAdvance } from '../domain/employee-advance.ts'
import type { ExpenseClaim } from '../domain/expense-claim.ts'
import type { ExpenseClaimant } from '../domain/expense-claimant.ts'
import type { ExpenseLine } from '../domain/expense-line.ts'
import type { ExpenseType } from '../domain/expense-type.ts'

/** What an approval is about; `approvalId` is new each time, for a changed document needs another approval. */
export interface AskedApproval {
  readonly approvalId: string
  readonly companyId: string
  readonly documentType:
    | 'EXPENSE_CLAIM'
    | 'EMPLOYEE_ADVANCE'
    | 'BAD_DEBT_WRITE_OFF'
    | 'PAYMENT_RUN'
    | 'BUDGET'
    | 'BUDGET_TRANSFER'
    | ApprovableKind
  readonly documentId: string
  readonly documentVersion: number
  readonly documentNumber: string
  readonly title: string
  readonly makerId: string
  /** Who else wrote some of what it says; the maker alone when left out. */
  readonly authorIds?: readonly string[]
  readonly submittedBy: string
  /** In the currency of the books. */
  readonly amount: Money
  /** Of the document; that of the books when left out. */
  readonly currency?: Currency
  /** Of all its lines. */
  readonly departmentIds?: readonly (string | null)[]
  /** What the company's rules tell such documents apart by. */
  readonly categories?: readonly string[]
}

/** Asks those who approve, and tells them that they need not, in the transaction of the document. */
export interface Approvals {
  ask(unit: UnitOfWork, asked: AskedApproval): Promise<void>
  withdraw(
    unit: UnitOfWork,
    document: { readonly id: string; readonly companyId: string },
    approvalId: string,
    reason: string,
  ): Promise<void>
}

/**
 * What approving a claim is about. Neither whoever wrote it nor whose money it is decides: one of the two submitted it, or
 * the employee stands before the writer.
 */
export function approvalOfClaim(
  claim: ExpenseClaim,
  { lines, types }: { readonly lines: readonly ExpenseLine[]; readonly types: ReadonlyMap<string, ExpenseType> },
  claimant: ExpenseClaimant | undefined,
  approvalId: string,
): AskedApproval {
  const { companyId, id, number, title, madeBy, version, approvedTotal } = claim
  const submittedBy = claim.submittedBy ?? madeBy
  return {
    ...{ approvalId, companyId, documentType: 'EXPENSE_CLAIM', documentId: id, documentVersion: version },
    ...{ documentNumber: number, title: title.trim() === '' ? number : title, submittedBy, amount: approvedTotal },
    makerId: claimant?.userId === submittedBy ? madeBy : (claimant?.userId ?? madeBy),
    authorIds: claim.authorIds,
    departmentIds: lines.map(({ departmentId }) => departmentId ?? claimant?.departmentId ?? null),
    categories: [...types.values()].map(({ code }) => code),
  }
}

/** What approving an advance is about. */
export function approvalOfAdvance(advance: EmployeeAdvance, claimant: ExpenseClaimant | undefined): AskedApproval {
  const { companyId, id, number, purpose, requestedBy, version, amount, approvalId } = advance
  return {
    ...{ approvalId, companyId, documentType: 'EMPLOYEE_ADVANCE', documentId: id, documentVersion: version },
    ...{ documentNumber: number, title: purpose, submittedBy: requestedBy, amount },
    ...{ makerId: claimant?.userId ?? requestedBy, departmentIds: [claimant?.departmentId ?? null] },
  }
}
