import type { Sql } from '@erp/service-kit'

export interface WarehouseFact {
  readonly warehouseId: string
  readonly companyId: string
  readonly code: string
  readonly version: number
}

/** Keeps what is newer than what is known; one statement for all. */
export async function rememberWarehouses(tx: Sql, warehouses: readonly WarehouseFact[]): Promise<void> {
  await tx.$executeRaw`
    insert into warehouse_replica as known (warehouse_id, company_id, code, version)
    select "warehouseId", "companyId", code, version
    from jsonb_to_recordset(${JSON.stringify(warehouses)}::jsonb)
      as heard ("warehouseId" uuid, "companyId" uuid, code text, version int)
    order by 1
    on conflict (warehouse_id) do update set code = excluded.code, version = excluded.version
      where known.version < excluded.version`
}

/** Those of these ids that are warehouses of the companies in scope. */
export async function findWarehouses(tx: Sql, ids: readonly string[]): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select warehouse_id as id from warehouse_replica where warehouse_id = any (${ids}::uuid[])`
  return rows.map((row) => row.id)
}
