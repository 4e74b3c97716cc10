import {
  type BusinessDate,
  type Currency,
  type Decimal,
  type Money,
  type Quantity,
  type Refusal,
  subtract,
  subtractQuantity,
  type UnitFactor,
} from '@erp/values'
import type { EstimateMode } from './receipt-estimate.ts'

export type GoodsReceiptStatus = 'DRAFT' | 'CONFIRMED' | 'CANCELLED'

/** What every goods receipt 采购入库单 has, whatever its status. */
export interface GoodsReceiptHeader {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly status: GoodsReceiptStatus
  readonly supplierId: string
  readonly warehouseId: string
  readonly receivedOn: BusinessDate
  readonly orderCurrency: Currency
  /** Own currency for one unit of the order's; null when they are the same. */
  readonly exchangeRate: Decimal | null
  /** The company's own currency, in which the receipt is valued. */
  readonly currency: Currency
  /** Set by confirming. */
  readonly netValue: Money | null
  /** What becomes of its estimate, as the company chose for its day; set by confirming. */
  readonly estimateMode: EstimateMode
  readonly version: number
  readonly createdAt: Date
  readonly confirmedAt: Date | null
}

/** Goods that arrived for one order line. */
export interface GoodsReceiptLine {
  readonly id: string
  readonly goodsReceiptId: string
  readonly lineNumber: number
  readonly purchaseOrderId: string
  readonly purchaseOrderLineId: string
  readonly itemId: string
  /** The order line's unit. */
  readonly unit: string
  readonly factor: UnitFactor
  readonly quantity: Quantity
  readonly baseQuantity: Quantity
  /** The order's price extended, in the company's own currency; set by confirming. */
  readonly netValue: Money | null
  /** What of that was not invoiced before it came, in the order's currency; null where that is the company's own. */
  readonly orderValue: Money | null
  /** Held by returns being confirmed, and taken by confirmed ones. */
  readonly returnedBaseQuantity: Quantity
  /** The part of `netValue` that went with it. */
  readonly returnedValue: Money
  /** Matched with invoices that are being confirmed or stand. */
  readonly invoicedBaseQuantity: Quantity
  /** The part of `netValue` that was cleared with it. */
  readonly invoicedValue: Money
  /** What of that was invoiced before it came 在途物资, and what it was charged at. */
  readonly transitBaseQuantity: Quantity
  readonly transitValue: Money
  /** What of that went back since: held by returns being confirmed, and taken by confirmed ones. */
  readonly returnedInvoicedBaseQuantity: Quantity
  /** What the invoices charged for it. */
  readonly returnedInvoicedValue: Money
  /** What of its estimate is taken back and not made anew, and what took it back last. */
  readonly reversedValue: Money
  readonly reversalId: string | null
}

/** So many goods, and what they count for. */
export interface ValuedQuantity {
  readonly quantity: Quantity
  readonly value: Money
}

/** What of a receipt line neither went back nor was invoiced. */
export function openQuantityOf({
  baseQuantity,
  returnedBaseQuantity,
  invoicedBaseQuantity,
}: Pick<GoodsReceiptLine, 'baseQuantity' | 'returnedBaseQuantity' | 'invoicedBaseQuantity'>): Quantity {
  return subtractQuantity(subtractQuantity(baseQuantity, returnedBaseQuantity), invoicedBaseQuantity)
}

/** The same, with the part of the line's value that is left for it. */
export function openOf(line: Omit<ValuedReceiptLine, 'goodsReceiptId'>): ValuedQuantity {
  return {
    quantity: openQuantityOf(line),
    value: subtract(subtract(line.netValue, line.returnedValue), line.invoicedValue),
  }
}

/** What of a receipt line was invoiced and did not go back since, of all that invoices which stand charge for it. */
export function invoicedLeftOf(
  line: Pick<GoodsReceiptLine, 'returnedInvoicedBaseQuantity' | 'returnedInvoicedValue'>,
  { quantity, value }: ValuedQuantity,
): ValuedQuantity {
  return {
    quantity: subtractQuantity(quantity, line.returnedInvoicedBaseQuantity),
    value: subtract(value, line.returnedInvoicedValue),
  }
}

/** Goods that arrived from one supplier in one warehouse, against order lines. */
export interface GoodsReceipt extends GoodsReceiptHeader {
  readonly lines: readonly GoodsReceiptLine[]
}

/** A line with the value that stock and ledger will share. */
export interface ValuedReceiptLine extends GoodsReceiptLine {
  readonly netValue: Money
}

/** A receipt that can be posted: everything has a value. */
export interface ConfirmedGoodsReceipt extends GoodsReceipt {
  readonly status: 'CONFIRMED'
  readonly netValue: Money
  readonly confirmedAt: Date
  readonly lines: readonly ValuedReceiptLine[]
}

export type GoodsReceiptNotFound = Refusal<'GoodsReceiptNotFound', { goodsReceiptId: string }>
export type GoodsReceiptNotDraft = Refusal<'GoodsReceiptNotDraft', { status: GoodsReceiptStatus }>
