import { type Decimal, type Money, type Quantity, subtractQuantity } from '@erp/values'
import type { ItemId } from './item.ts'
import type { StockEntryId } from './valuation.ts'
import type { ValuationAreaId, WarehouseId } from './warehouse.ts'

/** What a goods receipt line brought into stock, and what of it went back to the supplier since. */
export type ReceivedGoods = {
  /** The ledger entry that received it. */
  readonly entryId: StockEntryId
  readonly itemId: ItemId
  readonly warehouseId: WarehouseId
  readonly valuationAreaId: ValuationAreaId
  readonly quantity: Quantity
  readonly returned: Quantity
  /** The layer that holds them in their own area: their own, or the one that a later change of costing began there. */
  readonly layerId: StockEntryId
  /** With how much that layer began: what covered earlier issues never was in it. */
  readonly layered: Quantity
  /** The net value of the receipt line. */
  readonly netValue: Money
  /** Kilograms and cubic metres of one base unit, where the item says. */
  readonly weight: Decimal | null
  readonly volume: Decimal | null
}

/** Goods that left a place and were not brought back; to another valuation area, or for good. */
export type GoodsFlow = {
  readonly itemId: ItemId
  readonly fromAreaId: ValuationAreaId
  readonly quantity: Quantity
  /** Out of which layers, in the order taken; of goods in transit too, whatever their method. */
  readonly taken: readonly { readonly layerId: StockEntryId; readonly quantity: Quantity }[]
  /** The entry that brought them elsewhere, and with how much its layer began: nothing where no layers were kept. */
  readonly to: {
    readonly entryId: StockEntryId
    readonly warehouseId: WarehouseId
    readonly valuationAreaId: ValuationAreaId
    readonly inTransit: boolean
    readonly layered: Quantity
  } | null
}

/** Goods sent back to their supplier bear nothing of what becomes known of their cost. */
export function quantityKept({ quantity, returned }: ReceivedGoods): Quantity {
  return subtractQuantity(quantity, returned)
}
