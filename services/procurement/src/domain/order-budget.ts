import { isAuthor, type Refusal, refuse } from '@erp/values'
import type { DocumentLeg } from './document-leg.ts'
import { type InvalidInput, invalid, textProblem } from './input.ts'
import type { PurchaseOrder, PurchaseOrderHeader } from './purchase-order.ts'
import type { PurchaseOrderLine } from './purchase-order-line.ts'

/**
 * How what an order asks of budgets stands. EXCEEDED: budgets that block do not cover it. RATE_MISSING: finance has no exchange
 * rate for its currency. NO_ANSWER: finance was silent, and what it may have reserved is taken back. BLOCKED: nobody knows
 * yet, and an operator looks.
 */
export type BudgetState = 'PENDING' | 'RESERVED' | 'EXCEEDED' | 'RATE_MISSING' | 'NO_ANSWER' | 'BLOCKED'

/** A budget item 预算项 that does not cover what an order asks of it, as finance told; amounts in the currency of the books. */
export interface OrderBudgetShortage {
  readonly accountCode: string
  readonly departmentId: string | null
  readonly projectId: string | null
  readonly period: string
  readonly level: 'WARN' | 'BLOCK'
  readonly available: string
  readonly asked: string
}

/** Somebody let an order through that budgets do not cover. */
export interface BudgetOverride {
  readonly reason: string
  readonly by: string
  readonly at: Date
}

/** What an order asked of budgets last. */
export interface OrderBudget {
  /** The process that asked. */
  readonly sagaId: string
  readonly state: BudgetState
  /** What is not covered: why it is held, or what budgets only warn of. */
  readonly shortages: readonly OrderBudgetShortage[]
  /** Stands until the order is changed. */
  readonly override: BudgetOverride | null
  /** Who confirmed or amended it and why, for the revision it becomes. */
  readonly askedFor: RevisionToCome
  readonly changedAt: Date
}

export interface RevisionToCome {
  readonly reason: string
  readonly username: string
}

export type PurchaseOrderNotHeldForBudget = Refusal<'PurchaseOrderNotHeldForBudget', { purchaseOrderId: string }>

/** Who wrote some of an order or submitted it does not let it through. */
export type BudgetOverrideNeedsAnother = Refusal<'BudgetOverrideNeedsAnother', { purchaseOrderId: string }>

/** An order that could be a promise asks budgets first; one at its first revision never was a promise. */
export function askBudget(
  order: PurchaseOrder,
  asking: { readonly sagaId: string; readonly askedFor: RevisionToCome },
  now: Date,
): PurchaseOrder {
  const override = order.budget?.override ?? null
  const budget = { ...asking, state: 'PENDING', shortages: [], override, changedAt: now } as const
  const confirmedAt = order.revision === 1 ? null : order.confirmedAt
  return { ...order, status: 'CONFIRMING', confirmedAt, budget }
}

/** A promise that wants less than it did gives back the rest; it is a promise meanwhile. */
export function giveBackBudget(order: PurchaseOrder, sagaId: string, now: Date): PurchaseOrder {
  const { budget } = order
  return budget === null ? order : { ...order, budget: { ...budget, sagaId, state: 'PENDING', changedAt: now } }
}

/** What the order will spend is reserved: it is a promise. */
export function reserveBudget(
  order: PurchaseOrder & { readonly budget: OrderBudget },
  shortages: readonly OrderBudgetShortage[],
  now: Date,
): PurchaseOrder {
  const budget = { ...order.budget, state: 'RESERVED', shortages, changedAt: now } as const
  return { ...order, status: 'CONFIRMED', confirmedAt: order.confirmedAt ?? now, budget }
}

/** Budgets do not cover the order, or finance did not say: a person decides. */
export function holdForBudget(
  order: PurchaseOrder & { readonly budget: OrderBudget },
  refusal: Pick<OrderBudget, 'state' | 'shortages'>,
  now: Date,
): PurchaseOrder {
  return { ...order, status: 'HELD', budget: { ...order.budget, ...refusal, changedAt: now } }
}

/** Lets an order through that budgets do not cover; it says who did so, who is none of its authors, and why. */
export function overrideBudget(
  order: PurchaseOrder,
  reason: string,
  granted: { readonly by: string; readonly at: Date },
): PurchaseOrder | PurchaseOrderNotHeldForBudget | BudgetOverrideNeedsAnother | InvalidInput {
  const { status, budget } = order
  if (status !== 'HELD' || budget?.state !== 'EXCEEDED')
    return refuse('PurchaseOrderNotHeldForBudget', { purchaseOrderId: order.id })
  if (isAuthor(order, granted.by) || order.approval?.submittedBy === granted.by)
    return refuse('BudgetOverrideNeedsAnother', { purchaseOrderId: order.id })
  const problem = textProblem(reason, 200)
  return problem ? invalid('reason', problem) : { ...order, budget: { ...budget, override: { reason, ...granted } } }
}

/** Whether an amended order wants more of any line than before, or for somebody else. */
export function wantsMore(before: readonly PurchaseOrderLine[], after: readonly PurchaseOrderLine[]): boolean {
  const known = new Map(before.map((line) => [line.id, line]))
  return after.some(({ id, net, departmentId }) => {
    const line = known.get(id)
    return line === undefined || net.minor > line.net.minor || departmentId !== line.departmentId
  })
}

/** How what an order asked of budgets stands, as one more leg of it. */
export function budgetLegOf({ id: documentId, budget }: PurchaseOrderHeader): DocumentLeg | undefined {
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
function shortageOf({ shortages }: OrderBudget, reasonCode: string) {
  const [first] = shortages
  if (first === undefined) return { reasonCode: null, facts: {} }
  const { accountCode, period } = first
  return { reasonCode, facts: { accountCode, period, shortages: String(shortages.length) } }
}
