import {
  type BusinessDate,
  type Currency,
  extend,
  isRefusal,
  isWithinLimit,
  type Money,
  parsePositiveQuantity,
  parseUnitPrice,
  refuse,
  sum,
  toBaseQuantity,
  zero,
  zeroQuantity,
} from '@erp/values'
import { bearerProblem } from './bearer.ts'
import { at, invalid, textProblem } from './input.ts'
import { type ListedPrice, priceFor } from './listed-price.ts'
import { lineCountProblem } from './purchase-order.ts'
import { type LineRefused, whatIsBought } from './purchase-order-line.ts'
import {
  type NewPurchaseRequisition,
  type PurchaseRequisition,
  type PurchaseRequisitionLine,
  type PurchaseRequisitionStatusWrong,
  requireRequisitionIn,
} from './purchase-requisition.ts'
import { type DimensionValueFacts, factorOf, type ItemFacts } from './replicated-facts.ts'
import type { SupplierNotFound } from './supplier.ts'

/** What a person needs of one item. */
export interface RequisitionLineInput {
  readonly itemId: string
  /** Left out: the item's base unit. */
  readonly unit?: string | null | undefined
  readonly quantity: string
  readonly neededOn: BusinessDate
  readonly projectId?: string | null | undefined
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
  const { neededOn, projectId = null, supplierId = null } = wanted
  const gone = bearerProblem({ departmentId: null, projectId }, facts.dimensionValues, path)
  if (gone) return gone
  if (supplierId !== null && !facts.supplierIds.has(supplierId))
    return at(refuse('SupplierNotFound', { supplierId }), `${path}.supplierId`)
  const goods = { itemId: item.itemId, projectId, unit, factor, quantity, baseQuantity, neededOn, supplierId }
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
