import {
  type BusinessDate,
  type Currency,
  type Decimal,
  type Money,
  type Quantity,
  type Refusal,
  refuse,
} from '@erp/values'
import type { DocumentApproval } from './document-approval.ts'
import type { ItemFacts } from './replicated-facts.ts'
import type { SalesInvoiceLine } from './sales-invoice.ts'

/**
 * DRAFT → CONFIRMED: it counts, and finance posts it in red; what gives value away is PENDING_APPROVAL before, where the company
 * has it approved. Given up, or taken back: CANCELLED.
 */
export type CreditNoteStatus = 'DRAFT' | 'PENDING_APPROVAL' | 'CONFIRMED' | 'CANCELLED'

/** For what invoices charged, or at a price of its own where none is known 无源红字发票. */
export type CreditNoteKind = 'INVOICED' | 'FREE'

/**
 * Who wrote a credit note that no returned goods of an invoice stand behind, a free one or an allowance 折让, does not confirm it:
 * giving value away takes two persons 不相容职务分离.
 */
export type CreditNoteNeedsAnother = Refusal<'CreditNoteNeedsAnother', { creditNoteId: string }>

/** Whether this person may not let it count. What a credit note says never changes, so its maker is its only author. */
export function creditedAlone(creditNote: CreditNoteHeader, by: string): CreditNoteNeedsAnother | undefined {
  const { id, createdBy } = creditNote
  return givesAway(creditNote) && createdBy === by ? refuse('CreditNoteNeedsAnother', { creditNoteId: id }) : undefined
}

/** Whether no goods of an invoice stand behind it that came back. */
export function givesAway({ kind, salesReturnId }: Pick<CreditNoteHeader, 'kind' | 'salesReturnId'>): boolean {
  return kind === 'FREE' || salesReturnId === null
}

/** What every credit note 红字发票 has, whatever its status. Amounts are positive: so much less is owed. */
export interface CreditNoteHeader {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly kind: CreditNoteKind
  readonly status: CreditNoteStatus
  readonly customerId: string
  /** The goods it is for; null where prices are lowered. */
  readonly salesReturnId: string | null
  /** The day on it and in the books. */
  readonly creditedOn: BusinessDate
  readonly currency: Currency
  readonly net: Money
  readonly tax: Money
  readonly gross: Money
  readonly reason: string
  readonly createdBy: string
  /** What it waits for, or waited for last; null for one that needed none. */
  readonly approval: DocumentApproval | null
  readonly cancelReason: string | null
  readonly version: number
  readonly createdAt: Date
  /** When it began to count. */
  readonly confirmedAt: Date | null
}

/** So much at a price that was stated, where no invoice is known. */
export interface FreeTerms {
  readonly unit: string
  readonly quantity: Quantity
  /** For one of the unit. */
  readonly unitPrice: Decimal
  readonly pricesIncludeTax: boolean
}

/** What the customer is credited of one invoice line, or freely. What a line says never changes. */
export interface CreditNoteLine {
  readonly id: string
  readonly creditNoteId: string
  readonly lineNumber: number
  /** The three are null together, where no invoice is known; then there is `free`. */
  readonly salesInvoiceId: string | null
  readonly salesInvoiceLineId: string | null
  readonly deliveryLineId: string | null
  readonly free: FreeTerms | null
  /** The goods that came back, and how much of them in base units; null where only the price is lowered, and of services. */
  readonly salesReturnLineId: string | null
  readonly baseQuantity: Quantity | null
  readonly itemId: string
  readonly taxCodeId: string
  readonly taxRatePercent: Decimal
  readonly net: Money
  readonly tax: Money
}

export interface CreditNote extends CreditNoteHeader {
  readonly lines: readonly CreditNoteLine[]
}
export type NewCreditNote = Omit<CreditNote, 'number'>

/** A line of a confirmed invoice, as it is credited. */
export interface CreditableLine extends SalesInvoiceLine {
  readonly salesInvoiceNumber: string
  readonly customerId: string
  readonly invoicedOn: BusinessDate
  readonly currency: Currency
  readonly item: ItemFacts | undefined
  readonly warehouseId: string
  readonly valuationAreaId: string | null
}

/** Goods of a confirmed return that are still to be credited, with how far their delivery line is invoiced. */
export interface ReturnedGoods {
  readonly salesReturnLineId: string
  readonly deliveryLineId: string
  /** Came back and is not credited yet. */
  readonly uncredited: Quantity
  /** Invoiced of the delivery line beyond what the customer kept, and not credited yet. */
  readonly invoicedTooMuch: Quantity
}

export type CreditNoteNotFound = Refusal<'CreditNoteNotFound', { creditNoteId: string }>
/** The credit note is not where this can be done. */
export type CreditNoteStatusWrong = Refusal<
  'CreditNoteStatusWrong',
  { status: CreditNoteStatus; allowed: readonly CreditNoteStatus[] }
>
/** The ledger has not posted it yet, so it cannot be taken back yet. */
export type CreditNoteNotPosted = Refusal<'CreditNoteNotPosted', { creditNoteId: string }>
/** Nothing of the return was invoiced, or all that was is credited. */
export type SalesReturnNotCreditable = Refusal<
  'SalesReturnNotCreditable',
  { salesReturnId: string; path: readonly string[] }
>
/** More would be credited than an invoice line still charges. */
export type OverCrediting = Refusal<
  'OverCrediting',
  {
    salesInvoiceLineId: string
    invoiced: string
    credited: string
    requested: string
    open: string
    path: readonly string[]
  }
>
export type SalesInvoiceLineNotFound = Refusal<
  'SalesInvoiceLineNotFound',
  { salesInvoiceLineId: string; path: readonly string[] }
>
