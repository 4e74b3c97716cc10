import { compare, isZero } from '@erp/values'
import type { CostingMethod, ItemId } from './item.ts'
import type { StockEventKind } from './stock-document.ts'
import { keepsLayers, type Pool, totalOf } from './valuation.ts'
import type { ValuationAreaId } from './warehouse.ts'

/** An item in an area after one entry of its ledger, as that entry says. */
export type CostPoint = Pool & {
  readonly itemId: ItemId
  readonly valuationAreaId: ValuationAreaId
  readonly costing: CostingMethod
  readonly sequence: bigint
  /** Whether the item was ever costed by another method in this area: then a point may lie before its layers began. */
  readonly switched: boolean
  /** The entry after which the stock was last empty; what came before does not matter to the cost. */
  readonly emptyAfter: bigint
}

/** What the entries of one kind since the stock was last empty add up to. */
export type CostSource = Pool & { readonly point: CostPoint; readonly eventKind: StockEventKind }

/** Whether the parts are the whole: the kinds of entries, and the layers where they are kept or stock is below zero. */
export function isExplained(point: CostPoint, sources: readonly Pool[], layers: Pool): boolean {
  if (!isSame(totalOf(sources, point.value.currency), point)) return false
  const noLayers = layers.quantity.isZero() && isZero(layers.value)
  const layered = keepsLayers(point.costing) || point.quantity.lt(0)
  return layered && !point.switched ? isSame(layers, point) : noLayers || isSame(layers, point)
}

function isSame(one: Pool, other: Pool): boolean {
  return one.quantity.eq(other.quantity) && compare(one.value, other.value) === 0
}
