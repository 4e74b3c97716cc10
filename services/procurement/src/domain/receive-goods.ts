import {
  addQuantity,
  type BusinessDate,
  type Currency,
  type Decimal,
  isRefusal,
  isWithinLimit,
  type Money,
  parseDecimal,
  parsePositiveQuantity,
  type Quantity,
  type QuantityNotExact,
  type Refusal,
  refuse,
  sum,
  toBaseQuantity,
  type UnitFactor,
  zero,
  zeroQuantity,
} from '@erp/values'
import type { PurchaseOrderLineNotFound } from './amend-purchase-order.ts'
import { type Arrival, arrivalsOf, type GoodsOnTheirWay } from './goods-in-transit.ts'
import type { GoodsReceipt, GoodsReceiptLine, GoodsReceiptNotDraft, ValuedReceiptLine } from './goods-receipt.ts'
import { at, type InvalidInput, invalid } from './input.ts'
import { type OverReceipt, overReceipt } from './over-receipt.ts'
import { type NotPostable, type PostingFacts, whyNotPostable } from './posting-readiness.ts'
import {
  lineClosed,
  lineCountProblem,
  type PurchaseOrderLineClosed,
  type PurchaseOrderNotConfirmed,
  type PurchaseOrderStatus,
} from './purchase-order.ts'
import type { AnyQuantityInvalid, ItemInactive, ItemUnknown } from './purchase-order-line.ts'
import type { EstimateMode } from './receipt-estimate.ts'
import type { CompanyFacts, CompanyNotReady, ItemFacts, WarehouseFacts } from './replicated-facts.ts'
import { valueArrival, waiting } from './value-arrival.ts'

/** What a person says about an arrival. */
export interface ReceiptInput {
  readonly warehouseId: string
  readonly receivedOn: BusinessDate
  readonly exchangeRate?: string | null | undefined
  readonly lines: readonly { readonly purchaseOrderLineId: string; readonly quantity: string }[]
}

/** An order line as goods arrive for it. */
export interface OpenOrderLine {
  readonly purchaseOrderLineId: string
  readonly purchaseOrderId: string
  readonly orderStatus: PurchaseOrderStatus
  readonly supplierId: string
  readonly currency: Currency
  /** The order's revision in which the line changed last: what the decision was made on. */
  readonly revision: number
  readonly itemId: string
  readonly item: ItemFacts | undefined
  readonly unit: string
  readonly factor: UnitFactor
  readonly quantity: Quantity
  readonly baseQuantity: Quantity
  readonly unitPrice: Decimal
  readonly overReceiptPercent: Decimal
  readonly receivedBaseQuantity: Quantity
  readonly returnedBaseQuantity: Quantity
  /** Its rest was given up. */
  readonly closed: boolean
  /** Goods of it that were charged before they came, oldest first. */
  readonly onTheirWay: readonly GoodsOnTheirWay[]
}

/** Everything a receipt is decided on, read at once. */
export interface ReceivingFacts extends PostingFacts {
  readonly company: CompanyFacts | undefined
  readonly warehouse: WarehouseFacts | undefined
  readonly orderLines: ReadonlyMap<string, OpenOrderLine>
  /** What the company chose for estimates of receipts of the day. */
  readonly estimateMode: EstimateMode
}

export type WarehouseUnknown = Refusal<'WarehouseUnknown', { warehouseId: string; path: readonly string[] }>
export type WarehouseInactive = Refusal<'WarehouseInactive', { warehouseId: string; path: readonly string[] }>
export type ItemNotStocked = Refusal<'ItemNotStocked', { itemId: string; path: readonly string[] }>
/** An invoice that charges these goods before they come is being confirmed or taken back. */
export type GoodsBeingCharged = Refusal<
  'GoodsBeingCharged',
  { purchaseOrderLineId: string; supplierInvoiceNumber: string; path: readonly string[] }
>
export type DraftRefused =
  | InvalidInput
  | CompanyNotReady
  | WarehouseUnknown
  | PurchaseOrderLineNotFound
  | PurchaseOrderNotConfirmed
  | PurchaseOrderLineClosed
  | AnyQuantityInvalid
  | (QuantityNotExact & { path: readonly string[] })
export type ConfirmRefused =
  | GoodsReceiptNotDraft
  | GoodsBeingCharged
  | CompanyNotReady
  | WarehouseUnknown
  | WarehouseInactive
  | ItemUnknown
  | ItemInactive
  | ItemNotStocked
  | PurchaseOrderLineNotFound
  | PurchaseOrderLineClosed
  | OverReceipt
  | InvalidInput
  | NotPostable

/** A receipt that has no number yet: it gets one when it is written. */
export type NewGoodsReceipt = Omit<GoodsReceipt, 'number'>

/** A draft receipt: one supplier, one currency, one warehouse; quantities in the units of the order lines. */
export function draftGoodsReceipt(
  input: ReceiptInput,
  context: { id: string; companyId: string; newLineId: () => string; now: Date },
  facts: ReceivingFacts,
): NewGoodsReceipt | DraftRefused {
  const { company, warehouse } = facts
  if (!company) return refuse('CompanyNotReady', { companyId: context.companyId })
  if (!warehouse) return at(refuse('WarehouseUnknown', { warehouseId: input.warehouseId }), 'warehouseId')
  const problem = lineCountProblem(input.lines.length)
  if (problem) return invalid('lines', problem)

  const lines: GoodsReceiptLine[] = []
  let first: OpenOrderLine | undefined
  for (const [index, wanted] of input.lines.entries()) {
    const path = `lines.${index}`
    const ordered = facts.orderLines.get(wanted.purchaseOrderLineId)
    if (!ordered) return orderLineNotFound(wanted.purchaseOrderLineId, `${path}.purchaseOrderLineId`)
    if (ordered.orderStatus !== 'CONFIRMED')
      return refuse('PurchaseOrderNotConfirmed', {
        purchaseOrderId: ordered.purchaseOrderId,
        status: ordered.orderStatus,
      })
    if (ordered.closed) return lineClosed(wanted.purchaseOrderLineId, `${path}.purchaseOrderLineId`)
    first ??= ordered
    if (ordered.supplierId !== first.supplierId) return invalid(`${path}.purchaseOrderLineId`, 'OTHER_SUPPLIER')
    if (ordered.currency !== first.currency) return invalid(`${path}.purchaseOrderLineId`, 'OTHER_CURRENCY')

    const quantity = parsePositiveQuantity(wanted.quantity)
    if (isRefusal(quantity)) return at(quantity, `${path}.quantity`)
    const baseQuantity = toBaseQuantity(quantity, ordered.factor)
    if (isRefusal(baseQuantity)) return at(baseQuantity, `${path}.quantity`)
    lines.push({
      id: context.newLineId(),
      goodsReceiptId: context.id,
      lineNumber: index + 1,
      purchaseOrderId: ordered.purchaseOrderId,
      purchaseOrderLineId: ordered.purchaseOrderLineId,
      itemId: ordered.itemId,
      unit: ordered.unit,
      factor: ordered.factor,
      quantity,
      baseQuantity,
      netValue: null,
      orderValue: null,
      returnedBaseQuantity: zeroQuantity,
      returnedValue: zero(company.baseCurrency),
      invoicedBaseQuantity: zeroQuantity,
      invoicedValue: zero(company.baseCurrency),
      transitBaseQuantity: zeroQuantity,
      transitValue: zero(company.baseCurrency),
      returnedInvoicedBaseQuantity: zeroQuantity,
      returnedInvoicedValue: zero(company.baseCurrency),
      ...{ reversedValue: zero(company.baseCurrency), reversalId: null },
    })
  }
  if (!first) return invalid('lines', 'EMPTY')
  const exchangeRate = readExchangeRate(input.exchangeRate, first.currency, company.baseCurrency)
  if (isRefusal(exchangeRate)) return exchangeRate
  return {
    id: context.id,
    companyId: context.companyId,
    status: 'DRAFT',
    supplierId: first.supplierId,
    warehouseId: warehouse.warehouseId,
    receivedOn: input.receivedOn,
    orderCurrency: first.currency,
    exchangeRate,
    currency: company.baseCurrency,
    netValue: null,
    estimateMode: facts.estimateMode,
    lines,
    version: 1,
    createdAt: context.now,
    confirmedAt: null,
  }
}

/** A rate is asked for exactly when the order is in another currency: 0 < rate < 10^10, at most eight decimals. */
export function readExchangeRate(
  text: string | null | undefined,
  orderCurrency: Currency,
  ownCurrency: Currency,
): Decimal | null | InvalidInput {
  if (orderCurrency === ownCurrency) return text == null ? null : invalid('exchangeRate', 'SAME_CURRENCY')
  if (text == null) return invalid('exchangeRate', 'MISSING_FOR_FOREIGN_CURRENCY')
  const rate = parseDecimal(text, { scale: 8, min: '0', max: '9999999999' })
  return isRefusal(rate) || rate.isZero() ? invalid('exchangeRate', 'NOT_A_RATE_WITH_EIGHT_DECIMALS') : rate
}

/** What confirming a receipt adds to it. */
export interface Confirmation {
  readonly status: 'CONFIRMED'
  readonly netValue: Money
  readonly estimateMode: EstimateMode
  readonly confirmedAt: Date
  readonly lines: readonly ValuedReceiptLine[]
  readonly arrivals: readonly ArrivalOnLine[]
}

/** What a receipt line takes of goods that were charged before they came. */
export type ArrivalOnLine = Arrival & { readonly goodsReceiptLineId: string }

/**
 * Whether a draft can be confirmed, and its values if so. Each line is worth the order's price extended over what
 * arrived, in the order's unit, at the receipt's rate (P1, purchase receipt): the one number stock and ledger share. What was
 * charged before it came is worth what it was charged at (P3).
 */
export function confirmGoodsReceipt(
  receipt: NewGoodsReceipt,
  facts: ReceivingFacts,
  now: Date,
): Confirmation | ConfirmRefused {
  if (receipt.status !== 'DRAFT') return refuse('GoodsReceiptNotDraft', { status: receipt.status })
  if (!facts.company?.active) return refuse('CompanyNotReady', { companyId: receipt.companyId })
  const { warehouse } = facts
  if (!warehouse) return at(refuse('WarehouseUnknown', { warehouseId: receipt.warehouseId }), 'warehouseId')
  if (!warehouse.active) return at(refuse('WarehouseInactive', { warehouseId: receipt.warehouseId }), 'warehouseId')

  const requested = new Map<string, Quantity>()
  const lines: ValuedReceiptLine[] = []
  const arrivals: ArrivalOnLine[] = []
  const itemClasses = new Set<ItemFacts['itemClass']>()
  for (const [index, line] of receipt.lines.entries()) {
    const path = `lines.${index}`
    const ordered = facts.orderLines.get(line.purchaseOrderLineId)
    if (!ordered) return orderLineNotFound(line.purchaseOrderLineId, `${path}.purchaseOrderLineId`)
    if (ordered.closed) return lineClosed(line.purchaseOrderLineId, `${path}.purchaseOrderLineId`)
    const item = whyNotReceivable(ordered, `${path}.purchaseOrderLineId`)
    if (isRefusal(item)) return item
    itemClasses.add(item.itemClass)

    const total = addQuantity(requested.get(line.purchaseOrderLineId) ?? zeroQuantity, line.baseQuantity)
    requested.set(line.purchaseOrderLineId, total)
    const over = overReceipt(ordered, total, `${path}.quantity`)
    if (over) return over

    const arrived = arrivalsOf(line.baseQuantity, waiting(ordered, arrivals))
    const valued = valueArrival(receipt, line, ordered, arrived)
    if (!isWithinLimit(valued.netValue)) return invalid(`${path}.quantity`, 'AMOUNT_TOO_LARGE')
    arrivals.push(...arrived.map((one) => ({ ...one, goodsReceiptLineId: line.id })))
    lines.push(valued)
  }

  const notPostable = whyNotPostable(
    {
      eventKind: 'PURCHASE_RECEIPT',
      businessDate: receipt.receivedOn,
      datePath: 'receivedOn',
      itemClasses,
      valuationAreaId: warehouse.valuationAreaId,
    },
    facts,
  )
  if (notPostable) return notPostable
  const netValue = sum(
    lines.map((line) => line.netValue),
    receipt.currency,
  )
  if (!isWithinLimit(netValue)) return invalid('lines', 'AMOUNT_TOO_LARGE')
  return { status: 'CONFIRMED', netValue, estimateMode: facts.estimateMode, confirmedAt: now, lines, arrivals }
}

/** The item, when it is one that can lie in a warehouse and is still dealt in. */
function whyNotReceivable(
  { itemId, item }: OpenOrderLine,
  path: string,
): ItemFacts | ItemUnknown | ItemInactive | ItemNotStocked {
  if (!item) return at(refuse('ItemUnknown', { itemId }), path)
  if (!item.active) return at(refuse('ItemInactive', { itemId }), path)
  return item.itemClass === 'SERVICE' ? at(refuse('ItemNotStocked', { itemId }), path) : item
}

function orderLineNotFound(purchaseOrderLineId: string, path: string): PurchaseOrderLineNotFound {
  return at(refuse('PurchaseOrderLineNotFound', { purchaseOrderLineId }), path)
}
