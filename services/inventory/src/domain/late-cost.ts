import { add, isZero, type Money, type Quantity, zeroQuantity } from '@erp/values'
import type { LedgerPage } from './ledger-page.ts'
import type { GoodsFlow, ReceivedGoods } from './received-goods.ts'
import type { Counterpart } from './stock-document.ts'
import { type NotPostable, placeOf, type StockedItem, type StockFacts } from './stock-facts.ts'
import { entryLineOf } from './stock-line.ts'
import type { Movement } from './valuation.ts'
import { bearLateCost } from './value-changes.ts'
import { type Whereabouts, whereaboutsOf } from './whereabouts.ts'

/** What became known of the cost of a receipt line's goods, shared out over where they are. */
export type SharedCost = {
  /** What each place bears, their own first. */
  readonly borne: readonly { readonly place: Whereabouts; readonly movement: Movement }[]
  /** What belongs to goods that are nowhere any more, and what a place could not give up. */
  readonly consumed: Money
  /** What the first place was worth that could not give up its share of a reduction. */
  readonly overdrawn: Money | undefined
}

/** `quantity` of a receipt line's goods came to cost `value` more: each place that holds some of them bears its share. */
export function shareLateCost(
  page: LedgerPage,
  item: StockedItem,
  cost: { readonly goods: ReceivedGoods; readonly quantity: Quantity; readonly value: Money },
  flows: readonly GoodsFlow[],
): SharedCost {
  const { goods } = cost
  const borne: { place: Whereabouts; movement: Movement }[] = []
  let open = { quantity: cost.quantity, value: cost.value }
  let overdrawn: Money | undefined
  const { costing } = page.stockOf(item, goods.valuationAreaId).valuation
  for (const place of whereaboutsOf(goods, costing, flows)) {
    if (open.quantity.isZero()) break
    const { valuation } = page.stockOf(item, place.valuationAreaId)
    const { movement, consumed, elsewhere, uncarried } = bearLateCost(valuation, { ...open, ...place })
    if (!isZero(uncarried)) overdrawn ??= valuation.value
    borne.push({ place, movement })
    open = { quantity: elsewhere, value: consumed }
  }
  return { borne, consumed: open.value, overdrawn }
}

/** Writes values without quantities, place by place; their own place also tells what belongs to goods that have left. */
export function writeLateCost(
  page: LedgerPage,
  {
    lineId,
    item,
    counterpart,
  }: { readonly lineId: string; readonly item: StockedItem; readonly counterpart?: Counterpart },
  { borne, consumed }: SharedCost,
  facts: StockFacts,
): NotPostable | undefined {
  const { companyId, currency } = page
  for (const [index, { place, movement }] of borne.entries()) {
    const clearing = index === 0 ? add(movement.value, consumed) : movement.value
    if (isZero(clearing) && isZero(movement.value)) continue
    const warehouse = placeOf({ companyId, currency, warehouseId: place.warehouseId }, facts)
    if ('refusal' in warehouse) return warehouse
    const line = { lineId, item, warehouse, quantity: zeroQuantity, counterpart }
    page.write(page.stockOf(item, place.valuationAreaId), entryLineOf(line, clearing), movement)
  }
  return undefined
}
