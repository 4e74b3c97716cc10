import type { Currency } from '@erp/values'
import type { ItemId } from './item.ts'
import type { StockFacts, StockPlace } from './stock-facts.ts'
import type { BinKey } from './stock-line.ts'

/** Where a line of a document moves an item: in which balance, and in which part of the warehouse. */
export type LinePlace = StockPlace & BinKey

/** The stock that lines will move; lines of what another company has are left out, and are refused when they are posted. */
export function linePlaces(
  { companyId, currency }: { readonly companyId: string; readonly currency: Currency },
  lines: readonly (BinKey & { readonly itemId: ItemId })[],
  { items, warehouses }: Pick<StockFacts, 'items' | 'warehouses'>,
): LinePlace[] {
  return lines.flatMap(({ itemId, warehouseId, locationId = null, lotId = null }) => {
    const warehouse = warehouses.get(warehouseId)
    if (warehouse?.companyId !== companyId || items.get(itemId)?.companyId !== companyId) return []
    const { valuationAreaId } = warehouse
    return [{ companyId, currency, itemId, warehouseId, valuationAreaId, locationId, lotId }]
  })
}
