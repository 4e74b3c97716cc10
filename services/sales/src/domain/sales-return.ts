import {
  type BusinessDate,
  type Currency,
  isRefusal,
  type Money,
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
import type { CostOfSales } from './cost-of-sales.ts'
import type { DeliveryLine, StockRefusal } from './delivery.ts'
import type { GiftNotReturnable } from './gift.ts'
import { at, type InvalidInput, invalid } from './input.ts'
import { factorOf, type ItemFacts, type UnitUnknown } from './replicated-facts.ts'
import { lineCountProblem } from './sales-order.ts'
import type { AnyQuantityInvalid } from './sales-order-line.ts'

/** DRAFT → CONFIRMING → CONFIRMED. Inventory may not take the goods: REFUSED, and a clerk confirms again or gives it up. */
export type SalesReturnStatus = 'DRAFT' | 'CONFIRMING' | 'CONFIRMED' | 'REFUSED' | 'CANCELLED'

/** What every sales return 销售退货单 has, whatever its status. */
export interface SalesReturnHeader {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly status: SalesReturnStatus
  readonly customerId: string
  /** Where the goods are put. */
  readonly warehouseId: string
  readonly returnedOn: BusinessDate
  /** Why no delivery is named 无源退货; null where deliveries are. */
  readonly reason: string | null
  /** The company's own currency, in which stock is valued. */
  readonly currency: Currency
  /** The newest attempt to take the goods into stock. */
  readonly sagaId: string | null
  /** Why inventory did not take them; set exactly while REFUSED. */
  readonly refusal: StockRefusal | null
  readonly version: number
  readonly createdAt: Date
  readonly confirmedAt: Date | null
  /** Who made it; null where nobody wrote that down. */
  readonly createdBy: string | null
}

/** Goods that come back, of one delivery line or without a source. */
export interface SalesReturnLine {
  readonly id: string
  readonly salesReturnId: string
  readonly lineNumber: number
  readonly deliveryId: string | null
  readonly deliveryLineId: string | null
  /** What goods without a source are worth where none of them is on hand to tell; null where nobody said. */
  readonly statedCost: Money | null
  readonly itemId: string
  readonly unit: string
  readonly quantity: Quantity
  readonly baseQuantity: Quantity
  /** Credited of it, by drafts too. */
  readonly creditedBaseQuantity: Quantity
}

/** Goods that come back from one customer, into stock at what they cost when they went out; without a source, at what they cost now. */
export interface SalesReturn extends SalesReturnHeader {
  readonly lines: readonly SalesReturnLine[]
}
export type NewSalesReturn = Omit<SalesReturn, 'number'>

/** A line of a confirmed delivery, as goods of it come back. */
export interface ReturnableLine extends DeliveryLine {
  readonly customerId: string
  readonly warehouseId: string
  readonly deliveredOn: BusinessDate
  readonly currency: Currency
  readonly costOfSales: CostOfSales
  readonly item: ItemFacts | undefined
}

export type SalesReturnNotFound = Refusal<'SalesReturnNotFound', { salesReturnId: string }>
/** The return is not where this can be done. */
/** No delivery vouches for the goods, so that they came back is said by two persons. */
export type SalesReturnNeedsAnother = Refusal<'SalesReturnNeedsAnother', { salesReturnId: string }>
export type SalesReturnStatusWrong = Refusal<
  'SalesReturnStatusWrong',
  { status: SalesReturnStatus; allowed: readonly SalesReturnStatus[] }
>
export type DeliveryLineNotFound = Refusal<'DeliveryLineNotFound', { deliveryLineId: string; path: readonly string[] }>
/** More would come back than is still with the customer; quantities in the item's base unit. */
export type ReturnExceedsDelivered = Refusal<
  'ReturnExceedsDelivered',
  {
    deliveryLineId: string
    delivered: string
    returned: string
    requested: string
    available: string
    path: readonly string[]
  }
>

/** Goods that were cost of sales when they went out, and goods that are so when they are invoiced, come back by returns of their own. */
export type DeliveriesCostedApart = Refusal<
  'DeliveriesCostedApart',
  { deliveryLineId: string; path: readonly string[] }
>

export type ReturnDraftRefused =
  | InvalidInput
  | DeliveriesCostedApart
  | DeliveryLineNotFound
  | GiftNotReturnable
  | (UnitUnknown & { path: readonly string[] })
  | AnyQuantityInvalid
  | (QuantityNotExact & { path: readonly string[] })
  | ReturnExceedsDelivered

/** What a person says about goods that come back. */
export interface ReturnInput {
  /** Left out: where the first line's goods left from. */
  readonly warehouseId?: string | null | undefined
  readonly returnedOn: BusinessDate
  readonly lines: readonly {
    readonly deliveryLineId: string
    readonly quantity: string
    /** Left out: the delivery line's unit. A box can come back by the piece. */
    readonly unit?: string | null | undefined
  }[]
}

/** A draft return of goods of one customer's confirmed deliveries; nothing is held yet. */
export function draftSalesReturn(
  input: ReturnInput,
  context: { id: string; companyId: string; newLineId: () => string; createdBy: string; now: Date },
  deliveryLines: ReadonlyMap<string, ReturnableLine>,
): NewSalesReturn | ReturnDraftRefused {
  const problem = lineCountProblem(input.lines.length)
  if (problem) return invalid('lines', problem)
  const lines: SalesReturnLine[] = []
  const seen = new Set<string>()
  let first: ReturnableLine | undefined
  for (const [index, wanted] of input.lines.entries()) {
    const path = `lines.${index}`
    const delivered = deliveryLines.get(wanted.deliveryLineId)
    if (!delivered) return lineNotFound(wanted.deliveryLineId, `${path}.deliveryLineId`)
    if (delivered.gift)
      return at(refuse('GiftNotReturnable', { deliveryLineId: delivered.id }), `${path}.deliveryLineId`)
    if (seen.has(delivered.id)) return invalid(`${path}.deliveryLineId`, 'NAMED_TWICE')
    seen.add(delivered.id)
    first ??= delivered
    if (delivered.customerId !== first.customerId) return invalid(`${path}.deliveryLineId`, 'OTHER_CUSTOMER')
    if (delivered.costOfSales !== first.costOfSales)
      return at(refuse('DeliveriesCostedApart', { deliveryLineId: delivered.id }), `${path}.deliveryLineId`)
    if (input.returnedOn < delivered.deliveredOn) return invalid('returnedOn', 'BEFORE_THE_DELIVERY')

    const unit = wanted.unit ?? delivered.unit
    const factor = unitOf(delivered, unit)
    if (isRefusal(factor)) return at(factor, `${path}.unit`)
    const quantity = parsePositiveQuantity(wanted.quantity)
    if (isRefusal(quantity)) return at(quantity, `${path}.quantity`)
    const baseQuantity = toBaseQuantity(quantity, factor)
    if (isRefusal(baseQuantity)) return at(baseQuantity, `${path}.quantity`)
    const exceeds = whyTooMuch(delivered, baseQuantity, `${path}.quantity`)
    if (exceeds) return exceeds
    lines.push({
      id: context.newLineId(),
      salesReturnId: context.id,
      lineNumber: index + 1,
      deliveryId: delivered.deliveryId,
      deliveryLineId: delivered.id,
      statedCost: null,
      itemId: delivered.itemId,
      unit,
      quantity,
      baseQuantity,
      creditedBaseQuantity: zeroQuantity,
    })
  }
  if (!first) return invalid('lines', 'EMPTY')
  return {
    id: context.id,
    companyId: context.companyId,
    status: 'DRAFT',
    customerId: first.customerId,
    warehouseId: input.warehouseId ?? first.warehouseId,
    returnedOn: input.returnedOn,
    reason: null,
    currency: first.currency,
    sagaId: null,
    refusal: null,
    lines,
    version: 1,
    createdAt: context.now,
    confirmedAt: null,
    createdBy: context.createdBy,
  }
}

/** Asks inventory to take the goods of a draft or refused return. `deliveryLines` are locked by the caller. */
export function startReceiving(
  salesReturn: SalesReturn,
  deliveryLines: ReadonlyMap<string, ReturnableLine>,
  sagaId: string,
): SalesReturn | SalesReturnStatusWrong | DeliveryLineNotFound | ReturnExceedsDelivered {
  const wrong = requireReturnStatus(salesReturn, 'DRAFT', 'REFUSED')
  if (wrong) return wrong
  for (const [index, { deliveryLineId, baseQuantity }] of salesReturn.lines.entries()) {
    if (deliveryLineId === null) continue
    const delivered = deliveryLines.get(deliveryLineId)
    if (!delivered) return lineNotFound(deliveryLineId, `lines.${index}.deliveryLineId`)
    const exceeds = whyTooMuch(delivered, baseQuantity, `lines.${index}.quantity`)
    if (exceeds) return exceeds
  }
  return { ...salesReturn, status: 'CONFIRMING', sagaId, refusal: null }
}

/** The goods are in stock: the return stands. */
export function completeReceiving(salesReturn: SalesReturn, now: Date): SalesReturn {
  return { ...salesReturn, status: 'CONFIRMED', confirmedAt: now }
}

/** The goods are not in stock, and a clerk sees why and can confirm anew or give it up. */
export function refuseReceiving(salesReturn: SalesReturn, refusal: StockRefusal): SalesReturn {
  return { ...salesReturn, status: 'REFUSED', refusal }
}

/** A draft or refused return that is not wanted any more. */
export function cancelSalesReturn(salesReturn: SalesReturn): SalesReturn | SalesReturnStatusWrong {
  const wrong = requireReturnStatus(salesReturn, 'DRAFT', 'REFUSED')
  return wrong ?? { ...salesReturn, status: 'CANCELLED', refusal: null }
}

export function requireReturnStatus(
  { status }: SalesReturnHeader,
  ...allowed: SalesReturnStatus[]
): SalesReturnStatusWrong | undefined {
  return allowed.includes(status) ? undefined : refuse('SalesReturnStatusWrong', { status, allowed })
}

/** The line's own unit with the factor it went out at, or another unit of the item as it is now. */
export function unitOf(
  delivered: Pick<ReturnableLine, 'unit' | 'factor' | 'item' | 'itemId'>,
  unit: string,
): UnitFactor | UnitUnknown {
  if (unit === delivered.unit) return delivered.factor
  if (delivered.item) return factorOf(delivered.item, unit)
  return refuse('UnitUnknown', { itemId: delivered.itemId, unit, known: [delivered.unit] })
}

function whyTooMuch(delivered: ReturnableLine, requested: Quantity, path: string): ReturnExceedsDelivered | undefined {
  const available = subtractQuantity(delivered.baseQuantity, delivered.returnedBaseQuantity)
  if (requested.lte(available)) return undefined
  return at(
    refuse('ReturnExceedsDelivered', {
      deliveryLineId: delivered.id,
      delivered: delivered.baseQuantity.toFixed(),
      returned: delivered.returnedBaseQuantity.toFixed(),
      requested: requested.toFixed(),
      available: available.toFixed(),
    }),
    path,
  )
}

export function lineNotFound(deliveryLineId: string, path: string): DeliveryLineNotFound {
  return at(refuse('DeliveryLineNotFound', { deliveryLineId }), path)
}
