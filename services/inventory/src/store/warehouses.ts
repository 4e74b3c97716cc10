import { StaleDocument } from '@erp/service-kit'
import { isId } from '@erp/values'
import type { ValuationAreaId, Warehouse, WarehouseId, WarehouseKind } from '../domain/warehouse.ts'
import type { Warehouse as Row } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'

export async function find(tx: Tx, id: string): Promise<Warehouse | undefined> {
  const [warehouse] = await findMany(tx, [id])
  return warehouse
}

export async function findMany(tx: Tx, ids: readonly string[]): Promise<Warehouse[]> {
  const rows = await tx.warehouse.findMany({ where: { id: { in: ids.filter(isId) } } })
  return rows.map(fromRow)
}

/** Warehouses by code, after the one with the code `after`. */
export async function list(
  tx: Tx,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<Warehouse[]> {
  const where = after === undefined ? {} : { code: { gt: after } }
  const rows = await tx.warehouse.findMany({ where, orderBy: { code: 'asc' }, take: limit })
  return rows.map(fromRow)
}

export async function hasCode(tx: Tx, code: string): Promise<boolean> {
  return (await tx.warehouse.count({ where: { code } })) > 0
}

/** Where goods lie that are between two warehouses; undefined before the first went on its way. */
export async function findTransit(tx: Tx, companyId: string): Promise<Warehouse | undefined> {
  const row = await tx.warehouse.findFirst({ where: { companyId, kind: 'TRANSIT' } })
  return row ? fromRow(row) : undefined
}

/** Of how many items there is less in a warehouse than nothing, or than what is kept there for somebody. */
export async function countNegative(tx: Tx, warehouseId: WarehouseId): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from warehouse_stock where warehouse_id = ${warehouseId}::uuid and on_hand < reserved`
  return row?.count ?? 0
}

/** False when the company already has a warehouse with this code; then nothing was written. */
export async function insert(tx: Tx, warehouse: Warehouse): Promise<boolean> {
  const { name, ...rest } = warehouse
  const { count } = await tx.warehouse.createMany({
    data: [{ ...rest, nameZh: name.zh, nameEn: name.en }],
    skipDuplicates: true,
  })
  return count === 1
}

/** Writes what may change. Throws StaleDocument when another transaction was faster. */
export async function save(tx: Tx, warehouse: Warehouse): Promise<void> {
  const { id, name, active, negativeStockAllowed, version } = warehouse
  const { count } = await tx.warehouse.updateMany({
    where: { id, version: version - 1 },
    data: { nameZh: name.zh, nameEn: name.en, active, negativeStockAllowed, version },
  })
  if (count === 0) throw new StaleDocument('Warehouse', id)
}

function fromRow({ nameZh, nameEn, ...row }: Row): Warehouse {
  return {
    ...row,
    id: row.id as WarehouseId,
    valuationAreaId: row.valuationAreaId as ValuationAreaId,
    kind: row.kind as WarehouseKind,
    name: { zh: nameZh, en: nameEn },
  }
}
