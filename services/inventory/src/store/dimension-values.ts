import { isId } from '@erp/values'
import type { DimensionValue } from '../domain/bearer.ts'
import type { Tx } from './database.ts'

/** A copy of what finance names. */
export type DimensionValueCopy = {
  companyId: string
  dimensionValueId: string
  dimension: string
  active: boolean
  version: number
}

export async function replicate(tx: Tx, values: readonly DimensionValueCopy[]): Promise<void> {
  await tx.$executeRaw`
    insert into replicated_dimension_value as known (dimension_value_id, company_id, dimension, active, version)
    select "dimensionValueId", "companyId", dimension, active, version
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as v(
      "dimensionValueId" uuid, "companyId" uuid, dimension text, active boolean, version int)
    on conflict (dimension_value_id) do update
    set dimension = excluded.dimension, active = excluded.active, version = excluded.version
    where known.version < excluded.version`
}

/** The departments, projects and employees of these ids. */
export async function findMany(tx: Tx, ids: readonly string[]): Promise<Map<string, DimensionValue>> {
  const wanted = [...new Set(ids)].filter(isId)
  if (wanted.length === 0) return new Map()
  const rows = await tx.$queryRaw<(DimensionValue & { id: string })[]>`
    select dimension_value_id as id, dimension, active from replicated_dimension_value
    where dimension_value_id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(wanted)}::jsonb)))`
  return new Map(rows.map(({ id, ...value }) => [id, value]))
}
