import type { CostOfSales } from '../domain/cost-of-sales.ts'
import { type DatedEvent, type NotPostable, whyNotPostable } from '../domain/posting-readiness.ts'
import type { ItemClass, ItemFacts } from '../domain/replicated-facts.ts'
import { readPostingFacts } from '../store/posting-facts.ts'
import type { Tx } from './unit.ts'

/** Goods that a customer is charged for or credited, and where they were; a service is nowhere. */
export interface ChargedGoods {
  readonly item: ItemFacts | undefined
  readonly valuationAreaId: string | null
  /** AT_INVOICE: charging for them is what makes them cost of sales. */
  readonly costOfSales?: CostOfSales
}

/**
 * All that finance could refuse about invoices or credit notes of one day, for goods of any class and wherever they were, and
 * about what they make of shipped goods.
 */
export async function whyChargesNotPostable(
  tx: Tx,
  event: DatedEvent & { readonly companyId: string },
  goods: Iterable<ChargedGoods>,
): Promise<NotPostable | undefined> {
  const all = [...goods]
  const shipped = shippedAmong(all)
  const charging = { ...event, eventKind: 'SHIPPED_GOODS_CHARGED' } as const
  return (
    (await whyNotAllPostable(tx, event, all)) ??
    (shipped.length === 0 ? undefined : await whyNotAllPostable(tx, charging, shipped))
  )
}

/** Those that are cost of sales once they are charged for. */
export function shippedAmong<Goods extends ChargedGoods>(goods: Iterable<Goods>): Goods[] {
  return [...goods].filter(({ costOfSales }) => costOfSales === 'AT_INVOICE')
}

async function whyNotAllPostable(
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
