import { type Currency, currency } from '@erp/values'
import type { ItemId } from '../domain/item.ts'
import type { StockedItem, StockFacts, StockingWarehouse } from '../domain/stock-facts.ts'
import type { WarehouseId } from '../domain/warehouse.ts'
import type { Tx } from './database.ts'

type Document = {
  readonly companyId: string
  readonly warehouseId: WarehouseId
  readonly lines: readonly { readonly itemId: ItemId }[]
}

/** What posting these documents needs to know, in three statements however many there are. */
export async function load(tx: Tx, documents: readonly Document[]): Promise<StockFacts> {
  const itemIds = documents.flatMap(({ lines }) => lines.map(({ itemId }) => itemId))
  const items = await tx.$queryRaw<StockedItem[]>`
    select id, company_id as "companyId", item_class as "itemClass", costing from item
    where id in (select value::uuid from jsonb_array_elements_text(${distinct(itemIds)}::jsonb))`
  const warehouses = await tx.$queryRaw<StockingWarehouse[]>`
    select id, company_id as "companyId", valuation_area_id as "valuationAreaId" from warehouse
    where id in (select value::uuid from jsonb_array_elements_text(
      ${distinct(documents.map(({ warehouseId }) => warehouseId))}::jsonb))`
  const companies = await tx.$queryRaw<{ companyId: string; baseCurrency: string }[]>`
    select company_id as "companyId", base_currency as "baseCurrency" from replicated_company
    where company_id in (select value::uuid from jsonb_array_elements_text(
      ${distinct(documents.map(({ companyId }) => companyId))}::jsonb))`
  return {
    items: new Map(items.map((item) => [item.id, item])),
    warehouses: new Map(warehouses.map((warehouse) => [warehouse.id, warehouse])),
    currencies: new Map<string, Currency>(
      companies.map(({ companyId, baseCurrency }) => [companyId, currency(baseCurrency)]),
    ),
  }
}

function distinct(values: readonly string[]): string {
  return JSON.stringify([...new Set(values)])
}
