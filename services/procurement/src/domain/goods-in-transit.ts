import {
  addQuantity,
  type BusinessDate,
  type Currency,
  type Decimal,
  isRefusal,
  type Money,
  type Quantity,
  refuse,
  subtract,
  subtractQuantity,
  sum,
  sumQuantities,
  type UnitFactor,
  zero,
  zeroQuantity,
} from '@erp/values'
import type { PurchaseOrderLineNotFound } from './amend-purchase-order.ts'
import type { ValuedQuantity } from './goods-receipt.ts'
import { at, invalid } from './input.ts'
import { atOrderPrice, differencesOfGoods, nextPortion } from './match-invoice.ts'
import {
  type Denomination,
  type PrintedAmounts,
  type PrintedFacts,
  readAmounts,
  readTaxOfGoods,
} from './printed-invoice.ts'
import {
  lineClosed,
  type PurchaseOrderLineClosed,
  type PurchaseOrderNotConfirmed,
  type PurchaseOrderStatus,
} from './purchase-order.ts'
import type { ItemFacts } from './replicated-facts.ts'
import { readGoodsQuantity } from './return-goods.ts'
import type { MatchDifference, TransitLine } from './supplier-invoice.ts'
import type { LineTolerance } from './tolerance-rule.ts'

/** What a person reads of goods that are charged before they come. */
export interface TransitInput extends PrintedAmounts {
  readonly purchaseOrderLineId: string
  readonly quantity: string
  /** Left out: the order line's unit. */
  readonly unit?: string | null | undefined
  /** Left out: the order line's. */
  readonly taxCodeId?: string | null | undefined
}

/** An order line as goods of it are charged before they come. */
export interface AwaitedLine {
  readonly id: string
  readonly purchaseOrderId: string
  readonly orderStatus: PurchaseOrderStatus
  readonly supplierId: string
  readonly orderCurrency: Currency
  readonly itemId: string
  readonly departmentId: string | null
  readonly projectId: string | null
  readonly item: ItemFacts | undefined
  readonly unit: string
  readonly factor: UnitFactor
  readonly quantity: Quantity
  readonly baseQuantity: Quantity
  readonly unitPrice: Decimal
  readonly taxCodeId: string
  readonly taxRatePercent: Decimal
  /** What came and did not go back. */
  readonly receivedBaseQuantity: Quantity
  /** What other invoices charge that has not come. */
  readonly inTransitBaseQuantity: Quantity
  /** Its rest was given up. */
  readonly closed: boolean
}

/** Goods on their way of one invoice line, and what of it has come before. */
export interface GoodsOnTheirWay {
  readonly supplierInvoiceLineId: string
  readonly supplierInvoiceId: string
  readonly purchaseOrderLineId: string
  readonly baseQuantity: Quantity
  readonly net: Money
  readonly printedNet: Money
  readonly arrived: ValuedQuantity
}

/** What an arrival takes of one of them. */
export interface Arrival {
  readonly supplierInvoiceLineId: string
  readonly supplierInvoiceId: string
  readonly baseQuantity: Quantity
  readonly value: Money
  readonly printed: Money
}

/** A line of goods that are charged before they come, as it is printed. */
export function readTransit(
  wanted: TransitInput,
  path: string,
  head: Denomination & { readonly postedOn: BusinessDate },
  facts: PrintedFacts & { readonly orderLines: ReadonlyMap<string, AwaitedLine> },
) {
  const { purchaseOrderLineId } = wanted
  const linePath = `${path}.purchaseOrderLineId`
  const ordered = facts.orderLines.get(purchaseOrderLineId)
  if (!ordered) return orderLineNotFound(purchaseOrderLineId, linePath)
  if (ordered.orderStatus !== 'CONFIRMED') return orderNotConfirmed(ordered)
  if (ordered.closed) return lineClosed(ordered.id, linePath)
  if (ordered.supplierId !== facts.supplier.id) return invalid(linePath, 'OTHER_SUPPLIER')
  if (ordered.orderCurrency !== head.printedCurrency) return invalid(linePath, 'ORDER_IN_OTHER_CURRENCY')
  if (ordered.item?.itemClass === 'SERVICE') return invalid(linePath, 'NOT_GOODS')
  const quantity = readGoodsQuantity(ordered, wanted, path)
  if (isRefusal(quantity)) return quantity
  const tax = readTaxOfGoods(wanted.taxCodeId, ordered, path, facts)
  if (isRefusal(tax)) return tax
  const amounts = readAmounts(wanted, path, head)
  if (isRefusal(amounts)) return amounts
  const arrived = { quantity: zeroQuantity, value: zero(head.currency) }
  const { itemId } = ordered
  return {
    ...{ kind: 'IN_TRANSIT', purchaseOrderLineId, itemId, ...quantity, ...tax, ...amounts, arrived },
  } satisfies Omit<TransitLine, 'id' | 'supplierInvoiceId' | 'lineNumber'>
}

/**
 * How a line differs from its order: no more is charged than is ordered, has not come and is not charged, at the order's
 * price.
 */
export function differencesOfTransit(
  line: TransitLine,
  orderLines: ReadonlyMap<string, AwaitedLine>,
  tolerance: LineTolerance,
  path: string,
): readonly MatchDifference[] | PurchaseOrderLineNotFound | PurchaseOrderNotConfirmed | PurchaseOrderLineClosed {
  const ordered = orderLines.get(line.purchaseOrderLineId)
  if (!ordered) return orderLineNotFound(line.purchaseOrderLineId, path)
  if (ordered.orderStatus !== 'CONFIRMED') return orderNotConfirmed(ordered)
  if (ordered.closed) return lineClosed(ordered.id, path)
  const left = subtractQuantity(
    subtractQuantity(ordered.baseQuantity, ordered.receivedBaseQuantity),
    ordered.inTransitBaseQuantity,
  )
  const quantity = left.lt(0) ? zeroQuantity : left
  return differencesOfGoods(line, { quantity, value: atOrderPrice(ordered, line) }, tolerance)
}

/** What so many goods take of those that were charged before they came, oldest first. */
export function arrivalsOf(arriving: Quantity, onTheirWay: readonly GoodsOnTheirWay[]): Arrival[] {
  const arrivals: Arrival[] = []
  let left = arriving
  for (const { baseQuantity: of, net, printedNet, arrived, ...line } of onTheirWay) {
    const waiting = subtractQuantity(of, arrived.quantity)
    const baseQuantity = waiting.lt(left) ? waiting : left
    if (!baseQuantity.gt(0)) continue
    left = subtractQuantity(left, baseQuantity)
    const all = addQuantity(arrived.quantity, baseQuantity).eq(of)
    const share = { taken: arrived.quantity, part: baseQuantity, of }
    arrivals.push({
      ...{ supplierInvoiceLineId: line.supplierInvoiceLineId, supplierInvoiceId: line.supplierInvoiceId, baseQuantity },
      value: all ? subtract(net, arrived.value) : nextPortion(net, share),
      printed: nextPortion(printedNet, share),
    })
  }
  return arrivals
}

/** What arrivals come to together. */
export function totalOfArrivals(arrivals: readonly Arrival[], currency: Currency): ValuedQuantity {
  return {
    quantity: sumQuantities(arrivals.map(({ baseQuantity }) => baseQuantity)),
    value: sum(
      arrivals.map(({ value }) => value),
      currency,
    ),
  }
}

export function orderLineNotFound(purchaseOrderLineId: string, path: string): PurchaseOrderLineNotFound {
  return at(refuse('PurchaseOrderLineNotFound', { purchaseOrderLineId }), path)
}

export function orderNotConfirmed({ purchaseOrderId, orderStatus }: AwaitedLine): PurchaseOrderNotConfirmed {
  return refuse('PurchaseOrderNotConfirmed', { purchaseOrderId, status: orderStatus })
}
