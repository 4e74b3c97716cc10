import {
  addQuantity,
  type Currency,
  isRefusal,
  parsePositiveQuantity,
  type Quantity,
  type Refusal,
  refuse,
  subtractQuantity,
  zeroQuantity,
} from '@erp/values'
import { at, type InvalidInput, invalid } from './input.ts'
import { type ListedPrice, priceFor } from './listed-price.ts'
import { lineCountProblem } from './purchase-order.ts'
import type { AnyQuantityInvalid, NewLine, PurchaseOrderLine } from './purchase-order-line.ts'
import {
  openOfRequisition,
  type PurchaseRequisitionHeader,
  type PurchaseRequisitionLine,
  type PurchaseRequisitionStatusWrong,
  requireRequisitionIn,
} from './purchase-requisition.ts'

/** So much of a requisition's line to order; what is left out is as the requisition says. */
export interface WantedOfRequisition {
  readonly requisitionLineId: string
  /** Left out: all that is open. */
  readonly quantity?: string | null | undefined
  /** Left out: the suggested one. */
  readonly supplierId?: string | null | undefined
  /** Left out: that of the supplier's price lists, else the one expected. */
  readonly unitPrice?: string | null | undefined
  /** Left out: that of all lines. */
  readonly taxCodeId?: string | null | undefined
}

/** A line of a requisition with where that stands. */
export interface OrderableLine extends PurchaseRequisitionLine {
  readonly requisition: Pick<PurchaseRequisitionHeader, 'id' | 'number' | 'status' | 'currency' | 'departmentId'>
  /** What orders other than the one in question have of it. */
  readonly orderedByOthers: Quantity
}

/** What is wanted of one supplier. */
export interface WantedOfSupplier {
  readonly supplierId: string
  readonly lines: readonly WantedLine[]
}

export interface WantedLine {
  readonly line: OrderableLine
  readonly quantity: Quantity
  readonly unitPrice: string | null
  readonly taxCodeId: string
  readonly path: string
}

export type RequisitionLineNotFound = Refusal<
  'RequisitionLineNotFound',
  { requisitionLineId: string; path: readonly string[] }
>
/** More than no other order has of the line, in its unit. */
export type RequisitionExceeded = Refusal<
  'RequisitionExceeded',
  {
    requisitionLineId: string
    needed: string
    ordered: string
    requested: string
    open: string
    path: readonly string[]
  }
>
export type RequisitionsRefused =
  | RequisitionLineNotFound
  | PurchaseRequisitionStatusWrong
  | RequisitionExceeded
  | AnyQuantityInvalid
  | InvalidInput

/** What is wanted, by supplier, in the order of the lines. */
export function bySupplier(
  wanted: readonly WantedOfRequisition[],
  taxCodeId: string,
  known: ReadonlyMap<string, OrderableLine>,
): WantedOfSupplier[] | RequisitionsRefused {
  const problem = lineCountProblem(wanted.length)
  if (problem) return invalid('lines', problem)
  const found: (WantedLine & { readonly supplierId: string })[] = []
  for (const [index, one] of wanted.entries()) {
    const path = `lines.${index}`
    const { requisitionLineId } = one
    if (found.some(({ line }) => line.id === requisitionLineId))
      return invalid(`${path}.requisitionLineId`, 'NAMED_TWICE')
    const line = known.get(requisitionLineId)
    if (!line) return at(refuse('RequisitionLineNotFound', { requisitionLineId }), `${path}.requisitionLineId`)
    const wrong = requireRequisitionIn(line.requisition, 'APPROVED')
    if (wrong) return wrong
    const quantity = one.quantity == null ? openOfRequisition(line) : parsePositiveQuantity(one.quantity)
    if (isRefusal(quantity)) return at(quantity, `${path}.quantity`)
    if (quantity.isZero() || quantity.gt(openOfRequisition(line)))
      return exceeded(line, line.orderedQuantity, quantity, `${path}.quantity`)
    const supplierId = one.supplierId ?? line.supplierId
    if (supplierId === null) return invalid(`${path}.supplierId`, 'NO_SUPPLIER')
    const terms = { unitPrice: one.unitPrice ?? null, taxCodeId: one.taxCodeId ?? taxCodeId }
    found.push({ line, quantity, supplierId, ...terms, path })
  }
  return [...Map.groupBy(found, ({ supplierId }) => supplierId)].map(([supplierId, lines]) => ({ supplierId, lines }))
}

/**
 * A line of the order: at the price given, else that of the supplier's lists, else the one expected where the order is in the
 * company's own currency.
 */
export function toOrderLine(
  { line, quantity, unitPrice, taxCodeId }: WantedLine,
  { currency, prices }: { readonly currency: Currency; readonly prices: readonly ListedPrice[] },
): NewLine {
  const { itemId, unit } = line
  const listed = unitPrice === null && priceFor(prices, { itemId, unit, quantity }) !== undefined
  const expected = currency === line.requisition.currency ? (line.unitPrice?.toFixed() ?? null) : null
  return {
    ...{ itemId, unit, quantity: quantity.toFixed(), taxCodeId, requisitionLineId: line.id },
    ...{ departmentId: line.requisition.departmentId, projectId: line.projectId },
    unitPrice: listed ? null : (unitPrice ?? expected),
  }
}

/**
 * Whether the lines of an order want more of their requisitions than others leave; of one that was closed meanwhile, more than
 * they had. `known` is locked by the caller.
 */
export function beyondRequisitions(
  lines: readonly Pick<PurchaseOrderLine, 'requisitionLineId' | 'quantity'>[],
  known: ReadonlyMap<string, OrderableLine>,
): RequisitionExceeded | undefined {
  for (const [requisitionLineId, ofOne] of Map.groupBy(lines, (line) => line.requisitionLineId)) {
    const needed = requisitionLineId === null ? undefined : known.get(requisitionLineId)
    if (!needed) continue
    const requested = ofOne.reduce<Quantity>((total, { quantity }) => addQuantity(total, quantity), zeroQuantity)
    const most = needed.requisition.status === 'APPROVED' ? needed.quantity : needed.orderedQuantity
    if (addQuantity(needed.orderedByOthers, requested).gt(most))
      return exceeded({ ...needed, quantity: most }, needed.orderedByOthers, requested, 'lines')
  }
  return undefined
}

function exceeded(
  { id, quantity }: OrderableLine,
  ordered: Quantity,
  requested: Quantity,
  path: string,
): RequisitionExceeded {
  const figures = {
    ...{ needed: quantity.toFixed(), ordered: ordered.toFixed(), requested: requested.toFixed() },
    open: subtractQuantity(quantity, ordered).toFixed(),
  }
  return at(refuse('RequisitionExceeded', { requisitionLineId: id, ...figures }), path)
}
