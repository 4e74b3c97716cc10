import { extend, type Money, portion } from '@erp/values'
import type { BookedStock } from './stock-document.ts'
import type { StockLine } from './stock-line.ts'
import { type Pool, totalOf } from './valuation.ts'

/**
 * What goods that come in without a price are worth: as much as such goods cost now, of the same lot where lots have costs
 * of their own, else as much as they cost last. Undefined where nobody knows.
 */
export function costNow(
  { item, quantity, lotId = null }: Pick<StockLine, 'item' | 'quantity' | 'lotId'>,
  known: { readonly booked: BookedStock | undefined; readonly last: Pool | undefined },
): Money | undefined {
  if (item.costing === 'STANDARD' && item.standardCost) return extend(item.standardCost, quantity)
  const valuation = known.booked?.valuation
  const current =
    valuation?.costing === 'SPECIFIC'
      ? totalOf(
          valuation.layers.filter((layer) => layer.lotId === lotId),
          valuation.value.currency,
        )
      : valuation
  const pool = current && !current.quantity.isZero() ? current : known.last
  return pool && portion(pool.value, quantity, pool.quantity)
}
