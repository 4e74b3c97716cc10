import { bearerProblem, bearersOf } from '../domain/bearer.ts'
import { isForeign, needsInventory, reversesEstimate } from '../domain/confirm-invoice.ts'
import type { InvalidInput } from '../domain/input.ts'
import {
  type EventKind,
  type NotPostable,
  type ServiceAccountRuleMissing,
  whyNotPostable,
  whyServicesNotPostable,
} from '../domain/posting-readiness.ts'
import type { ItemClass } from '../domain/replicated-facts.ts'
import {
  goodsOf,
  type InvoiceableLine,
  isService,
  type SupplierInvoice,
  transitOf,
} from '../domain/supplier-invoice.ts'
import { readPostingFacts } from '../store/receiving-facts.ts'
import { findDimensionValues, findItems } from '../store/replicated-facts.ts'
import type { Tx } from './unit.ts'

/** All that finance could refuse about a matched invoice and its price difference, for goods wherever they lie. */
export async function whyInvoiceNotPostable(
  tx: Tx,
  invoice: SupplierInvoice,
  receiptLines: ReadonlyMap<string, InvoiceableLine>,
): Promise<NotPostable | ServiceAccountRuleMissing | undefined> {
  const { companyId, postedOn: businessDate } = invoice
  const own = ownEventOf(invoice, receiptLines)
  const variance = isForeign(invoice) ? 'FOREIGN_PURCHASE_VARIANCE' : 'PURCHASE_VARIANCE'
  const kinds: EventKind[] = needsInventory(invoice) ? [own, variance] : [own]
  const areas = classesByArea(invoice, receiptLines)
  const items = await findItems(
    tx,
    transitOf(invoice).map(({ itemId }) => itemId),
  )
  for (const eventKind of kinds) {
    const facts = await readPostingFacts(tx, companyId, { eventKind, businessDate })
    const document = { eventKind, businessDate, datePath: 'postedOn' }
    for (const [valuationAreaId, itemClasses] of areas) {
      const problem = whyNotPostable({ ...document, itemClasses, valuationAreaId }, facts)
      if (problem) return problem
    }
    const ordered = new Set(transitOf(invoice).flatMap(({ itemId }) => items.get(itemId)?.itemClass ?? []))
    if (ordered.size > 0) {
      const problem = whyNotPostable({ ...document, itemClasses: ordered, valuationAreaId: '' }, facts)
      if (problem) return problem
    }
    if (!invoice.lines.some(isService)) continue
    const problem = whyNotPostable({ ...document, itemClasses: new Set(), valuationAreaId: '' }, facts)
    if (problem) return problem
    if (eventKind === own) {
      const missing = whyServicesNotPostable(eventKind, facts)
      if (missing) return missing
    }
  }
  return undefined
}

/** What an invoice is to finance: its own voucher differs where it takes estimates back in red. */
function ownEventOf(invoice: SupplierInvoice, receiptLines: ReadonlyMap<string, InvoiceableLine>): EventKind {
  if (invoice.kind === 'CREDIT_NOTE') return 'SUPPLIER_CREDIT_NOTE'
  const reversing = goodsOf(invoice).some((line) => {
    const received = receiptLines.get(line.goodsReceiptLineId)
    return received !== undefined && reversesEstimate(line, received)
  })
  return reversing ? 'SUPPLIER_INVOICE_REVERSING' : 'SUPPLIER_INVOICE'
}

/** A department or project of an expense that was taken out of use since the invoice was written. */
export async function whyBearerGone(tx: Tx, { lines }: SupplierInvoice): Promise<InvalidInput | undefined> {
  const expenses = lines.flatMap((line) => (line.kind === 'EXPENSE' ? [line] : []))
  const known = await findDimensionValues(tx, bearersOf(expenses))
  for (const [index, line] of expenses.entries()) {
    const problem = bearerProblem(line, known, `expenses.${index}`)
    if (problem) return problem
  }
  return undefined
}

function classesByArea(
  invoice: SupplierInvoice,
  receiptLines: ReadonlyMap<string, InvoiceableLine>,
): ReadonlyMap<string, ReadonlySet<ItemClass>> {
  const areas = new Map<string, Set<ItemClass>>()
  for (const { goodsReceiptLineId } of goodsOf(invoice)) {
    const { valuationAreaId, item } = receiptLines.get(goodsReceiptLineId) ?? {}
    if (!valuationAreaId || !item) continue
    areas.set(valuationAreaId, (areas.get(valuationAreaId) ?? new Set()).add(item.itemClass))
  }
  return areas
}
