import { StaleDocument } from '@erp/service-kit'
import { isId } from '@erp/values'
import type { WarehouseLocation } from '../domain/warehouse-location.ts'
import type { Tx } from './database.ts'

type Row = Omit<WarehouseLocation, 'name'> & { nameZh: string; nameEn: string }

export async function find(tx: Tx, id: string): Promise<WarehouseLocation | undefined> {
  const [location] = await findMany(tx, [id])
  return location
}

export async function findMany(tx: Tx, ids: readonly string[]): Promise<WarehouseLocation[]> {
  const rows = await tx.$queryRaw<Row[]>`
    select id, company_id as "companyId", warehouse_id as "warehouseId", code, name_zh as "nameZh", name_en as "nameEn",
           active, version, created_at as "createdAt"
    from warehouse_location
    where id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids.filter(isId))}::jsonb)))`
  return rows.map(fromRow)
}

/** Locations of a warehouse by code, after the one with the code `after`. */
export async function list(
  tx: Tx,
  { warehouseId, after, limit }: { warehouseId: string; after: string | undefined; limit: number },
): Promise<WarehouseLocation[]> {
  const rows = await tx.$queryRaw<Row[]>`
    select id, company_id as "companyId", warehouse_id as "warehouseId", code, name_zh as "nameZh", name_en as "nameEn",
           active, version, created_at as "createdAt"
    from warehouse_location
    where warehouse_id = ${warehouseId}::uuid and (${after ?? null}::text is null or code > ${after ?? null}::text)
    order by code
    limit ${limit}`
  return rows.map(fromRow)
}

/** False when the warehouse already has a location with this code; then nothing was written. */
export async function insert(tx: Tx, location: WarehouseLocation): Promise<boolean> {
  const { id, companyId, warehouseId, code, name, active, version, createdAt } = location
  const count = await tx.$executeRaw`
    insert into warehouse_location (id, company_id, warehouse_id, code, name_zh, name_en, active, version, created_at)
    values (${id}::uuid, ${companyId}::uuid, ${warehouseId}::uuid, ${code}, ${name.zh}, ${name.en}, ${active},
            ${version}::int, ${createdAt}::timestamptz)
    on conflict do nothing`
  return count === 1
}

/** Writes what may change. Throws StaleDocument when another transaction was faster. */
export async function save(tx: Tx, { id, name, active, version }: WarehouseLocation): Promise<void> {
  const count = await tx.$executeRaw`
    update warehouse_location set name_zh = ${name.zh}, name_en = ${name.en}, active = ${active}, version = ${version}::int
    where id = ${id}::uuid and version = ${version}::int - 1`
  if (count === 0) throw new StaleDocument('WarehouseLocation', id)
}

function fromRow({ nameZh, nameEn, ...row }: Row): WarehouseLocation {
  return { ...row, name: { zh: nameZh, en: nameEn } }
}
