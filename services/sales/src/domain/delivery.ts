import {
  type BusinessDate,
  type Currency,
  isRefusal,
  parsePositiveQuantity,
  type Quantity,
  type QuantityNotExact,
  type Refusal,
  refuse,
  subtractQuantity,
  toBaseQuantity,
  type UnitFactor,
  zeroQuantity,
} from '@erp/values'
import { at, type InvalidInput, invalid } from './input.ts'
import { lineCountProblem, requireStatus, type SalesOrder, type SalesOrderStatusWrong } from './sales-order.ts'
import type { AnyQuantityInvalid, SalesOrderLine } from './sales-order-line.ts'

/**
 * DRAFT → CONFIRMING → CONFIRMED. Inventory may not let the goods go: REFUSED, and a clerk confirms again or gives it up. A
 * confirmed one can be taken back: CANCELLING → CANCELLED.
 */
export type DeliveryStatus = 'DRAFT' | 'CONFIRMING' | 'CONFIRMED' | 'REFUSED' | 'CANCELLING' | 'CANCELLED'

/** Why inventory did not do what it was asked. */
export interface StockRefusal {
  readonly reason: string
  readonly facts: Readonly<Record<string, string>>
}

/** What every delivery 发货单 has, whatever its status. */
export interface DeliveryHeader {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly status: DeliveryStatus
  readonly customerId: string
  readonly salesOrderId: string
  /** Where the goods leave from: the order's. */
  readonly warehouseId: string
  readonly deliveredOn: BusinessDate
  /** The company's own currency, in which stock is valued. */
  readonly currency: Currency
  /** The newest attempt to take the goods out of stock or to take them back. */
  readonly sagaId: string | null
  /** Why the last attempt failed. */
  readonly refusal: StockRefusal | null
  readonly version: number
  readonly createdAt: Date
  readonly confirmedAt: Date | null
}

/** Goods that go out for one order line. */
export interface DeliveryLine {
  readonly id: string
  readonly deliveryId: string
  readonly lineNumber: number
  readonly salesOrderId: string
  readonly salesOrderLineId: string
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

/** Goods that go to a customer for one order. */
export interface Delivery extends DeliveryHeader {
  readonly lines: readonly DeliveryLine[]
}
export type NewDelivery = Omit<Delivery, 'number'>

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

export type DeliveryDraftRefused =
  | InvalidInput
  | SalesOrderStatusWrong
  | SalesOrderLineNotFound
  | OverDelivery
  | AnyQuantityInvalid
  | (QuantityNotExact & { path: readonly string[] })

/** What a person says about goods that go out. Without lines: all that is still open on the order. */
export interface DeliveryInput {
  readonly deliveredOn: BusinessDate
  readonly lines: readonly { readonly salesOrderLineId: string; readonly quantity: string }[] | null
}

/** A draft delivery for a confirmed order; nothing is counted on it yet. */
export function draftDelivery(
  input: DeliveryInput,
  context: { id: string; newLineId: () => string; now: Date },
  order: SalesOrder,
): NewDelivery | DeliveryDraftRefused {
  const wrong = requireStatus(order, 'CONFIRMED')
  if (wrong) return wrong
  const wanted = input.lines === null ? openLines(order) : readLines(input.lines, order)
  if (isRefusal(wanted)) return wanted
  const problem = lineCountProblem(wanted.length)
  if (problem) return invalid('lines', input.lines === null ? 'NOTHING_OPEN' : problem)
  return {
    id: context.id,
    companyId: order.companyId,
    status: 'DRAFT',
    customerId: order.customerId,
    salesOrderId: order.id,
    warehouseId: order.warehouseId,
    deliveredOn: input.deliveredOn,
    currency: order.currency,
    sagaId: null,
    refusal: null,
    lines: wanted.map(({ line, quantity, baseQuantity }, index) => ({
      id: context.newLineId(),
      deliveryId: context.id,
      lineNumber: index + 1,
      salesOrderId: order.id,
      salesOrderLineId: line.id,
      itemId: line.itemId,
      unit: line.unit,
      factor: line.factor,
      quantity,
      baseQuantity,
      returnedBaseQuantity: zeroQuantity,
      invoicedBaseQuantity: zeroQuantity,
      creditedBaseQuantity: zeroQuantity,
    })),
    version: 1,
    createdAt: context.now,
    confirmedAt: null,
  }
}

interface Wanted {
  readonly line: SalesOrderLine
  readonly quantity: Quantity
  readonly baseQuantity: Quantity
}

function readLines(given: NonNullable<DeliveryInput['lines']>, order: SalesOrder): Wanted[] | DeliveryDraftRefused {
  const lines = new Map(order.lines.map((line) => [line.id, line]))
  const wanted = new Map<string, Wanted>()
  for (const [index, { salesOrderLineId, quantity: text }] of given.entries()) {
    const path = `lines.${index}`
    const line = lines.get(salesOrderLineId)
    if (!line) return lineNotFound(salesOrderLineId, `${path}.salesOrderLineId`)
    if (wanted.has(line.id)) return invalid(`${path}.salesOrderLineId`, 'NAMED_TWICE')
    const quantity = parsePositiveQuantity(text)
    if (isRefusal(quantity)) return at(quantity, `${path}.quantity`)
    const baseQuantity = toBaseQuantity(quantity, line.factor)
    if (isRefusal(baseQuantity)) return at(baseQuantity, `${path}.quantity`)
    const over = overDelivery(line, baseQuantity, `${path}.quantity`)
    if (over) return over
    wanted.set(line.id, { line, quantity, baseQuantity })
  }
  return [...wanted.values()]
}

/** All that is still open, of lines whose rest can be said in their own unit. */
function openLines({ lines }: SalesOrder): Wanted[] | InvalidInput {
  const wanted: Wanted[] = []
  for (const line of lines) {
    const baseQuantity = openQuantity(line)
    if (baseQuantity.isZero()) continue
    const { numerator, denominator } = line.factor
    const quantity = toBaseQuantity(baseQuantity, { numerator: denominator, denominator: numerator })
    if (isRefusal(quantity)) return invalid('lines', 'REST_NOT_EXACT_IN_ITS_UNIT')
    wanted.push({ line, quantity, baseQuantity })
  }
  return wanted
}

/** Ordered and not gone out, nor held by a delivery being confirmed. */
export function openQuantity(line: Pick<SalesOrderLine, 'baseQuantity' | 'deliveredBaseQuantity'>): Quantity {
  return subtractQuantity(line.baseQuantity, line.deliveredBaseQuantity)
}

/** Asks inventory to let the goods of a draft or refused delivery go; `order` is locked by the caller. */
export function startDelivering(
  delivery: Delivery,
  order: SalesOrder,
  sagaId: string,
): Delivery | DeliveryStatusWrong | SalesOrderStatusWrong | SalesOrderLineNotFound | OverDelivery {
  const wrong = requireDeliveryStatus(delivery, 'DRAFT', 'REFUSED') ?? requireStatus(order, 'CONFIRMED')
  if (wrong) return wrong
  const lines = new Map(order.lines.map((line) => [line.id, line]))
  for (const [index, { salesOrderLineId, baseQuantity }] of delivery.lines.entries()) {
    const line = lines.get(salesOrderLineId)
    if (!line) return lineNotFound(salesOrderLineId, `lines.${index}.salesOrderLineId`)
    const over = overDelivery(line, baseQuantity, `lines.${index}.quantity`)
    if (over) return over
  }
  return { ...delivery, status: 'CONFIRMING', sagaId, refusal: null }
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

/** A draft or refused delivery that is not wanted any more. */
export function dropDelivery(delivery: Delivery): Delivery {
  return { ...delivery, status: 'CANCELLED', refusal: null }
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

function overDelivery(line: SalesOrderLine, requested: Quantity, path: string): OverDelivery | undefined {
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

function lineNotFound(salesOrderLineId: string, path: string): SalesOrderLineNotFound {
  return at(refuse('SalesOrderLineNotFound', { salesOrderLineId }), path)
}
