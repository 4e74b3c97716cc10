import { type DatedEvent, type NotPostable, whyNotPostable } from '../domain/posting-readiness.ts'
import type { ItemClass, ItemFacts } from '../domain/replicated-facts.ts'
import { readPostingFacts } from '../store/posting-facts.ts'
import type { Tx } from './unit.ts'

/** Goods that a customer is charged for or credited, and where they were; a service is nowhere. */
export interface ChargedGoods {
  readonly item: ItemFacts | undefined
  readonly valuationAreaId: string | null
}

/** All that finance could refuse about invoices or credit notes of one day, for goods of any class and wherever they were. */
export async function whyChargesNotPostable(
  tx: Tx,
  { companyId, ...event }: DatedEvent & { readonly companyId: string },
  goods: Iterable<ChargedGoods>,
): Promise<NotPostable | undefined> {
  const facts = await readPostingFacts(tx, companyId, event)
  for (const [valuationAreaId, itemClasses] of classesByArea(goods)) {
    const problem = whyNotPostable({ ...event, itemClasses, valuationAreaId }, facts)
    if (problem) return problem
  }
  return undefined
}

function classesByArea(goods: Iterable<ChargedGoods>): ReadonlyMap<string | null, ReadonlySet<ItemClass>> {
  const areas = new Map<string | null, Set<ItemClass>>()
  for (const { valuationAreaId, item } of goods) {
    if (!item || (valuationAreaId === null && item.itemClass !== 'SERVICE')) continue
    areas.set(valuationAreaId, (areas.get(valuationAreaId) ?? new Set()).add(item.itemClass))
  }
  return areas
}
