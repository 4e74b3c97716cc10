/** The documents of a scenario as the recorded operations answer them. */

export interface Leg {
  readonly kind: 'STOCK' | 'LEDGER' | 'APPROVAL' | 'CREDIT'
  readonly state: 'PENDING' | 'POSTED' | 'BLOCKED' | 'REFUSED'
  readonly attempts: number
  readonly reasonCode: string | null
  readonly reason: string | null
}

export interface PurchaseOrder {
  readonly id: string
  readonly number: string
  readonly status: string
  readonly revision: number
  readonly version: number
  readonly lines: { readonly nodes: readonly PurchaseOrderLine[] }
}

export interface PurchaseOrderLine {
  readonly id: string
  readonly lineNumber: number
  readonly item: { readonly id: string; readonly code: string }
  readonly unit: string
  readonly quantity: string
  readonly unitPrice: string
  readonly taxCode: { readonly id: string }
}

export interface GoodsReceipt {
  readonly id: string
  readonly number: string
  readonly status: string
  readonly version: number
  readonly lines: { readonly nodes: readonly MovedLine[] }
  readonly legs: readonly Leg[]
}

export interface Stocktake {
  readonly id: string
  readonly number: string
  readonly status: string
  readonly version: number
  readonly lines: readonly {
    readonly id: string
    readonly item: { readonly code: string }
    readonly countedAgain: boolean
    readonly countedQuantity: string | null
    readonly expectedQuantity: string | null
    readonly difference: string | null
  }[]
  readonly legs: readonly Leg[]
}

export interface StockTransfer {
  readonly id: string
  readonly number: string
  readonly status: string
  readonly version: number
  readonly lines: readonly {
    readonly id: string
    readonly quantity: string
    readonly receivedQuantity: string
    readonly lostQuantity: string
    readonly inTransitQuantity: string
  }[]
  readonly legs: readonly Leg[]
}

export interface PurchaseReturn extends GoodsReceipt {
  readonly refusalCode: string | null
  readonly refusalReason: string | null
}

export interface SalesOrder {
  readonly id: string
  readonly number: string
  readonly status: string
  readonly version: number
  readonly holdCode: string | null
  readonly holdReason: string | null
  readonly lines: { readonly nodes: readonly (MovedLine & { readonly availableBaseQuantity: string | null })[] }
  readonly legs: readonly Leg[]
}

export type Delivery = PurchaseReturn
export type SalesReturn = PurchaseReturn

export interface SalesInvoice {
  readonly id: string
  readonly number: string
  readonly status: string
  readonly version: number
  readonly dueOn: string
  readonly cancelReason: string | null
  readonly net: Amount
  readonly tax: Amount
  readonly gross: Amount
  readonly lines: { readonly nodes: readonly (MovedLine & { readonly net: Amount; readonly tax: Amount })[] }
  readonly legs: readonly Leg[]
}

export interface CreditNote {
  readonly id: string
  readonly number: string
  readonly status: string
  readonly version: number
  readonly reason: string
  readonly cancelReason: string | null
  readonly net: Amount
  readonly tax: Amount
  readonly gross: Amount
  readonly legs: readonly Leg[]
}

export interface SupplierInvoice {
  readonly id: string
  readonly number: string
  readonly status: string
  readonly version: number
  readonly variance: Amount | null
  readonly refusalCode: string | null
  readonly differences: readonly { readonly kind: string; readonly expected: string; readonly invoiced: string }[]
  readonly legs: readonly Leg[]
}

export interface MovedLine {
  readonly id: string
  readonly item: { readonly code: string }
  readonly unit: string
  readonly quantity: string
  readonly baseQuantity: string
}

export interface AccountRule {
  readonly id: string
  readonly accountKey: string
  readonly itemClass: string | null
  readonly account: { readonly code: string }
  readonly version: number
}

export interface FiscalPeriod {
  readonly id: string
  readonly period: string
  readonly status: string
  readonly version: number
}

interface Amount {
  readonly amount: string
}

export interface VoucherLine {
  readonly accountKey: string
  readonly account: { readonly code: string }
  readonly debit: Amount
  readonly credit: Amount
}

/** `Dr 1403 1000.00`, as accountants write entries down. */
export function entry({ account, debit, credit }: Pick<VoucherLine, 'account' | 'debit' | 'credit'>): string {
  const isDebit = !/^0(\.0+)?$/.test(debit.amount)
  return isDebit ? `Dr ${account.code} ${debit.amount}` : `Cr ${account.code} ${credit.amount}`
}
