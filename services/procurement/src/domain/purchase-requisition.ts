import {
  type BusinessDate,
  type Currency,
  type Decimal,
  extend,
  isRefusal,
  isWithinLimit,
  type Money,
  parsePositiveQuantity,
  parseUnitPrice,
  type Quantity,
  type Refusal,
  refuse,
  subtractQuantity,
  sum,
  toBaseQuantity,
  type UnitFactor,
  zero,
  zeroQuantity,
} from '@erp/values'
import { bearerProblem } from './bearer.ts'
import { type ApprovalDecision, type DocumentApproval, decisionOn } from './document-approval.ts'
import { budgetLegOf, type DocumentBudget } from './document-budget.ts'
import type { DocumentLeg } from './document-leg.ts'
import { at, type InvalidInput, invalid, textProblem } from './input.ts'
import { type ListedPrice, priceFor } from './listed-price.ts'
import { lineCountProblem } from './purchase-order.ts'
import { type LineRefused, whatIsBought } from './purchase-order-line.ts'
import { type DimensionValueFacts, factorOf, type ItemFacts } from './replicated-facts.ts'
import type { SupplierNotFound } from './supplier.ts'

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

/** What a person needs of one item. */
export interface RequisitionLineInput {
  readonly itemId: string
  /** Left out: the item's base unit. */
  readonly unit?: string | null | undefined
  readonly quantity: string
  readonly neededOn: BusinessDate
  readonly supplierId?: string | null | undefined
  readonly unitPrice?: string | null | undefined
}

/** What a person says about a requisition. */
export interface RequisitionContent {
  readonly requestedOn: BusinessDate
  readonly purpose: string
  readonly departmentId: string | null
  readonly lines: readonly RequisitionLineInput[]
}

/** What a requisition is checked against. */
export interface RequisitionFacts {
  readonly currency: Currency
  readonly items: ReadonlyMap<string, ItemFacts>
  readonly supplierIds: ReadonlySet<string>
  /** What lists of suggested suppliers have in the company's own currency. */
  readonly prices: readonly ListedPrice[]
  readonly dimensionValues: ReadonlyMap<string, DimensionValueFacts>
  /** Of somebody who sees the requisitions of some departments only, and writes none for nobody. */
  readonly needsDepartment: boolean
}

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
export type RequisitionRefused = LineRefused | (SupplierNotFound & { path: readonly string[] })

/** A draft; nobody is asked for anything yet. */
export function draftRequisition(
  content: RequisitionContent,
  context: { id: string; companyId: string; createdBy: string; newLineId: () => string; now: Date },
  facts: RequisitionFacts,
): NewPurchaseRequisition | RequisitionRefused {
  const { id, companyId, createdBy, newLineId, now: createdAt } = context
  const read = readContent(content, { requisitionId: id, newLineId }, facts)
  if (isRefusal(read)) return read
  return {
    ...{ id, companyId, status: 'DRAFT', currency: facts.currency, ...read, closeReason: null },
    ...{ version: 1, createdAt, createdBy, authorIds: [createdBy], approvedAt: null, approval: null, budget: null },
  }
}

/** Other content for a requisition that is not in force yet. One that is held for want of budget is a draft again. */
export function rewriteRequisition(
  requisition: PurchaseRequisition,
  content: RequisitionContent,
  newLineId: () => string,
  facts: RequisitionFacts,
): PurchaseRequisition | PurchaseRequisitionStatusWrong | RequisitionRefused {
  const wrong = requireRequisitionIn(requisition, 'DRAFT', 'PENDING_APPROVAL', 'HELD')
  if (wrong) return wrong
  const read = readContent(content, { requisitionId: requisition.id, newLineId }, facts)
  if (isRefusal(read)) return read
  return { ...requisition, ...read, ...(requisition.status === 'HELD' ? { status: 'DRAFT', budget: null } : {}) }
}

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

function readContent(
  { requestedOn, purpose, departmentId, lines: wanted }: RequisitionContent,
  place: { readonly requisitionId: string; readonly newLineId: () => string },
  facts: RequisitionFacts,
) {
  const problem = textProblem(purpose, 200)
  if (problem) return invalid('purpose', problem)
  const gone = bearerProblem({ departmentId, projectId: null }, facts.dimensionValues, null)
  if (gone) return gone
  if (departmentId === null && facts.needsDepartment) return invalid('departmentId', 'MISSING')
  const count = lineCountProblem(wanted.length)
  if (count) return invalid('lines', count)

  const lines: PurchaseRequisitionLine[] = []
  const costs: Money[] = []
  for (const [index, one] of wanted.entries()) {
    const path = `lines.${index}`
    if (one.neededOn < requestedOn) return invalid(`${path}.neededOn`, 'BEFORE_IT_IS_REQUESTED')
    const read = readLine(one, path, facts)
    if (isRefusal(read)) return read
    const { cost, ...line } = read
    costs.push(cost)
    const { requisitionId, newLineId } = place
    lines.push({ id: newLineId(), requisitionId, lineNumber: index + 1, ...line, orderedQuantity: zeroQuantity })
  }
  const estimate = sum(costs, facts.currency)
  if (!isWithinLimit(estimate)) return invalid('lines', 'AMOUNT_TOO_LARGE')
  return { requestedOn, purpose, departmentId, estimate, lines }
}

function readLine(wanted: RequisitionLineInput, path: string, facts: RequisitionFacts) {
  const item = whatIsBought(wanted.itemId, facts.items, `${path}.itemId`)
  if (isRefusal(item)) return item
  const unit = wanted.unit ?? item.baseUnit
  const factor = factorOf(item, unit)
  if (isRefusal(factor)) return at(factor, `${path}.unit`)
  const quantity = parsePositiveQuantity(wanted.quantity)
  if (isRefusal(quantity)) return at(quantity, `${path}.quantity`)
  const baseQuantity = toBaseQuantity(quantity, factor)
  if (isRefusal(baseQuantity)) return at(baseQuantity, `${path}.quantity`)
  const { neededOn, supplierId = null } = wanted
  if (supplierId !== null && !facts.supplierIds.has(supplierId))
    return at(refuse('SupplierNotFound', { supplierId }), `${path}.supplierId`)
  const goods = { itemId: item.itemId, unit, factor, quantity, baseQuantity, neededOn, supplierId }
  const given = wanted.unitPrice ?? listedFor(goods, facts)
  if (given === undefined) return { ...goods, unitPrice: null, cost: zero(facts.currency) }
  const price = parseUnitPrice(given, facts.currency)
  if (isRefusal(price)) return invalid(`${path}.unitPrice`, 'NOT_A_PRICE_WITH_SIX_DECIMALS')
  if (!price.perUnit.gt(0)) return invalid(`${path}.unitPrice`, 'NOT_POSITIVE')
  return { ...goods, unitPrice: price.perUnit, cost: extend(price, quantity) }
}

/** What the suggested supplier's lists have. */
function listedFor(
  { supplierId, ...goods }: Pick<PurchaseRequisitionLine, 'itemId' | 'unit' | 'quantity' | 'supplierId'>,
  { prices, currency }: RequisitionFacts,
): string | undefined {
  const ofSupplier = prices.filter((price) => price.supplierId === supplierId && price.currency === currency)
  return priceFor(ofSupplier, goods)?.unitPrice.toFixed()
}
