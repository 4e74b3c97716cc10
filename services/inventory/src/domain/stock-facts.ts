import { type Currency, type Refusal, refuse, type UnitPrice } from '@erp/values'
import type { Item, ItemId } from './item.ts'
import type { ValuationAreaId, Warehouse, WarehouseId } from './warehouse.ts'

export type StockedItem = Pick<Item, 'id' | 'companyId' | 'itemClass' | 'costing'> & {
  /** Of an item at standard cost: what one base unit costs. */
  readonly standardCost?: UnitPrice | undefined
}
export type StockingWarehouse = Pick<Warehouse, 'id' | 'companyId' | 'valuationAreaId'> & {
  /** More may leave than is there, provisionally valued. */
  readonly negativeStockAllowed: boolean
  /** Goods on their way from one warehouse to another 调拨在途. */
  readonly inTransit: boolean
  /** Its area sets issues right that are dated after a receipt recorded later. */
  readonly catchesUp: boolean
}

/** What posting needs to know beside the document and the balances. */
export type StockFacts = {
  readonly items: ReadonlyMap<ItemId, StockedItem>
  readonly warehouses: ReadonlyMap<WarehouseId, StockingWarehouse>
  /** Base currency by company. */
  readonly currencies: ReadonlyMap<string, Currency>
}

export type CompanyUnknown = Refusal<'CompanyUnknown', { companyId: string }>
export type CurrencyDiffers = Refusal<'CurrencyDiffers', { currency: string; baseCurrency: string }>
export type WarehouseUnknown = Refusal<'WarehouseUnknown', { warehouseId: string }>
export type ItemUnknown = Refusal<'ItemUnknown', { itemId: string }>
export type ItemNotStocked = Refusal<'ItemNotStocked', { itemId: string }>
export type NotPostable = CompanyUnknown | CurrencyDiffers | WarehouseUnknown | ItemUnknown | ItemNotStocked

/** The document's warehouse, once its company and currency are known to fit. Another company's warehouse is unknown. */
export function placeOf(
  document: { companyId: string; currency: Currency; warehouseId: WarehouseId },
  facts: StockFacts,
): StockingWarehouse | CompanyUnknown | CurrencyDiffers | WarehouseUnknown {
  const { companyId, currency, warehouseId } = document
  const baseCurrency = facts.currencies.get(companyId)
  if (!baseCurrency) return refuse('CompanyUnknown', { companyId })
  if (baseCurrency !== currency) return refuse('CurrencyDiffers', { currency, baseCurrency })
  const warehouse = facts.warehouses.get(warehouseId)
  return warehouse?.companyId === companyId ? warehouse : refuse('WarehouseUnknown', { warehouseId })
}

/** An item of the company that is kept in stock. Another company's item is unknown. */
export function stockedItem(
  companyId: string,
  itemId: ItemId,
  facts: Pick<StockFacts, 'items'>,
): StockedItem | ItemUnknown | ItemNotStocked {
  const item = facts.items.get(itemId)
  if (item?.companyId !== companyId) return refuse('ItemUnknown', { itemId })
  return item.itemClass === 'SERVICE' ? refuse('ItemNotStocked', { itemId }) : item
}

/** One item in one warehouse, and the valuation area that warehouse belongs to. */
export type StockPlace = {
  readonly companyId: string
  readonly itemId: ItemId
  readonly warehouseId: WarehouseId
  readonly valuationAreaId: ValuationAreaId
  readonly currency: Currency
}

/** The stock that documents will move; what belongs to another company is not touched. */
export function placesOf(
  documents: readonly {
    readonly companyId: string
    readonly warehouseId: WarehouseId
    readonly currency: Currency
    readonly lines: readonly { readonly itemId: ItemId }[]
  }[],
  { items, warehouses }: StockFacts,
): StockPlace[] {
  return documents.flatMap(({ companyId, warehouseId, currency, lines }) => {
    const warehouse = warehouses.get(warehouseId)
    if (warehouse?.companyId !== companyId) return []
    const { valuationAreaId } = warehouse
    return lines
      .filter(({ itemId }) => items.get(itemId)?.companyId === companyId)
      .map(({ itemId }) => ({ companyId, itemId, warehouseId, valuationAreaId, currency }))
  })
}
