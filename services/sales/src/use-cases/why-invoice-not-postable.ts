import type { BusinessDate } from '@erp/values'
import { type DatedEvent, type NotPostable, whyNotPostable } from '../domain/posting-readiness.ts'
import type { ItemClass } from '../domain/replicated-facts.ts'
import type { InvoiceableLine } from '../domain/sales-invoice.ts'
import { readPostingFacts } from '../store/posting-facts.ts'
import type { Tx } from './unit.ts'

/** All that finance could refuse about invoices of one day, for goods of any class and wherever they were. */
export async function whyInvoiceNotPostable(
  tx: Tx,
  { companyId, invoicedOn, datePath }: { companyId: string; invoicedOn: BusinessDate; datePath: string },
  charged: Iterable<InvoiceableLine>,
): Promise<NotPostable | undefined> {
  const event: DatedEvent = { eventKind: 'SALES_INVOICE', businessDate: invoicedOn, datePath }
  const facts = await readPostingFacts(tx, companyId, event)
  for (const [valuationAreaId, itemClasses] of classesByArea(charged)) {
    const problem = whyNotPostable({ ...event, itemClasses, valuationAreaId }, facts)
    if (problem) return problem
  }
  return undefined
}

function classesByArea(charged: Iterable<InvoiceableLine>): ReadonlyMap<string, ReadonlySet<ItemClass>> {
  const areas = new Map<string, Set<ItemClass>>()
  for (const { valuationAreaId, item } of charged) {
    if (!valuationAreaId || !item) continue
    areas.set(valuationAreaId, (areas.get(valuationAreaId) ?? new Set()).add(item.itemClass))
  }
  return areas
}
