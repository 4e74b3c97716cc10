import type { Currency } from '@erp/values'
import type { CostingChange } from '../domain/costing-change.ts'
import type { DocumentStatus, InventoryDocument } from '../domain/inventory-document.ts'
import type { CostingMethod, ItemId } from '../domain/item.ts'
import type { StockingWarehouse } from '../domain/stock-facts.ts'
import type { Tx } from './database.ts'
import { readStandardCost } from './exact-columns.ts'
import * as inventoryDocuments from './inventory-documents.ts'

const documentType = 'COSTING_CHANGE'

export async function insert(tx: Tx, change: CostingChange): Promise<void> {
  await inventoryDocuments.insert(tx, documentType, change)
  const { id, companyId, itemId, costing, standardCost } = change
  await tx.$executeRaw`
    insert into costing_change (document_id, company_id, item_id, costing, standard_cost)
    values (${id}::uuid, ${companyId}::uuid, ${itemId}::uuid, ${costing}, ${textOf(standardCost)}::numeric)`
}

/** Writes a draft that was changed. */
export async function saveDraft(tx: Tx, change: CostingChange): Promise<void> {
  await inventoryDocuments.save(tx, change)
  const { id, itemId, costing, standardCost } = change
  await tx.$executeRaw`
    update costing_change
    set item_id = ${itemId}::uuid, costing = ${costing}, standard_cost = ${textOf(standardCost)}::numeric
    where document_id = ${id}::uuid`
}

/** Writes where a change stands. */
export const saveStatus: (tx: Tx, change: CostingChange) => Promise<void> = inventoryDocuments.save

/** Writes that a draft is confirmed, and what the item was costed by before. */
export async function saveConfirmed(tx: Tx, change: CostingChange): Promise<void> {
  const { id, previousCosting, previousStandardCost } = change
  await tx.$executeRaw`
    update costing_change
    set previous_costing = ${previousCosting}, previous_standard_cost = ${textOf(previousStandardCost)}::numeric
    where document_id = ${id}::uuid`
  await inventoryDocuments.save(tx, change)
}

export async function find(tx: Tx, id: string): Promise<CostingChange | undefined> {
  const [change] = await findMany(tx, [id])
  return change
}

export async function lock(tx: Tx, id: string): Promise<CostingChange | undefined> {
  const document = await inventoryDocuments.lock<DocumentStatus>(tx, documentType, id)
  const [change] = document ? await withContents(tx, [document]) : []
  return change
}

export async function findMany(tx: Tx, ids: readonly string[]): Promise<CostingChange[]> {
  return withContents(tx, await inventoryDocuments.findMany<DocumentStatus>(tx, documentType, ids))
}

export async function list(tx: Tx, page: inventoryDocuments.DocumentPage): Promise<CostingChange[]> {
  return withContents(tx, await inventoryDocuments.list<DocumentStatus>(tx, documentType, page))
}

/** Where an item has ever been valued, goods in transit apart: of each area the first warehouse by code that has had it. */
export async function placesOf(tx: Tx, itemId: ItemId): Promise<StockingWarehouse[]> {
  return tx.$queryRaw`
    select distinct on (w.valuation_area_id) w.id, w.company_id as "companyId", w.valuation_area_id as "valuationAreaId",
           w.negative_stock_allowed as "negativeStockAllowed", a.transit as "inTransit"
    from warehouse_stock s
    join warehouse w on w.id = s.warehouse_id
    join valuation_area a on a.id = w.valuation_area_id and not a.transit
    where s.item_id = ${itemId}::uuid
    order by w.valuation_area_id, w.code`
}

/**
 * Has an item costed in another way from now on. Its balances are locked; this also waits for whoever has stock of it in an
 * area for the first time, for their rows refer to the item.
 */
export async function recost(
  tx: Tx,
  { itemId, companyId, costing, standardCost }: CostingChange,
  changedAt: Date,
): Promise<void> {
  await tx.$queryRaw`select 1 from item where id = ${itemId}::uuid for update`
  await tx.$executeRaw`update item set costing = ${costing}, version = version + 1 where id = ${itemId}::uuid`
  if (!standardCost) return
  await tx.$executeRaw`
    insert into item_standard_cost (item_id, company_id, per_unit, changed_at)
    values (${itemId}::uuid, ${companyId}::uuid, ${textOf(standardCost)}::numeric, ${changedAt})
    on conflict (item_id) do update set per_unit = excluded.per_unit, changed_at = excluded.changed_at`
}

async function withContents(tx: Tx, documents: readonly InventoryDocument[]): Promise<CostingChange[]> {
  if (documents.length === 0) return []
  const rows = await tx.$queryRaw<ContentRow[]>`
    select document_id as id, item_id as "itemId", costing, standard_cost::text as "standardCost",
           previous_costing as "previousCosting", previous_standard_cost::text as "previousStandardCost"
    from costing_change
    where document_id = any (array(
      select value::uuid from jsonb_array_elements_text(${JSON.stringify(documents.map(({ id }) => id))}::jsonb)))`
  const contents = new Map(rows.map((row) => [row.id, row]))
  return documents.flatMap((document) => {
    const content = contents.get(document.id)
    return content ? [{ ...document, ...fromRow(content, document.currency) }] : []
  })
}

type ContentRow = {
  id: string
  itemId: ItemId
  costing: CostingMethod
  standardCost: string | null
  previousCosting: CostingMethod | null
  previousStandardCost: string | null
}

function fromRow({ standardCost, previousStandardCost, ...row }: ContentRow, currency: Currency) {
  return {
    ...row,
    standardCost: readStandardCost(standardCost, currency) ?? null,
    previousStandardCost: readStandardCost(previousStandardCost, currency) ?? null,
  }
}

function textOf(cost: CostingChange['standardCost']): string | null {
  return cost?.perUnit.toFixed() ?? null
}
