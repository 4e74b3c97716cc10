import { idsIn } from '@erp/service-kit'
import { isId } from '@erp/values'
import type { ItemClass, ItemFacts, TaxCodeFacts, WarehouseFacts } from '../domain/replicated-facts.ts'
import type { ItemReplica } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'

export async function findItems(tx: Tx, itemIds: readonly string[]): Promise<Map<string, ItemFacts>> {
  const rows = await tx.itemReplica.findMany({ where: { itemId: { in: idsIn(itemIds) } } })
  return new Map(rows.map((row) => [row.itemId, toItem(row)]))
}

export async function findTaxCodes(tx: Tx, taxCodeIds: readonly string[]): Promise<Map<string, TaxCodeFacts>> {
  const rows = await tx.taxCodeReplica.findMany({ where: { taxCodeId: { in: idsIn(taxCodeIds) } } })
  return new Map(
    rows.map((row) => [
      row.taxCodeId,
      { taxCodeId: row.taxCodeId, code: row.code, ratePercent: row.ratePercent.toFixed(), active: row.active },
    ]),
  )
}

export async function findWarehouse(tx: Tx, warehouseId: string): Promise<WarehouseFacts | undefined> {
  if (!isId(warehouseId)) return undefined
  const row = await tx.warehouseReplica.findUnique({ where: { warehouseId } })
  return row ? { warehouseId, valuationAreaId: row.valuationAreaId, active: row.active } : undefined
}

export async function findWarehouses(tx: Tx, warehouseIds: readonly string[]): Promise<Map<string, WarehouseFacts>> {
  const rows = await tx.warehouseReplica.findMany({ where: { warehouseId: { in: idsIn(warehouseIds) } } })
  return new Map(
    rows.map(({ warehouseId, valuationAreaId, active }) => [warehouseId, { warehouseId, valuationAreaId, active }]),
  )
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
