import type { BusinessDate, Currency, Decimal, Money, Quantity, Refusal } from '@erp/values'
import type { GoodsReceiptLine, ValuedQuantity } from './goods-receipt.ts'
import type { EstimateMode } from './receipt-estimate.ts'
import type { ItemFacts } from './replicated-facts.ts'

export type PurchaseReturnStatus = 'DRAFT' | 'CONFIRMING' | 'CONFIRMED' | 'REFUSED' | 'CANCELLED'

/** Why inventory did not let the goods go. */
export interface ReturnRefusal {
  readonly reason: string
  readonly facts: Readonly<Record<string, string>>
}

/** What every purchase return 采购退货单 has, whatever its status. */
export interface PurchaseReturnHeader {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly status: PurchaseReturnStatus
  readonly supplierId: string
  /** Where the goods leave from. */
  readonly warehouseId: string
  readonly returnedOn: BusinessDate
  readonly currency: Currency
  /** Its goods were invoiced: the supplier owes their value until it credits them. */
  readonly afterInvoice: boolean
  /** The receipts' own value of what goes back, or what its invoices charged for it; set while confirming and after. */
  readonly clearingValue: Money | null
  /** The newest attempt to take the goods out of stock. */
  readonly sagaId: string | null
  /** Why the last attempt failed: always when REFUSED, and when CANCELLED because nobody answered. */
  readonly refusal: ReturnRefusal | null
  readonly version: number
  readonly createdAt: Date
  readonly confirmedAt: Date | null
}

/** What goods were charged at, as printed, and at which rate; null where their invoices have several. */
export interface ChargedAbroad {
  readonly value: Money
  readonly rate: Decimal | null
}

/** Goods of one receipt line that go back. */
export interface PurchaseReturnLine {
  readonly id: string
  readonly purchaseReturnId: string
  readonly lineNumber: number
  readonly goodsReceiptId: string
  readonly goodsReceiptLineId: string
  readonly purchaseOrderLineId: string
  readonly itemId: string
  readonly unit: string
  readonly quantity: Quantity
  readonly baseQuantity: Quantity
  readonly clearingValue: Money | null
  /** What invoices in another currency charged for it; null before the invoice and in the company's own currency. */
  readonly charged: ChargedAbroad | null
  /** What of it was credited, with the part of `clearingValue` that was cleared; null before the invoice. */
  readonly credited: ValuedQuantity | null
}

/** Goods that go back to one supplier. */
export interface PurchaseReturn extends PurchaseReturnHeader {
  readonly lines: readonly PurchaseReturnLine[]
}
export type NewPurchaseReturn = Omit<PurchaseReturn, 'number'>

/** A receipt line as goods of it go back. */
export interface ReturnableLine extends Omit<GoodsReceiptLine, 'netValue'> {
  readonly netValue: Money
  readonly supplierId: string
  readonly warehouseId: string
  readonly receivedOn: BusinessDate
  readonly estimateMode: EstimateMode
  readonly currency: Currency
  readonly item: ItemFacts | undefined
}

/** The same with what of it can go back: before the invoice what is open, after it what stands invoiced. */
export interface LineToReturn extends ReturnableLine {
  readonly available: ValuedQuantity
  /** What invoices that stand charge in another currency for the line, and for how much of it. */
  readonly invoicedAbroad: (ChargedAbroad & { readonly quantity: Quantity }) | null
}

export type PurchaseReturnNotFound = Refusal<'PurchaseReturnNotFound', { purchaseReturnId: string }>
export type PurchaseReturnNotDraft = Refusal<'PurchaseReturnNotDraft', { status: PurchaseReturnStatus }>
export type GoodsReceiptLineNotFound = Refusal<
  'GoodsReceiptLineNotFound',
  { goodsReceiptLineId: string; path: readonly string[] }
>
/** More would go back than is there of the receipt and not invoiced; quantities in the item's base unit. */
export type ReturnExceedsReceived = Refusal<
  'ReturnExceedsReceived',
  {
    goodsReceiptLineId: string
    received: string
    returned: string
    invoiced: string
    requested: string
    available: string
    path: readonly string[]
  }
>
/** More would go back after the invoice than invoices that stand have charged for; quantities in the item's base unit. */
export type ReturnExceedsInvoiced = Refusal<
  'ReturnExceedsInvoiced',
  {
    goodsReceiptLineId: string
    returned: string
    requested: string
    available: string
    path: readonly string[]
  }
>
