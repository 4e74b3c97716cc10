import { isId } from '@erp/values'
import type {
  CompanyFacts,
  DimensionValueFacts,
  ItemClass,
  ItemFacts,
  TaxCodeFacts,
  WarehouseFacts,
} from '../domain/replicated-facts.ts'
import type { ItemReplica } from '../generated/prisma/client.ts'
import { currencyColumn, idsIn } from './columns.ts'
import type { Tx } from './database.ts'

export async function findCompany(tx: Tx, companyId: string): Promise<CompanyFacts | undefined> {
  const row = await tx.companyReplica.findUnique({ where: { companyId } })
  return row ? { companyId, baseCurrency: currencyColumn(row.baseCurrency), active: row.active } : undefined
}

/** Whether the company has such documents approved before they are in force. */
export async function isApprovalAsked(
  tx: Tx,
  companyId: string,
  documentType: 'PURCHASE_ORDER' | 'PURCHASE_REQUISITION',
): Promise<boolean> {
  const row = await tx.approvalDefinitionReplica.findUnique({
    where: { companyId_documentType: { companyId, documentType } },
  })
  return row?.active ?? false
}

export async function findItems(tx: Tx, itemIds: readonly string[]): Promise<Map<string, ItemFacts>> {
  const rows = await tx.itemReplica.findMany({ where: { itemId: { in: idsIn(itemIds) } } })
  return new Map(rows.map((row) => [row.itemId, toItem(row)]))
}

/** Items by their codes, in one statement. */
export async function findItemsByCode(
  tx: Tx,
  companyId: string,
  codes: readonly string[],
): Promise<Map<string, ItemFacts>> {
  const rows = await tx.itemReplica.findMany({ where: { companyId, code: { in: [...new Set(codes)] } } })
  return new Map(rows.map((row) => [row.code, toItem(row)]))
}

export async function findTaxCodes(tx: Tx, taxCodeIds: readonly string[]): Promise<Map<string, TaxCodeFacts>> {
  const rows = await tx.taxCodeReplica.findMany({ where: { taxCodeId: { in: idsIn(taxCodeIds) } } })
  return new Map(
    rows.map((row) => [
      row.taxCodeId,
      { taxCodeId: row.taxCodeId, ratePercent: row.ratePercent.toFixed(), active: row.active },
    ]),
  )
}

/** The codes people know VAT codes by, those of no use any more included. */
export async function findTaxCodeNames(tx: Tx, taxCodeIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.taxCodeReplica.findMany({ where: { taxCodeId: { in: idsIn(taxCodeIds) } } })
  return new Map(rows.map((row) => [row.taxCodeId, row.code]))
}

export async function findWarehouse(tx: Tx, warehouseId: string): Promise<WarehouseFacts | undefined> {
  if (!isId(warehouseId)) return undefined
  const row = await tx.warehouseReplica.findUnique({ where: { warehouseId } })
  return row ? { warehouseId, valuationAreaId: row.valuationAreaId, active: row.active } : undefined
}

/** An item's row, as Prisma or a statement of ours reads it. */
export function toItem(row: Pick<ItemReplica, 'itemId' | 'itemClass' | 'baseUnit' | 'units' | 'active'>): ItemFacts {
  return {
    itemId: row.itemId,
    itemClass: row.itemClass as ItemClass,
    baseUnit: row.baseUnit,
    units: (row.units as { unit: string; numerator: string; denominator: string }[]).map((unit) => ({
      unit: unit.unit,
      numerator: BigInt(unit.numerator),
      denominator: BigInt(unit.denominator),
    })),
    active: row.active,
  }
}

/** The departments, projects and employees of these ids. */
export async function findDimensionValues(tx: Tx, ids: readonly string[]): Promise<Map<string, DimensionValueFacts>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.dimensionValueReplica.findMany({ where: { dimensionValueId: { in: idsIn(ids) } } })
  return new Map(rows.map(({ dimensionValueId, dimension, active }) => [dimensionValueId, { dimension, active }]))
}
