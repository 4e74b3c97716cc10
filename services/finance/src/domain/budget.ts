import { type Authored, isAuthor, type Refusal, refuse } from '@erp/values'
import { type ApprovalDecision, approversOf } from './approval.ts'

/** How far a version of a budget is; one of a year at most is in force. */
export type BudgetStatus = 'DRAFT' | 'SUBMITTED' | 'ACTIVE' | 'SUPERSEDED' | 'DISCARDED'

/** A version of the budget 预算 of a year. */
export type Budget = Authored & {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly year: string
  readonly name: string
  readonly status: BudgetStatus
  readonly version: number
  /** The version that was in force when this one was begun. */
  readonly basedOnId: string | null
  /** How many transfers of that one its lines began with. */
  readonly transfersSeen: number
  readonly madeBy: string
  readonly submittedBy: string | null
  readonly approvalId: string | null
  readonly approverIds: readonly string[]
  /** Why it was turned down, taken back or came back by itself. */
  readonly reason: string | null
  readonly activatedAt: Date | null
  readonly createdAt: Date
}

/** What is in force of a year: a version, and how many transfers have changed it since. */
export type BudgetInForce = { readonly id: string; readonly transfers: number }

export type BudgetNotReady = Refusal<'BudgetNotReady', { number: string; status: BudgetStatus }>
export type BudgetEmpty = Refusal<'BudgetEmpty', { number: string }>
/** Another version or a transfer came into force since it was begun, which it would undo. */
export type BudgetOutdated = Refusal<'BudgetOutdated', { number: string }>

export function notReady({ number, status }: Budget): BudgetNotReady {
  return refuse('BudgetNotReady', { number, status })
}

/** Whether what it was begun from is still what is in force. */
export function isUpToDate(
  { basedOnId, transfersSeen }: Pick<Budget, 'basedOnId' | 'transfersSeen'>,
  inForce: BudgetInForce | undefined,
): boolean {
  return basedOnId === (inForce?.id ?? null) && transfersSeen === (inForce?.transfers ?? 0)
}

/** A draft goes before those who approve. */
export function submit(
  budget: Budget,
  about: { readonly lineCount: number; readonly inForce: BudgetInForce | undefined },
  by: { readonly userId: string; readonly approvalId: string },
): Budget | BudgetNotReady | BudgetEmpty | BudgetOutdated {
  if (budget.status !== 'DRAFT') return notReady(budget)
  if (about.lineCount === 0) return refuse('BudgetEmpty', { number: budget.number })
  if (!isUpToDate(budget, about.inForce)) return refuse('BudgetOutdated', { number: budget.number })
  return { ...budget, status: 'SUBMITTED', submittedBy: by.userId, approvalId: by.approvalId, reason: null }
}

/** A draft again, for its maker to change. */
export function takeBack(budget: Budget, reason: string): Budget | BudgetNotReady {
  return budget.status === 'SUBMITTED' ? draftAgain(budget, reason) : notReady(budget)
}

export function discard(budget: Budget): Budget | BudgetNotReady {
  return budget.status === 'DRAFT' ? { ...budget, status: 'DISCARDED' } : notReady(budget)
}

/**
 * The budget once its approval is decided; undefined when that changes nothing any more. Nobody approves what they made,
 * and what would undo something that came into force meanwhile comes back.
 */
export function decide(
  budget: Budget,
  decision: ApprovalDecision & { readonly decidedAt: Date },
  inForce: BudgetInForce | undefined,
): Budget | undefined {
  if (budget.status !== 'SUBMITTED' || budget.approvalId !== decision.approvalId) return undefined
  const approvers = approversOf(decision)
  if (isAuthor(budget, ...approvers) || approvers.some((one) => one === budget.submittedBy))
    return draftAgain(budget, 'APPROVED_BY_ITS_MAKER')
  if (decision.outcome !== 'APPROVED') return draftAgain(budget, decision.reason)
  if (!isUpToDate(budget, inForce)) return draftAgain(budget, 'BUDGET_OUTDATED')
  return { ...budget, status: 'ACTIVE', approverIds: approvers, activatedAt: decision.decidedAt }
}

function draftAgain(budget: Budget, reason: string | null): Budget {
  return { ...budget, status: 'DRAFT', approvalId: null, approverIds: [], reason }
}
