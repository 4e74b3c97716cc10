import {
  type BusinessDate,
  type Currency,
  type Quantity,
  type Refusal,
  refuse,
  subtractQuantity,
  type UnitFactor,
} from '@erp/values'
import type { CostOfSales } from './cost-of-sales.ts'
import { type DocumentApproval, outdated } from './document-approval.ts'
import type { GiftTerms } from './gift.ts'
import { at } from './input.ts'
import { requireStatus, type SalesOrder, type SalesOrderStatusWrong } from './sales-order.ts'
import type { SalesOrderLine } from './sales-order-line.ts'

/**
 * DRAFT → CONFIRMING → CONFIRMED; what is given away is PENDING_APPROVAL before, where the company has it approved. Inventory may
 * not let the goods go: REFUSED, and a clerk confirms again or gives it up. A confirmed one can be taken back: CANCELLING →
 * CANCELLED.
 */
export type DeliveryStatus =
  | 'DRAFT'
  | 'PENDING_APPROVAL'
  | 'CONFIRMING'
  | 'CONFIRMED'
  | 'REFUSED'
  | 'CANCELLING'
  | 'CANCELLED'

/** Why inventory did not do what it was asked. */
export interface StockRefusal {
  readonly reason: string
  readonly facts: Readonly<Record<string, string>>
}

/** Goods that were ordered, or that are given away 赠品/样品. */
export type DeliveryKind = 'SALE' | 'GIFT'

/** What every delivery 发货单 has, whatever its status. */
export interface DeliveryHeader {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly kind: DeliveryKind
  readonly status: DeliveryStatus
  readonly customerId: string
  /** Null exactly for a gift. */
  readonly salesOrderId: string | null
  /** Why it is given away; null exactly for a sale. */
  readonly giftReason: string | null
  /** Of a gift: the order that earned it by promotions; null for others. */
  readonly earnedByOrderId: string | null
  /** Who gives it away on their own word; null for a sale, and for what an order earned. */
  readonly givenBy: string | null
  /** What a gift waits for, or waited for last; null where nobody was asked. */
  readonly approval: DocumentApproval | null
  /** Where the goods leave from: the order's, or the one a gift is taken from. */
  readonly warehouseId: string
  readonly deliveredOn: BusinessDate
  /** The company's own currency, in which stock is valued. */
  readonly currency: Currency
  /** When what its goods cost is cost of sales; decided by confirming it, and for gifts at once. */
  readonly costOfSales: CostOfSales
  /** The newest attempt to take the goods out of stock or to take them back. */
  readonly sagaId: string | null
  /** Why the last attempt failed. */
  readonly refusal: StockRefusal | null
  readonly version: number
  readonly createdAt: Date
  readonly confirmedAt: Date | null
}

/** Goods that go out for one order line, or are given away. */
export interface DeliveryLine {
  readonly id: string
  readonly deliveryId: string
  readonly lineNumber: number
  readonly salesOrderId: string | null
  readonly salesOrderLineId: string | null
  /** What the goods are worth to others, where they are given away. */
  readonly gift: GiftTerms | null
  /** The promotion it was earned by; null for what was not. */
  readonly promotionId: string | null
  readonly itemId: string
  /** The order line's unit. */
  readonly unit: string
  readonly factor: UnitFactor
  readonly quantity: Quantity
  readonly baseQuantity: Quantity
  /** Held by returns being confirmed, and taken by confirmed ones. */
  readonly returnedBaseQuantity: Quantity
  /** Taken by invoices, drafts among them. */
  readonly invoicedBaseQuantity: Quantity
  /** Came back after it was invoiced and is credited, by drafts too. */
  readonly creditedBaseQuantity: Quantity
}

/** Goods that go to a customer, for one order or as a gift. */
export interface Delivery extends DeliveryHeader {
  readonly lines: readonly DeliveryLine[]
}
export type NewDelivery = Omit<Delivery, 'number'>

/** Who wrote what is given away does not let it go: giving value away takes two persons 不相容职务分离. */
export type GiftNeedsAnother = Refusal<'GiftNeedsAnother', { deliveryId: string }>
export type DeliveryNotFound = Refusal<'DeliveryNotFound', { deliveryId: string }>
/** The delivery is not where this can be done. */
export type DeliveryStatusWrong = Refusal<
  'DeliveryStatusWrong',
  { status: DeliveryStatus; allowed: readonly DeliveryStatus[] }
>
/** What it did is not posted in stock and ledger yet, so it cannot be taken back yet. */
export type DeliveryNotPosted = Refusal<'DeliveryNotPosted', { deliveryId: string }>
/** Goods of it came back, or are about to: it cannot be taken back as a whole any more. */
export type DeliveryReturned = Refusal<'DeliveryReturned', { deliveryId: string }>
/** An invoice charges for goods of it, perhaps a draft: that has to be cancelled first. */
export type DeliveryInvoiced = Refusal<'DeliveryInvoiced', { deliveryId: string }>
export type SalesOrderLineNotFound = Refusal<
  'SalesOrderLineNotFound',
  { salesOrderLineId: string; path: readonly string[] }
>
/** More would go out than is still open on the order; quantities in the item's base unit. */
export type OverDelivery = Refusal<
  'OverDelivery',
  {
    salesOrderLineId: string
    ordered: string
    delivered: string
    requested: string
    open: string
    path: readonly string[]
  }
>

/** Ordered and not gone out, nor held by a delivery being confirmed. */
export function openQuantity(line: Pick<SalesOrderLine, 'baseQuantity' | 'deliveredBaseQuantity'>): Quantity {
  return subtractQuantity(line.baseQuantity, line.deliveredBaseQuantity)
}

/** Asks inventory to let the goods of a draft or refused delivery go; `order` is locked by the caller. */
export function startDelivering(
  delivery: Delivery,
  order: SalesOrder,
  { sagaId, costOfSales }: { readonly sagaId: string; readonly costOfSales: CostOfSales },
): Delivery | DeliveryStatusWrong | SalesOrderStatusWrong | SalesOrderLineNotFound | OverDelivery {
  const wrong = requireDeliveryStatus(delivery, 'DRAFT', 'REFUSED') ?? requireStatus(order, 'CONFIRMED')
  if (wrong) return wrong
  const lines = new Map(order.lines.map((line) => [line.id, line]))
  for (const [index, { salesOrderLineId, baseQuantity }] of delivery.lines.entries()) {
    if (salesOrderLineId === null) throw new Error(`Delivery ${delivery.id} gives goods of an order away.`)
    const line = lines.get(salesOrderLineId)
    if (!line) return lineNotFound(salesOrderLineId, `lines.${index}.salesOrderLineId`)
    const over = overDelivery(line, baseQuantity, `lines.${index}.quantity`)
    if (over) return over
  }
  return { ...delivery, status: 'CONFIRMING', sagaId, costOfSales, refusal: null }
}

/** Asks inventory to let goods go that are given away; no order counts them. */
export function startGiving(delivery: Delivery, sagaId: string): Delivery | DeliveryStatusWrong {
  return (
    requireDeliveryStatus(delivery, 'DRAFT', 'REFUSED') ?? { ...delivery, status: 'CONFIRMING', sagaId, refusal: null }
  )
}

/** The goods left the stock: the delivery stands. */
export function completeDelivering(delivery: Delivery, now: Date): Delivery {
  return { ...delivery, status: 'CONFIRMED', confirmedAt: now }
}

/** The goods stay, and a clerk sees why and can confirm anew or give it up. */
export function refuseDelivering(delivery: Delivery, refusal: StockRefusal): Delivery {
  return { ...delivery, status: 'REFUSED', refusal }
}

/**
 * The goods stay, but may have left and come back meanwhile: stock and ledger then know this delivery as done and undone, so
 * it ends here and what still has to go out is written anew.
 */
export function giveUpDelivering(delivery: Delivery, refusal: StockRefusal): Delivery {
  return { ...delivery, status: 'CANCELLED', refusal }
}

/** A delivery that is not wanted any more, and whose goods never left. */
export function dropDelivery(delivery: Delivery): Delivery {
  const { status, approval } = delivery
  const given = status === 'PENDING_APPROVAL' ? outdated(approval) : approval
  return { ...delivery, status: 'CANCELLED', refusal: null, approval: given }
}

/** Asks inventory to take the goods of a confirmed delivery back, at what they left with. */
export function startTakingBack(delivery: Delivery, sagaId: string): Delivery {
  return { ...delivery, status: 'CANCELLING', sagaId, refusal: null }
}

/** The goods are back in stock. */
export function completeTakingBack(delivery: Delivery): Delivery {
  return { ...delivery, status: 'CANCELLED' }
}

/** The goods cannot come back: the delivery stands, and a clerk sees why. */
export function refuseTakingBack(delivery: Delivery, refusal: StockRefusal): Delivery {
  return { ...delivery, status: 'CONFIRMED', refusal }
}

export function requireDeliveryStatus(
  { status }: { readonly status: DeliveryStatus },
  ...allowed: DeliveryStatus[]
): DeliveryStatusWrong | undefined {
  return allowed.includes(status) ? undefined : refuse('DeliveryStatusWrong', { status, allowed })
}

/** More than is open of an order line. */
export function overDelivery(line: SalesOrderLine, requested: Quantity, path: string): OverDelivery | undefined {
  const open = openQuantity(line)
  if (requested.lte(open)) return undefined
  return at(
    refuse('OverDelivery', {
      salesOrderLineId: line.id,
      ordered: line.baseQuantity.toFixed(),
      delivered: line.deliveredBaseQuantity.toFixed(),
      requested: requested.toFixed(),
      open: open.toFixed(),
    }),
    path,
  )
}

export function lineNotFound(salesOrderLineId: string, path: string): SalesOrderLineNotFound {
  return at(refuse('SalesOrderLineNotFound', { salesOrderLineId }), path)
}
