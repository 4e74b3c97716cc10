import { type Currency, currency } from '@erp/values'
import type { ItemId } from '../domain/item.ts'
import type { StockedItem, StockFacts, StockingWarehouse } from '../domain/stock-facts.ts'
import type { WarehouseId } from '../domain/warehouse.ts'
import type { Tx } from './database.ts'
import { readStandardCost } from './exact-columns.ts'

type Document = {
  readonly companyId: string
  readonly warehouseId: WarehouseId
  readonly lines: readonly { readonly itemId: ItemId }[]
}

/** What posting these documents needs to know, in three statements however many there are. */
export async function load(tx: Tx, documents: readonly Document[]): Promise<StockFacts> {
  const itemIds = documents.flatMap(({ lines }) => lines.map(({ itemId }) => itemId))
  const items = await stockedItems(tx, itemIds)
  const warehouses = await tx.$queryRaw<StockingWarehouse[]>`
    select w.id, w.company_id as "companyId", w.valuation_area_id as "valuationAreaId",
           w.negative_stock_allowed as "negativeStockAllowed", a.transit as "inTransit",
           a.catch_up_back_dated_receipts as "catchesUp"
    from warehouse w join valuation_area a on a.id = w.valuation_area_id
    where w.id = any (array(select value::uuid from jsonb_array_elements_text(
      ${distinct(documents.map(({ warehouseId }) => warehouseId))}::jsonb)))`
  const companies = await tx.$queryRaw<{ companyId: string; baseCurrency: string }[]>`
    select company_id as "companyId", base_currency as "baseCurrency" from replicated_company
    where company_id = any (array(select value::uuid from jsonb_array_elements_text(
      ${distinct(documents.map(({ companyId }) => companyId))}::jsonb)))`
  return {
    items,
    warehouses: new Map(warehouses.map((warehouse) => [warehouse.id, warehouse])),
    currencies: new Map<string, Currency>(
      companies.map(({ companyId, baseCurrency }) => [companyId, currency(baseCurrency)]),
    ),
  }
}

/** These items as their stock is costed. */
export async function stockedItems(tx: Tx, itemIds: readonly ItemId[]): Promise<Map<ItemId, StockedItem>> {
  const rows = await tx.$queryRaw<ItemRow[]>`
    select i.id, i.company_id as "companyId", i.item_class as "itemClass", i.costing,
           c.per_unit::text as "standardCost", r.base_currency as "baseCurrency"
    from item i
    left join item_standard_cost c on c.item_id = i.id
    left join replicated_company r on r.company_id = i.company_id
    where i.id = any (array(select value::uuid from jsonb_array_elements_text(${distinct(itemIds)}::jsonb)))`
  return new Map(rows.map((row) => [row.id, fromRow(row)]))
}

type ItemRow = Omit<StockedItem, 'standardCost'> & { standardCost: string | null; baseCurrency: string | null }

function fromRow({ standardCost, baseCurrency, ...item }: ItemRow): StockedItem {
  return { ...item, standardCost: baseCurrency ? readStandardCost(standardCost, currency(baseCurrency)) : undefined }
}

function distinct(values: readonly string[]): string {
  return JSON.stringify([...new Set(values)])
}
