import { newId, refuse } from '@erp/values'
import type { DraftFacts } from '../domain/draft-goods.ts'
import type { InventoryDocument } from '../domain/inventory-document.ts'
import type { Item } from '../domain/item.ts'
import type { CompanyUnknown } from '../domain/stock-facts.ts'
import type { Warehouse } from '../domain/warehouse.ts'
import * as companies from '../store/companies.ts'
import type { Tx, Unit } from '../store/database.ts'
import * as dimensionValues from '../store/dimension-values.ts'
import * as items from '../store/items.ts'
import * as warehouses from '../store/warehouses.ts'

/** What the lines of a draft are written against, in a fixed number of statements however many there are. */
export async function draftFacts(
  tx: Tx,
  companyId: string,
  lines: readonly {
    readonly itemId: string
    readonly warehouseId?: string | undefined
    readonly departmentId?: string | null | undefined
    readonly projectId?: string | null | undefined
  }[],
): Promise<DraftFacts | CompanyUnknown> {
  const currency = await companies.baseCurrency(tx, companyId)
  if (!currency) return refuse('CompanyUnknown', { companyId })
  const foundItems = await items.findMany(tx, [...new Set(lines.map(({ itemId }) => itemId))])
  const warehouseIds = new Set(lines.flatMap(({ warehouseId }) => warehouseId ?? []))
  const foundWarehouses = await warehouses.findMany(tx, [...warehouseIds])
  return {
    currency,
    items: new Map<string, Item>(foundItems.map((item) => [item.id, item])),
    warehouses: new Map<string, Warehouse>(foundWarehouses.map((warehouse) => [warehouse.id, warehouse])),
    dimensionValues: await dimensionValues.findMany(
      tx,
      lines.flatMap(({ departmentId, projectId }) => [departmentId ?? [], projectId ?? []].flat()),
    ),
  }
}

/** A draft that is not numbered yet, written by the caller. */
export function newDraft(
  { caller, now }: Unit,
  { currency }: Pick<DraftFacts, 'currency'>,
  {
    departmentIds = [],
    ...content
  }: Pick<InventoryDocument, 'businessDate' | 'reason' | 'warehouseIds'> &
    Partial<Pick<InventoryDocument, 'departmentIds'>>,
): Omit<InventoryDocument, 'number'> {
  return {
    ...{
      id: newId(),
      companyId: caller.companyId,
      status: 'DRAFT',
      currency,
      departmentIds,
      ...content,
      approval: null,
      version: 1,
    },
    ...{ createdAt: now, createdBy: caller.userId, authorIds: [caller.userId], confirmedAt: null, confirmedBy: null },
  }
}
