import type { CostAdjustment } from '../domain/cost-adjustment.ts'
import type { DocumentStatus, InventoryDocument } from '../domain/inventory-document.ts'
import type { ItemId } from '../domain/item.ts'
import type { StockEntryId } from '../domain/valuation.ts'
import type { ValuationAreaId, WarehouseId } from '../domain/warehouse.ts'
import type { Tx } from './database.ts'
import { readMoney } from './exact-columns.ts'
import * as inventoryDocuments from './inventory-documents.ts'

const documentType = 'COST_ADJUSTMENT'

export async function insert(tx: Tx, adjustment: CostAdjustment): Promise<void> {
  await inventoryDocuments.insert(tx, documentType, adjustment)
  const { id, companyId, itemId, valuationAreaId, layerId, value, expenseType } = adjustment
  await tx.$executeRaw`
    insert into cost_adjustment (document_id, company_id, item_id, valuation_area_id, layer_id, value, expense_type)
    values (${id}::uuid, ${companyId}::uuid, ${itemId}::uuid, ${valuationAreaId}::uuid, ${layerId}::uuid,
            ${value.minor}, ${expenseType})`
}

/** Writes a draft that was changed. */
export async function saveDraft(tx: Tx, adjustment: CostAdjustment): Promise<void> {
  await inventoryDocuments.save(tx, adjustment)
  const { id, itemId, valuationAreaId, layerId, value, expenseType } = adjustment
  await tx.$executeRaw`
    update cost_adjustment
    set item_id = ${itemId}::uuid, valuation_area_id = ${valuationAreaId}::uuid, layer_id = ${layerId}::uuid,
        value = ${value.minor}, expense_type = ${expenseType}
    where document_id = ${id}::uuid`
}

/** Writes where an adjustment stands. */
export const saveStatus: (tx: Tx, adjustment: CostAdjustment) => Promise<void> = inventoryDocuments.save

export async function find(tx: Tx, id: string): Promise<CostAdjustment | undefined> {
  const [adjustment] = await findMany(tx, [id])
  return adjustment
}

export async function lock(tx: Tx, id: string): Promise<CostAdjustment | undefined> {
  const document = await inventoryDocuments.lock<DocumentStatus>(tx, documentType, id)
  const [adjustment] = document ? await withContents(tx, [document]) : []
  return adjustment
}

export async function findMany(tx: Tx, ids: readonly string[]): Promise<CostAdjustment[]> {
  return withContents(tx, await inventoryDocuments.findMany<DocumentStatus>(tx, documentType, ids))
}

export async function list(tx: Tx, page: inventoryDocuments.DocumentPage): Promise<CostAdjustment[]> {
  return withContents(tx, await inventoryDocuments.list<DocumentStatus>(tx, documentType, page))
}

/** The warehouses that are valued in an area, by code; none when the company has no such area. */
export async function warehousesOfArea(tx: Tx, valuationAreaId: string): Promise<WarehouseId[]> {
  const rows = await tx.$queryRaw<{ id: WarehouseId }[]>`
    select id from warehouse where valuation_area_id = ${valuationAreaId}::uuid order by code`
  return rows.map(({ id }) => id)
}

/** The item and area of a layer. */
export async function layerKey(
  tx: Tx,
  layerId: string,
): Promise<{ itemId: ItemId; valuationAreaId: ValuationAreaId } | undefined> {
  const [row] = await tx.$queryRaw<{ itemId: ItemId; valuationAreaId: ValuationAreaId }[]>`
    select item_id as "itemId", valuation_area_id as "valuationAreaId" from stock_layer where id = ${layerId}::uuid`
  return row
}

async function withContents(tx: Tx, documents: readonly InventoryDocument[]): Promise<CostAdjustment[]> {
  if (documents.length === 0) return []
  const rows = await tx.$queryRaw<ContentRow[]>`
    select document_id as id, item_id as "itemId", valuation_area_id as "valuationAreaId", layer_id as "layerId", value,
           expense_type as "expenseType"
    from cost_adjustment
    where document_id = any (array(
      select value::uuid from jsonb_array_elements_text(${JSON.stringify(documents.map(({ id }) => id))}::jsonb)))`
  const contents = new Map(rows.map((row) => [row.id, row]))
  return documents.flatMap((document) => {
    const content = contents.get(document.id)
    return content ? [{ ...document, ...content, value: readMoney(content.value, document.currency) }] : []
  })
}

type ContentRow = Pick<CostAdjustment, 'id' | 'itemId' | 'valuationAreaId' | 'expenseType'> & {
  readonly layerId: StockEntryId | null
  readonly value: bigint
}
