import { type Authored, isAuthor } from '@erp/values'
import type { DocumentApproval } from './document-approval.ts'
import type { DocumentLeg } from './document-leg.ts'
import { type InvalidInput, invalid, textProblem } from './input.ts'
import type { PurchaseOrderLine } from './purchase-order-line.ts'

/**
 * How what a document asks of budgets stands. EXCEEDED: budgets that block do not cover it. RATE_MISSING: finance has no exchange
 * rate for its currency. NO_ANSWER: finance was silent, and what it may have reserved is taken back. BLOCKED: nobody knows
 * yet, and an operator looks.
 */
export type BudgetState = 'PENDING' | 'RESERVED' | 'EXCEEDED' | 'RATE_MISSING' | 'NO_ANSWER' | 'BLOCKED'

/** A budget item 预算项 that does not cover what a document asks of it, as finance told; amounts in the currency of the books. */
export interface BudgetShortage {
  readonly accountCode: string
  readonly departmentId: string | null
  readonly projectId: string | null
  readonly period: string
  readonly level: 'WARN' | 'BLOCK'
  readonly available: string
  readonly asked: string
}

/** Somebody let a document through that budgets do not cover. */
export interface BudgetOverride {
  readonly reason: string
  readonly by: string
  readonly at: Date
}

/** What an order or requisition asked of budgets last. */
export interface DocumentBudget {
  /** The process that asked. */
  readonly sagaId: string
  readonly state: BudgetState
  /** What is not covered: why it is held, or what budgets only warn of. */
  readonly shortages: readonly BudgetShortage[]
  /** Stands until the document is changed. */
  readonly override: BudgetOverride | null
  /** Who confirmed, amended or submitted it and why; of an order, for the revision it becomes. */
  readonly askedFor: RevisionToCome
  readonly changedAt: Date
}

export interface RevisionToCome {
  readonly reason: string
  /** Null where an earlier release kept a login name that nobody can be told by any more. */
  readonly madeBy: string | null
}

/** A document that reserves of budgets before it is in force: CONFIRMING until finance answers, HELD where budgets do not cover it. */
interface Budgeted {
  readonly id: string
  readonly status: string
  readonly budget: DocumentBudget | null
}

/** What could be in force asks budgets first. */
export function askBudget<Document extends Budgeted>(
  document: Document,
  asking: { readonly sagaId: string; readonly askedFor: RevisionToCome },
  now: Date,
) {
  const override = document.budget?.override ?? null
  const budget = { ...asking, state: 'PENDING', shortages: [], override, changedAt: now } as const
  return { ...document, status: 'CONFIRMING' as const, budget }
}

/** What wants less than it did gives back the rest; it is in force meanwhile. */
export function giveBackBudget<Document extends Budgeted>(document: Document, sagaId: string, now: Date): Document {
  const { budget } = document
  return budget === null ? document : { ...document, budget: { ...budget, sagaId, state: 'PENDING', changedAt: now } }
}

/** What it will spend is reserved; `shortages` only warn, or were overridden. */
export function reservedBudget(
  budget: DocumentBudget,
  shortages: readonly BudgetShortage[],
  changedAt: Date,
): DocumentBudget {
  return { ...budget, state: 'RESERVED', shortages, changedAt }
}

/** Budgets do not cover it, or finance did not say: a person decides. */
export function holdForBudget<Document extends Budgeted>(
  document: Document & { readonly budget: DocumentBudget },
  refusal: Pick<DocumentBudget, 'state' | 'shortages'>,
  now: Date,
) {
  return { ...document, status: 'HELD' as const, budget: { ...document.budget, ...refusal, changedAt: now } }
}

/** Lets through what budgets do not cover; it says who did so, who is none of its authors, and why. */
export function overrideBudget<Document extends Budgeted & Authored & { readonly approval: DocumentApproval | null }>(
  document: Document,
  reason: string,
  granted: { readonly by: string; readonly at: Date },
): Document | InvalidInput | 'NOT_HELD' | 'NEEDS_ANOTHER' {
  const { status, budget, approval } = document
  if (status !== 'HELD' || budget?.state !== 'EXCEEDED') return 'NOT_HELD'
  if (isAuthor(document, granted.by) || approval?.submittedBy === granted.by) return 'NEEDS_ANOTHER'
  const problem = textProblem(reason, 200)
  return problem ? invalid('reason', problem) : { ...document, budget: { ...budget, override: { reason, ...granted } } }
}

/** Whether an amended order wants more of any line than before, or for somebody else. */
export function wantsMore(before: readonly PurchaseOrderLine[], after: readonly PurchaseOrderLine[]): boolean {
  const known = new Map(before.map((line) => [line.id, line]))
  return after.some(({ id, net, departmentId, projectId }) => {
    const line = known.get(id)
    if (line === undefined || net.minor > line.net.minor) return true
    return departmentId !== line.departmentId || projectId !== line.projectId
  })
}

/** How what a document asked of budgets stands, as one more leg of it. */
export function budgetLegOf({ id: documentId, budget }: Pick<Budgeted, 'id' | 'budget'>): DocumentLeg | undefined {
  if (budget === null) return undefined
  const { state, changedAt: updatedAt } = budget
  const leg = { documentId, kind: 'BUDGET', attempts: 1, updatedAt } as const
  switch (state) {
    case 'PENDING':
      return { ...leg, state, reasonCode: null, facts: {} }
    case 'RESERVED':
      return { ...leg, state: 'POSTED', ...shortageOf(budget, 'BUDGET_WARNS') }
    case 'BLOCKED':
      return { ...leg, state, reasonCode: 'BUDGET_NO_REPLY', facts: {} }
    default:
      return { ...leg, state: 'REFUSED', ...shortageOf(budget, `BUDGET_${state}`), reasonCode: `BUDGET_${state}` }
  }
}

/** The first of what is not covered, and how many there are; the amounts are for whoever may read prices. */
function shortageOf({ shortages }: DocumentBudget, reasonCode: string) {
  const [first] = shortages
  if (first === undefined) return { reasonCode: null, facts: {} }
  const { accountCode, period } = first
  return { reasonCode, facts: { accountCode, period, shortages: String(shortages.length) } }
}
