import { type Period, type Refusal, refuse } from '@erp/values'
import { type ApprovalDecision, approversOf } from './approval.ts'

export type BudgetTransferStatus = 'SUBMITTED' | 'APPROVED' | 'REJECTED' | 'WITHDRAWN'

/** What a transfer takes from an item in a month (negative) or gives it, in minor units. */
export type TransferLine = { readonly itemId: string; readonly period: Period; readonly amount: bigint }

/** Money moved between items and months of the budget in force 预算调剂; its lines add up to nothing. */
export type BudgetTransfer = {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly budgetId: string
  readonly status: BudgetTransferStatus
  readonly version: number
  readonly purpose: string
  readonly madeBy: string
  readonly approvalId: string
  readonly approverIds: readonly string[]
  /** Why it was rejected or withdrawn. */
  readonly reason: string | null
  readonly decidedAt: Date | null
  readonly createdAt: Date
  readonly lines: readonly TransferLine[]
}

export const mostTransferLines = 100

export type BudgetTransferNotReady = Refusal<'BudgetTransferNotReady', { number: string; status: BudgetTransferStatus }>
export type BudgetTransferUnbalanced = Refusal<'BudgetTransferUnbalanced', { difference: string }>

/** What those who made it get moved: the sum of what is given. */
export function movedBy(lines: readonly TransferLine[]): bigint {
  return lines.reduce((total, { amount }) => (amount > 0n ? total + amount : total), 0n)
}

export function withdraw(
  transfer: BudgetTransfer,
  { reason, at }: { readonly reason: string; readonly at: Date },
): BudgetTransfer | BudgetTransferNotReady {
  const { number, status } = transfer
  if (status !== 'SUBMITTED') return refuse('BudgetTransferNotReady', { number, status })
  return { ...transfer, status: 'WITHDRAWN', reason, decidedAt: at }
}

/**
 * The transfer once its approval is decided; undefined when that changes nothing any more. `obstacle` is what keeps an
 * approved one from being carried out: what it takes is spent by now, or its budget is in force no longer.
 */
export function decideTransfer(
  transfer: BudgetTransfer,
  decision: ApprovalDecision & { readonly decidedAt: Date },
  obstacle: string | null,
): BudgetTransfer | undefined {
  if (transfer.status !== 'SUBMITTED' || transfer.approvalId !== decision.approvalId) return undefined
  const { outcome, reason, decidedAt } = decision
  const approvers = approversOf(decision)
  const decided = { ...transfer, decidedAt }
  if (outcome === 'WITHDRAWN') return { ...decided, status: 'WITHDRAWN', reason }
  if (approvers.includes(transfer.madeBy)) return { ...decided, status: 'REJECTED', reason: 'APPROVED_BY_ITS_MAKER' }
  if (outcome === 'REJECTED') return { ...decided, status: 'REJECTED', approverIds: approvers, reason }
  return obstacle === null
    ? { ...decided, status: 'APPROVED', approverIds: approvers }
    : { ...decided, status: 'REJECTED', approverIds: approvers, reason: obstacle }
}
