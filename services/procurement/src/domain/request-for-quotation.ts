import {
  type BusinessDate,
  type Decimal,
  isRefusal,
  parsePositiveQuantity,
  type Quantity,
  type Refusal,
  refuse,
  subtractQuantity,
  toBaseQuantity,
  type UnitFactor,
  zeroQuantity,
} from '@erp/values'
import { at, type InvalidInput, invalid, textProblem } from './input.ts'
import type { OrderableLine, RequisitionLineNotFound } from './order-requisitions.ts'
import { lineCountProblem } from './purchase-order.ts'
import { type LineRefused, whatIsBought } from './purchase-order-line.ts'
import { openOfRequisition, type PurchaseRequisitionStatusWrong, requireRequisitionIn } from './purchase-requisition.ts'
import { factorOf, type ItemFacts } from './replicated-facts.ts'
import type { Supplier, SupplierInactive, SupplierNotFound } from './supplier.ts'

/** OPEN → CLOSED. How far it is ordered is another question, see its lines. */
export type RequestForQuotationStatus = 'OPEN' | 'CLOSED'

/** What several suppliers are asked the price of 询价单. */
export interface RequestForQuotationHeader {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly status: RequestForQuotationStatus
  readonly requestedOn: BusinessDate
  /** The day by which suppliers are to answer. */
  readonly answerDueOn: BusinessDate
  /** Set exactly when CLOSED. */
  readonly closeReason: string | null
  readonly version: number
  readonly createdAt: Date
  readonly createdBy: string
}

/** So much of one item. */
export interface RequestLine {
  readonly id: string
  readonly requestId: string
  readonly lineNumber: number
  readonly itemId: string
  readonly unit: string
  /** Base units in one of `unit`, as it was when the line was written. */
  readonly factor: UnitFactor
  readonly quantity: Quantity
  readonly baseQuantity: Quantity
  readonly neededOn: BusinessDate
  /** The line of a requisition it is asked for; null where there is none. */
  readonly requisitionLineId: string | null
  /** What orders that were not given up have of it, in `unit`. */
  readonly orderedQuantity: Quantity
}

export interface RequestForQuotation extends RequestForQuotationHeader {
  readonly supplierIds: readonly string[]
  readonly lines: readonly RequestLine[]
}
export type NewRequestForQuotation = Omit<RequestForQuotation, 'number'>

/** What a person asks the price of: an item, or a line of a requisition. */
export interface RequestLineInput {
  /** With it item, unit and day are those of the requisition. */
  readonly requisitionLineId?: string | null | undefined
  readonly itemId?: string | null | undefined
  readonly unit?: string | null | undefined
  /** Left out: all that is open of the requisition's line. */
  readonly quantity?: string | null | undefined
  readonly neededOn?: BusinessDate | null | undefined
}

export interface RequestContent {
  readonly requestedOn: BusinessDate
  readonly answerDueOn: BusinessDate
  readonly supplierIds: readonly string[]
  readonly lines: readonly RequestLineInput[]
}

export interface RequestFacts {
  readonly items: ReadonlyMap<string, ItemFacts>
  readonly suppliers: ReadonlyMap<string, Supplier>
  readonly requisitionLines: ReadonlyMap<string, OrderableLine>
}

export type RequestForQuotationNotFound = Refusal<'RequestForQuotationNotFound', { requestId: string }>
export type RequestForQuotationClosed = Refusal<'RequestForQuotationClosed', { closeReason: string }>
export type RequestRefused =
  | LineRefused
  | RequisitionLineNotFound
  | PurchaseRequisitionStatusWrong
  | SupplierNotFound
  | SupplierInactive

/** The most suppliers that are asked at once. */
const mostSuppliers = 20

/** What suppliers are asked from now on. */
export function openRequest(
  content: RequestContent,
  context: { id: string; companyId: string; createdBy: string; newLineId: () => string; now: Date },
  facts: RequestFacts,
): NewRequestForQuotation | RequestRefused {
  const { requestedOn, answerDueOn, supplierIds } = content
  if (answerDueOn < requestedOn) return invalid('answerDueOn', 'BEFORE_IT_IS_REQUESTED')
  const problem = supplierProblem(supplierIds, facts)
  if (problem) return problem
  const count = lineCountProblem(content.lines.length)
  if (count) return invalid('lines', count)

  const { id, newLineId, now: createdAt, ...by } = context
  const lines: RequestLine[] = []
  for (const [index, wanted] of content.lines.entries()) {
    const path = `lines.${index}`
    const read =
      wanted.requisitionLineId == null
        ? readItem(wanted, path, content, facts)
        : readNeeded(wanted.requisitionLineId, wanted.quantity, path, facts)
    if (isRefusal(read)) return read
    const { requisitionLineId } = read
    if (requisitionLineId !== null && lines.some((line) => line.requisitionLineId === requisitionLineId))
      return invalid(`${path}.requisitionLineId`, 'NAMED_TWICE')
    lines.push({ id: newLineId(), requestId: id, lineNumber: index + 1, ...read, orderedQuantity: zeroQuantity })
  }
  return {
    ...{ id, ...by, status: 'OPEN', requestedOn, answerDueOn, closeReason: null, version: 1, createdAt },
    ...{ supplierIds, lines },
  }
}

/** Nobody answers or is awarded anything more; what was ordered stays. */
export function closeRequest(
  request: RequestForQuotation,
  reason: string,
): RequestForQuotation | RequestForQuotationClosed | InvalidInput {
  const problem = textProblem(reason, 200)
  if (problem) return invalid('reason', problem)
  return requireOpen(request) ?? { ...request, status: 'CLOSED', closeReason: reason }
}

export function requireOpen({
  closeReason,
}: Pick<RequestForQuotationHeader, 'closeReason'>): RequestForQuotationClosed | undefined {
  return closeReason === null ? undefined : refuse('RequestForQuotationClosed', { closeReason })
}

/** What of a line no order has yet, in its unit. */
export function openOfRequest({ quantity, orderedQuantity }: RequestLine): Quantity {
  return subtractQuantity(quantity, orderedQuantity)
}

function supplierProblem(
  supplierIds: readonly string[],
  { suppliers }: RequestFacts,
): InvalidInput | SupplierNotFound | SupplierInactive | undefined {
  if (supplierIds.length === 0) return invalid('supplierIds', 'EMPTY')
  if (supplierIds.length > mostSuppliers) return invalid('supplierIds', 'TOO_MANY')
  if (new Set(supplierIds).size < supplierIds.length) return invalid('supplierIds', 'NAMED_TWICE')
  for (const [index, supplierId] of supplierIds.entries()) {
    const supplier = suppliers.get(supplierId)
    if (!supplier) return at(refuse('SupplierNotFound', { supplierId }), `supplierIds.${index}`)
    if (!supplier.active) return at(refuse('SupplierInactive', { supplierId }), `supplierIds.${index}`)
  }
  return undefined
}

type ReadLine = Omit<RequestLine, 'id' | 'requestId' | 'lineNumber' | 'orderedQuantity'>

function readNeeded(
  requisitionLineId: string,
  text: string | null | undefined,
  path: string,
  { requisitionLines }: RequestFacts,
): ReadLine | RequestRefused {
  const needed = requisitionLines.get(requisitionLineId)
  if (!needed) return at(refuse('RequisitionLineNotFound', { requisitionLineId }), `${path}.requisitionLineId`)
  const wrong = requireRequisitionIn(needed.requisition, 'APPROVED')
  if (wrong) return wrong
  const { itemId, unit, factor, neededOn } = needed
  const quantity = readQuantity(text ?? openOfRequisition(needed).toFixed(), factor, path)
  return isRefusal(quantity) ? quantity : { itemId, unit, factor, ...quantity, neededOn, requisitionLineId }
}

function readItem(
  { itemId, unit: named, quantity: text, neededOn }: RequestLineInput,
  path: string,
  { requestedOn }: RequestContent,
  { items }: RequestFacts,
): ReadLine | RequestRefused {
  if (itemId == null) return invalid(`${path}.itemId`, 'NEITHER_ITEM_NOR_REQUISITION')
  const item = whatIsBought(itemId, items, `${path}.itemId`)
  if (isRefusal(item)) return item
  const unit = named ?? item.baseUnit
  const factor = factorOf(item, unit)
  if (isRefusal(factor)) return at(factor, `${path}.unit`)
  if (neededOn == null || neededOn < requestedOn) return invalid(`${path}.neededOn`, 'BEFORE_IT_IS_REQUESTED')
  const quantity = readQuantity(text ?? '', factor, path)
  return isRefusal(quantity) ? quantity : { itemId, unit, factor, ...quantity, neededOn, requisitionLineId: null }
}

function readQuantity(text: string, factor: UnitFactor, path: string) {
  const quantity = parsePositiveQuantity(text)
  if (isRefusal(quantity)) return at(quantity, `${path}.quantity`)
  const baseQuantity = toBaseQuantity(quantity, factor)
  return isRefusal(baseQuantity) ? at(baseQuantity, `${path}.quantity`) : { quantity, baseQuantity }
}

/** A price as it is compared: of one unit, in the company's own currency. */
export interface ComparedPrice {
  readonly ownUnitPrice: Decimal
  readonly expiresOn: BusinessDate
}

/** Of answers for one line, the lowest price that still holds on a day; undefined when none does. */
export function lowestOf(answers: readonly ComparedPrice[], on: BusinessDate | null): Decimal | undefined {
  return answers
    .filter(({ expiresOn }) => on === null || on <= expiresOn)
    .map(({ ownUnitPrice }) => ownUnitPrice)
    .sort((left, right) => left.comparedTo(right))[0]
}
