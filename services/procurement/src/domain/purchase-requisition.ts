import {
  type ApprovalDecision,
  type BusinessDate,
  type Currency,
  type Decimal,
  decisionOn,
  type Money,
  type Quantity,
  type Refusal,
  refuse,
  subtractQuantity,
  type UnitFactor,
} from '@erp/values'
import type { DocumentApproval } from './document-approval.ts'
import { budgetLegOf, type DocumentBudget } from './document-budget.ts'
import type { DocumentLeg } from './document-leg.ts'
import { type InvalidInput, invalid, textProblem } from './input.ts'

/**
 * DRAFT → (PENDING_APPROVAL →) APPROVED → CLOSED; a draft may be given up. One that asks for what is budgeted is CONFIRMING before
 * it is APPROVED, until finance answers, or HELD where budgets do not cover it, until it is submitted again, changed, let through or
 * given up. How far it is ordered is another question, see its lines.
 */
export type PurchaseRequisitionStatus =
  | 'DRAFT'
  | 'PENDING_APPROVAL'
  | 'CONFIRMING'
  | 'HELD'
  | 'APPROVED'
  | 'CLOSED'
  | 'CANCELLED'

/** What every requisition 请购单 has, whatever its status. */
export interface PurchaseRequisitionHeader {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly status: PurchaseRequisitionStatus
  readonly requestedOn: BusinessDate
  readonly purpose: string
  /** Who needs it, by finance's id. */
  readonly departmentId: string | null
  /** The company's own. */
  readonly currency: Currency
  /** What its lines are expected to cost; those without a price count nothing. */
  readonly estimate: Money
  /** Set exactly when CLOSED. */
  readonly closeReason: string | null
  readonly version: number
  readonly createdAt: Date
  readonly createdBy: string
  /** Who made it and whoever changed it since. */
  readonly authorIds: readonly string[]
  readonly approvedAt: Date | null
  /** The approval it waits for, or waited for last; null for one that never needed any. */
  readonly approval: DocumentApproval | null
  /** What it asked of budgets last; null where it asks for nothing that is budgeted. */
  readonly budget: DocumentBudget | null
}

/** What is needed of one item, by when. */
export interface PurchaseRequisitionLine {
  readonly id: string
  readonly requisitionId: string
  readonly lineNumber: number
  readonly itemId: string
  /** What it is needed for, by finance's id; what bears it when it is a service. */
  readonly projectId: string | null
  readonly unit: string
  /** Base units in one of `unit`, as it was when the line was written. */
  readonly factor: UnitFactor
  readonly quantity: Quantity
  readonly baseQuantity: Quantity
  readonly neededOn: BusinessDate
  /** Who could supply it. */
  readonly supplierId: string | null
  /** What one `unit` is expected to cost, without tax, in the company's own currency; null where nobody and no list says. */
  readonly unitPrice: Decimal | null
  /** What orders that were not given up have of it, in `unit`. */
  readonly orderedQuantity: Quantity
}

export interface PurchaseRequisition extends PurchaseRequisitionHeader {
  readonly lines: readonly PurchaseRequisitionLine[]
}
export type NewPurchaseRequisition = Omit<PurchaseRequisition, 'number'>

export type PurchaseRequisitionNotFound = Refusal<'PurchaseRequisitionNotFound', { requisitionId: string }>
export type PurchaseRequisitionStatusWrong = Refusal<
  'PurchaseRequisitionStatusWrong',
  { status: PurchaseRequisitionStatus; allowed: readonly PurchaseRequisitionStatus[] }
>
/** The requisition is not held because budgets do not cover it. */
export type RequisitionNotHeldForBudget = Refusal<'RequisitionNotHeldForBudget', { requisitionId: string }>
/** Who wrote some of a requisition or submitted it does not let it through. */
export type RequisitionBudgetOverrideNeedsAnother = Refusal<
  'RequisitionBudgetOverrideNeedsAnother',
  { requisitionId: string }
>
/** What is asked for may be ordered. One that was held for want of budget was approved before. */
export function approveRequisition(
  requisition: PurchaseRequisition,
  now: Date,
): PurchaseRequisition | PurchaseRequisitionStatusWrong {
  const approval = requisition.status === 'HELD' ? requisition.approval : null
  return requireRequisitionIn(requisition, 'DRAFT', 'HELD') ?? approvedRequisition({ ...requisition, approval }, now)
}

/** What is asked for is approved, and reserved where it is budgeted. */
export function approvedRequisition(requisition: PurchaseRequisition, now: Date): PurchaseRequisition {
  return { ...requisition, status: 'APPROVED', approvedAt: now }
}

/** What was decided about what the requisition says; undefined when it waits for something else by now, or for nothing. */
export function decideRequisition(
  requisition: PurchaseRequisition,
  decision: ApprovalDecision,
  now: Date,
): PurchaseRequisition | undefined {
  const approval = decisionOn(requisition, decision, now)
  if (!approval) return undefined
  return decision.outcome === 'APPROVED'
    ? approvedRequisition({ ...requisition, approval }, now)
    : { ...requisition, status: 'DRAFT', approval }
}

/** A draft, or one that is held for want of budget, that nobody needs any more; its number stays used. */
export function cancelRequisition(
  requisition: PurchaseRequisition,
): PurchaseRequisition | PurchaseRequisitionStatusWrong {
  return requireRequisitionIn(requisition, 'DRAFT', 'HELD') ?? { ...requisition, status: 'CANCELLED' }
}

/** Nothing more is ordered of it; what was ordered stays. */
export function closeRequisition(
  requisition: PurchaseRequisition,
  reason: string,
): PurchaseRequisition | PurchaseRequisitionStatusWrong | InvalidInput {
  const problem = textProblem(reason, 200)
  if (problem) return invalid('reason', problem)
  return requireRequisitionIn(requisition, 'APPROVED') ?? { ...requisition, status: 'CLOSED', closeReason: reason }
}

/** What of a line no order has yet, in its unit. */
export function openOfRequisition({ quantity, orderedQuantity }: PurchaseRequisitionLine): Quantity {
  return subtractQuantity(quantity, orderedQuantity)
}

/** How far what is asked for is ordered. */
export function orderStatusOf(lines: readonly PurchaseRequisitionLine[]): 'OPEN' | 'PARTIAL' | 'COMPLETE' {
  if (lines.every((line) => openOfRequisition(line).isZero())) return 'COMPLETE'
  return lines.every(({ orderedQuantity }) => orderedQuantity.isZero()) ? 'OPEN' : 'PARTIAL'
}

/** How what it asked of budgets stands. What nobody expects a price of is not reserved, which the leg says. */
export function requisitionBudgetLegOf({
  lines,
  ...header
}: Pick<PurchaseRequisition, 'id' | 'budget' | 'lines'>): DocumentLeg | undefined {
  const leg = budgetLegOf(header)
  const unpriced = lines.filter(({ unitPrice }) => unitPrice === null).length
  if (leg?.state !== 'POSTED' || leg.reasonCode !== null || unpriced === 0) return leg
  return { ...leg, reasonCode: 'BUDGET_LINES_WITHOUT_PRICE', facts: { lines: String(unpriced) } }
}

/** Refuses a requisition that stands where nobody can do this to it. */
export function requireRequisitionIn(
  { status }: Pick<PurchaseRequisitionHeader, 'status'>,
  ...allowed: readonly PurchaseRequisitionStatus[]
): PurchaseRequisitionStatusWrong | undefined {
  return allowed.includes(status) ? undefined : refuse('PurchaseRequisitionStatusWrong', { status, allowed })
}
