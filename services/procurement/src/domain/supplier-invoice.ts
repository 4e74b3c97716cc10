import type { BusinessDate, Currency, Decimal, DueInstalment, Money, Quantity, Refusal } from '@erp/values'
import type { Bearer } from './bearer.ts'
import type { DocumentApproval } from './document-approval.ts'
import type { ValuedQuantity } from './goods-receipt.ts'
import type { ReturnableLine, ReturnRefusal } from './purchase-return.ts'
import type { ToleranceSource } from './tolerance-rule.ts'

export type SupplierInvoiceStatus =
  | 'DRAFT'
  | 'HELD'
  | 'CONFIRMING'
  | 'CONFIRMED'
  | 'REFUSED'
  | 'CANCELLING'
  | 'CANCELLED'

/** What a supplier charges, or takes back of it 红字. */
export type SupplierInvoiceKind = 'INVOICE' | 'CREDIT_NOTE'

/** What is outside the tolerances of a line; quantities in base units, amounts in the printed currency. */
export interface MatchDifference {
  readonly lineNumber: number
  readonly kind: 'QUANTITY' | 'PRICE' | 'TAX'
  readonly expected: string
  readonly invoiced: string
  /** What would have been let through. */
  readonly allowed: string
  /** Whose tolerance that is; left out where it was found before tolerances could be a supplier's or an item's. */
  readonly heldAgainst?: ToleranceSource
}

/** What stands at the foot, in the printed currency. */
export interface PrintedTotals {
  readonly net: Money
  readonly tax: Money
  readonly gross: Money
}

/** What every supplier's invoice 采购发票 or credit note 红字发票 has, whatever its status; amounts are never negative. */
export interface SupplierInvoiceHeader {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly kind: SupplierInvoiceKind
  readonly status: SupplierInvoiceStatus
  readonly supplierId: string
  /** The number the supplier gave it; charged once. */
  readonly supplierInvoiceNumber: string
  readonly invoicedOn: BusinessDate
  /** The day in the books. */
  readonly postedOn: BusinessDate
  /** When the last of it is due. */
  readonly dueOn: BusinessDate
  /** In the printed currency; none where all of it is due on that day. */
  readonly instalments: readonly DueInstalment[]
  /** The company's own, in which it stands in the books. */
  readonly currency: Currency
  /** In the books: what the lines come to. */
  readonly net: Money
  readonly tax: Money
  readonly gross: Money
  readonly printedCurrency: Currency
  /** Own currency for one unit of the printed one; null when they are the same. */
  readonly exchangeRate: Decimal | null
  readonly printed: PrintedTotals
  /** Charged for goods beyond what their receipts were worth, or credited less than they left with; set once it is matched. */
  readonly variance: Money | null
  /** As they were found last. */
  readonly differences: readonly MatchDifference[]
  /** The newest conversation with inventory about the variance. */
  readonly sagaId: string | null
  /** Why inventory could not do its part of the last attempt to confirm or cancel. */
  readonly refusal: ReturnRefusal | null
  readonly createdBy: string
  /** Who made it and whoever changed it since: none of them releases it. */
  readonly authorIds: readonly string[]
  readonly submittedBy: string | null
  /** Where those who approve let a held one pass: what it waits for, or waited for last. */
  readonly approval: DocumentApproval | null
  readonly releasedBy: string | null
  readonly releaseReason: string | null
  readonly cancelReason: string | null
  readonly version: number
  readonly createdAt: Date
  readonly confirmedAt: Date | null
}

interface AnyLine {
  readonly id: string
  readonly supplierInvoiceId: string
  readonly lineNumber: number
  readonly taxCodeId: string
  readonly taxRatePercent: Decimal
  /** In the books, each converted once. */
  readonly net: Money
  readonly tax: Money
  readonly printed: { readonly net: Money; readonly tax: Money }
}

/** Goods of one receipt line that the supplier charges or credits. */
export interface GoodsLine extends AnyLine {
  readonly kind: 'GOODS'
  readonly goodsReceiptId: string
  readonly goodsReceiptLineId: string
  /** Of a credit note: the goods that went back. */
  readonly purchaseReturnLineId: string | null
  readonly itemId: string
  readonly unit: string
  /** As printed, in `unit`. */
  readonly quantity: Quantity
  readonly baseQuantity: Quantity
  /** What of it the receipt or return line still had; set once it is matched, as is what it clears. */
  readonly matchedBaseQuantity: Quantity | null
  readonly cleared: Money | null
  /** What that costs more, or less, because of the exchange rate alone 汇兑差额 (P2f). */
  readonly exchangeDifference: Money | null
}

/** Goods of one order line that the supplier charges before they come 在途物资 (P3). */
export interface TransitLine extends AnyLine {
  readonly kind: 'IN_TRANSIT'
  readonly purchaseOrderLineId: string
  readonly itemId: string
  readonly unit: string
  /** As printed, in `unit`. */
  readonly quantity: Quantity
  readonly baseQuantity: Quantity
  /** What of it has come since, with its part of `net`. */
  readonly arrived: ValuedQuantity
}

/** A service 费用 that is used up, or a charge on goods 采购费用 that landed cost has put on them already. */
export interface ServiceLine extends AnyLine, Bearer {
  readonly kind: 'EXPENSE' | 'CHARGE'
  readonly description: string
  readonly expenseType: string | null
  /** The line of an order that it is charged for; null where it was not ordered. */
  readonly purchaseOrderLineId: string | null
}

export type SupplierInvoiceLine = GoodsLine | TransitLine | ServiceLine

export interface SupplierInvoice extends SupplierInvoiceHeader {
  readonly lines: readonly SupplierInvoiceLine[]
}
export type NewSupplierInvoice = Omit<SupplierInvoice, 'number'>

/** A receipt line as a supplier charges for it. */
export interface InvoiceableLine extends ReturnableLine {
  readonly valuationAreaId: string | null
  readonly orderCurrency: Currency
  /** The rate it was received at; null where the order's currency is the own one. */
  readonly exchangeRate: Decimal | null
  /** What of it was not invoiced before it came, in the order's currency. */
  readonly orderValue: Money
  /** The order's price as it is now, for one of the line's unit. */
  readonly unitPrice: Decimal
  readonly taxCodeId: string
  readonly taxRatePercent: Decimal
}

export function isGoods(line: SupplierInvoiceLine): line is GoodsLine {
  return line.kind === 'GOODS'
}

export function goodsOf(invoice: Pick<SupplierInvoice, 'lines'>): GoodsLine[] {
  return invoice.lines.filter(isGoods)
}

export function transitOf(invoice: Pick<SupplierInvoice, 'lines'>): TransitLine[] {
  return invoice.lines.filter((line) => line.kind === 'IN_TRANSIT')
}

/** The departments it is for, each once: those its lines name, and nobody's where it charges for goods, which belong to none. */
export function departmentsOf({ lines }: Pick<SupplierInvoice, 'lines'>): string[] {
  return lines.every(isService) ? [...new Set(lines.flatMap(({ departmentId }) => departmentId ?? []))] : []
}

/** The items that its goods are of. */
export function itemsOf({ lines }: Pick<SupplierInvoice, 'lines'>): string[] {
  return lines.flatMap((line) => itemOf(line) ?? [])
}

/** What a line is about; null for a service. */
export function itemOf(line: SupplierInvoiceLine): string | null {
  return isService(line) ? null : line.itemId
}

/** A service or a charge: about no goods in particular. */
export function isService(line: SupplierInvoiceLine): line is ServiceLine {
  return line.kind === 'EXPENSE' || line.kind === 'CHARGE'
}

export type SupplierInvoiceNotFound = Refusal<'SupplierInvoiceNotFound', { supplierInvoiceId: string }>
export type SupplierInvoiceStatusWrong = Refusal<'SupplierInvoiceStatusWrong', { status: SupplierInvoiceStatus }>
/** The supplier's number stands on another invoice already. */
export type SupplierInvoiceNumberTaken = Refusal<
  'SupplierInvoiceNumberTaken',
  { supplierInvoiceNumber: string; path: readonly string[] }
>
/** What is printed at the foot is not what the lines add up to. */
export type InvoiceTotalsDisagree = Refusal<
  'InvoiceTotalsDisagree',
  { total: 'net' | 'tax' | 'gross'; printed: string; ofLines: string; path: readonly string[] }
>
/** All of the receipt line went back or is invoiced. */
export type NothingToInvoice = Refusal<
  'NothingToInvoice',
  { goodsReceiptLineId: string; received: string; returned: string; invoiced: string; path: readonly string[] }
>
/** Goods went back after the invoice that the invoices left would not cover; quantities in the item's base unit. */
export type InvoicedGoodsWentBack = Refusal<
  'InvoicedGoodsWentBack',
  { goodsReceiptLineId: string; returned: string; left: string; path: readonly string[] }
>
/** Goods it charged before they came have come since: it stands. Quantities in the item's base unit. */
export type InvoicedGoodsArrived = Refusal<
  'InvoicedGoodsArrived',
  { purchaseOrderLineId: string; arrived: string; path: readonly string[] }
>
/** The company has held invoices approved, or this one was asked for: nobody lets it pass by hand. */
export type ReleaseDecidedByApproval = Refusal<'ReleaseDecidedByApproval', { supplierInvoiceId: string }>
/** Who wrote or submitted an invoice does not let it pass. */
export type ReleaseNeedsAnother = Refusal<'ReleaseNeedsAnother'>
