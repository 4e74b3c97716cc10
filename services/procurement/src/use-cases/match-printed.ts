import { isRefusal } from '@erp/values'
import type { PurchaseOrderLineNotFound } from '../domain/amend-purchase-order.ts'
import {
  creditLinesOf,
  matchCreditNote,
  type NothingToCredit,
  type PurchaseReturnLineNotFound,
} from '../domain/credit-note.ts'
import { type Match, matchInvoice } from '../domain/match-invoice.ts'
import type { PurchaseOrderLineClosed, PurchaseOrderNotConfirmed } from '../domain/purchase-order.ts'
import type { GoodsReceiptLineNotFound } from '../domain/purchase-return.ts'
import {
  goodsOf,
  type InvoiceableLine,
  itemsOf,
  type NothingToInvoice,
  type SupplierInvoice,
  transitOf,
} from '../domain/supplier-invoice.ts'
import { type ToleranceOf, tolerancesOf } from '../domain/tolerance-rule.ts'
import { lockCreditableLines } from '../store/creditable-lines.ts'
import { lockAwaitedLines } from '../store/goods-in-transit.ts'
import { findInvoiceTolerance } from '../store/invoice-tolerances.ts'
import { lockInvoiceableLines } from '../store/invoiceable-lines.ts'
import { findToleranceRulesFor } from '../store/tolerance-rules.ts'
import type { Tx } from './unit.ts'

/** What was matched, and the receipt lines whose goods it is about. */
export interface Matched {
  readonly match: Match
  readonly receiptLines: ReadonlyMap<string, InvoiceableLine>
}

export type NotMatched =
  | PurchaseOrderLineNotFound
  | PurchaseOrderNotConfirmed
  | PurchaseOrderLineClosed
  | GoodsReceiptLineNotFound
  | NothingToInvoice
  | PurchaseReturnLineNotFound
  | NothingToCredit

/**
 * Holds an invoice against its receipts and, for goods on their way, its orders, and a credit note against its returns, as
 * they are now; nobody changes them until the transaction ends.
 */
export async function matchPrinted(tx: Tx, invoice: SupplierInvoice): Promise<Matched | NotMatched> {
  const toleranceOf = await readTolerances(tx, invoice)
  if (invoice.kind === 'CREDIT_NOTE') {
    const returnLines = await lockCreditableLines(
      tx,
      creditLinesOf(invoice).map(({ purchaseReturnLineId }) => purchaseReturnLineId),
    )
    const match = matchCreditNote(invoice, returnLines, toleranceOf)
    if (isRefusal(match)) return match
    return { match, receiptLines: new Map([...returnLines.values()].map(({ received }) => [received.id, received])) }
  }
  const receiptLines = await lockInvoiceableLines(
    tx,
    goodsOf(invoice).map(({ goodsReceiptLineId }) => goodsReceiptLineId),
  )
  const orderLines = await lockAwaitedLines(
    tx,
    transitOf(invoice).map(({ purchaseOrderLineId }) => purchaseOrderLineId),
  )
  const match = matchInvoice(invoice, { receiptLines, orderLines }, toleranceOf)
  return isRefusal(match) ? match : { match, receiptLines }
}

/** What its lines are held against: the company's tolerances, and those of its supplier and items. */
async function readTolerances(tx: Tx, invoice: SupplierInvoice): Promise<ToleranceOf> {
  const { companyId, currency, supplierId } = invoice
  const about = { supplierId, itemIds: itemsOf(invoice) }
  const rules = await findToleranceRulesFor(tx, { companyId, currency }, about)
  return tolerancesOf(await findInvoiceTolerance(tx, companyId, currency), supplierId, rules)
}
