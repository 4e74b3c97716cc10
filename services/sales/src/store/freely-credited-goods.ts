import { idsIn } from '@erp/service-kit'
import type { CreditNote } from '../domain/credit-note.ts'
import type { ItemFacts } from '../domain/replicated-facts.ts'
import type { Tx } from './database.ts'
import { findItems } from './replicated-facts.ts'

/** What a line of a free credit note is for: a service, or goods of a return and where they were put. */
export interface FreelyCredited {
  readonly item: ItemFacts | undefined
  readonly warehouseId: string | null
  readonly valuationAreaId: string | null
}

/**
 * What the lines of a free credit note are for, by the line. Its return is locked, and what lies in warehouses that the caller may
 * not see is not among them.
 */
export async function lockFreelyCredited(
  tx: Tx,
  { lines, salesReturnId }: CreditNote,
): Promise<Map<string, FreelyCredited>> {
  await tx.$executeRaw`select id from sales_return where id = ${salesReturnId}::uuid for no key update`
  const items = await findItems(
    tx,
    lines.map(({ itemId }) => itemId),
  )
  const returnLineIds = idsIn(lines.flatMap(({ salesReturnLineId }) => salesReturnLineId ?? []))
  const rows = await tx.$queryRaw<{ id: string; warehouseId: string; valuationAreaId: string | null }[]>`
    select line.id, back.warehouse_id as "warehouseId", warehouse.valuation_area_id as "valuationAreaId"
    from sales_return_line line join sales_return back on back.id = line.sales_return_id
    left join warehouse_replica warehouse on warehouse.warehouse_id = back.warehouse_id
    where line.id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(returnLineIds)}::jsonb)))`
  const places = new Map(rows.map((row) => [row.id, row]))
  const credited = new Map<string, FreelyCredited>()
  for (const { id, itemId, salesReturnLineId } of lines) {
    const item = items.get(itemId)
    const place = salesReturnLineId === null ? nowhere : places.get(salesReturnLineId)
    if (place) credited.set(id, { item, warehouseId: place.warehouseId, valuationAreaId: place.valuationAreaId })
  }
  return credited
}

const nowhere = { warehouseId: null, valuationAreaId: null }
