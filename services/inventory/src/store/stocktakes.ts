import { Decimal, formatQuantity, isId, newId } from '@erp/values'
import type { ItemId } from '../domain/item.ts'
import type { Stocktake, StocktakeCount, StocktakeLine, StocktakeMode, StocktakeStatus } from '../domain/stocktake.ts'
import type { LotId } from '../domain/valuation.ts'
import type { LocationId, WarehouseId } from '../domain/warehouse.ts'
import type { Tx } from './database.ts'
import { readQuantity } from './exact-columns.ts'
import * as inventoryDocuments from './inventory-documents.ts'

const documentType = 'STOCKTAKE'

/** A place in the warehouse, and what the books say lies there. */
export type BookedPlace = {
  readonly itemId: ItemId
  readonly locationId: LocationId | null
  readonly lotId: LotId | null
  readonly quantity: string
}

export async function find(tx: Tx, id: string): Promise<Stocktake | undefined> {
  const [stocktake] = await findMany(tx, [id])
  return stocktake
}

/** The stocktake as it is once everybody who was changing it has ended; whoever else wants it waits for this transaction. */
export async function lock(tx: Tx, id: string): Promise<Stocktake | undefined> {
  const header = await inventoryDocuments.lock<StocktakeStatus>(tx, documentType, id)
  return header && find(tx, header.id)
}

export async function findMany(tx: Tx, ids: readonly string[]): Promise<Stocktake[]> {
  const headers = await inventoryDocuments.findMany<StocktakeStatus>(tx, documentType, ids)
  const rows = await tx.$queryRaw<Row[]>`
    select s.document_id as id, s.warehouse_id as "warehouseId", s.mode, s.blind,
           s.tolerance_percent::text as "tolerancePercent", s.submitted_by as "submittedBy", lines.lines
    from stocktake s
    cross join lateral (
      select jsonb_agg(jsonb_build_object(
               'id', l.id, 'lineNumber', l.line_number, 'itemId', l.item_id, 'locationId', l.location_id,
               'lotId', l.lot_id, 'snapshotQuantity', l.snapshot_quantity::text, 'round', l.round,
               'counts', (select coalesce(jsonb_agg(jsonb_build_object(
                            'round', c.round, 'countedBy', c.counted_by, 'quantity', c.quantity::text,
                            'bookQuantity', c.book_quantity::text, 'countedAt', c.counted_at) order by c.position), '[]')
                          from stocktake_count c where c.stocktake_line_id = l.id)) order by l.line_number) as lines
      from stocktake_line l where l.document_id = s.document_id) as lines
    where s.document_id = any (array(
      select value::uuid from jsonb_array_elements_text(${JSON.stringify(headers.map(({ id }) => id))}::jsonb)))`
  const stocktakes = new Map(rows.map((row) => [row.id, row]))
  return headers.flatMap((header) => {
    const row = stocktakes.get(header.id)
    if (!row) return []
    const { tolerancePercent, lines, ...rest } = row
    return [{ ...header, ...rest, tolerancePercent: new Decimal(tolerancePercent), lines: lines.map(lineOf) }]
  })
}

/** Newest first, after the one with the id `after`. */
export async function list(
  tx: Tx,
  { status = null, warehouseId = null }: { status?: StocktakeStatus | null; warehouseId?: string | null },
  { after = null, limit }: { readonly after?: string | null | undefined; readonly limit: number },
): Promise<Stocktake[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select s.document_id as id
    from stocktake s join inventory_document d on d.id = s.document_id
    where (${status}::text is null or d.status = ${status}::text)
      and (${warehouseId}::uuid is null or s.warehouse_id = ${warehouseId}::uuid)
      and (${after}::uuid is null or s.document_id < ${after}::uuid)
    order by s.document_id desc
    limit ${limit}::int`
  const found = await findMany(
    tx,
    rows.map(({ id }) => id),
  )
  return found.sort((left, right) => (left.id < right.id ? 1 : -1))
}

export async function insert(tx: Tx, stocktake: Stocktake): Promise<void> {
  const { id, companyId, warehouseId, mode, blind, tolerancePercent, lines } = stocktake
  await inventoryDocuments.insert(tx, documentType, stocktake)
  await tx.$executeRaw`
    insert into stocktake (document_id, company_id, warehouse_id, mode, blind, tolerance_percent)
    values (${id}::uuid, ${companyId}::uuid, ${warehouseId}::uuid, ${mode}, ${blind}, ${tolerancePercent.toFixed()}::numeric)`
  const rows = lines.map(({ snapshotQuantity, counts: _, ...line }) => ({
    ...line,
    snapshotQuantity: formatQuantity(snapshotQuantity),
  }))
  await tx.$executeRaw`
    insert into stocktake_line (id, company_id, document_id, line_number, item_id, location_id, lot_id, snapshot_quantity)
    select id, ${companyId}::uuid, ${id}::uuid, "lineNumber", "itemId", "locationId", "lotId", "snapshotQuantity"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as l(
      id uuid, "lineNumber" int, "itemId" uuid, "locationId" uuid, "lotId" uuid, "snapshotQuantity" numeric)`
}

/** Writes the next version, and which lines are counted again. */
export async function save(tx: Tx, stocktake: Stocktake): Promise<void> {
  const { id, submittedBy, lines } = stocktake
  await inventoryDocuments.save(tx, stocktake)
  await tx.$executeRaw`update stocktake set submitted_by = ${submittedBy}::uuid where document_id = ${id}::uuid`
  const again = lines.filter(({ round }) => round > 1).map((line) => line.id)
  if (again.length > 0)
    await tx.$executeRaw`
      update stocktake_line set round = 2
      where document_id = ${id}::uuid and round = 1
        and id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(again)}::jsonb)))`
}

/** What somebody counted, with what the books say now of the places of those lines. */
export async function addCounts(
  tx: Tx,
  { companyId, warehouseId }: Pick<Stocktake, 'companyId' | 'warehouseId'>,
  counted: readonly { readonly line: StocktakeLine; readonly quantity: string }[],
  { countedBy, countedAt }: { readonly countedBy: string; readonly countedAt: Date },
): Promise<void> {
  const rows = counted.map(({ line: { id, itemId, locationId, lotId, round }, quantity }) => ({
    ...{ id: newId(), lineId: id, itemId, locationId, lotId, round, quantity },
  }))
  await tx.$executeRaw`
    insert into stocktake_count (id, company_id, stocktake_line_id, round, counted_by, quantity, book_quantity, counted_at)
    select r.id, ${companyId}::uuid, r."lineId", r.round, ${countedBy}::uuid, r.quantity, coalesce(
             case when r."locationId" is null and r."lotId" is null
               then (select s.on_hand from warehouse_stock s
                     where s.item_id = r."itemId" and s.warehouse_id = ${warehouseId}::uuid)
                    - coalesce((select sum(b.on_hand) from bin_stock b
                                where b.item_id = r."itemId" and b.warehouse_id = ${warehouseId}::uuid), 0)
               else (select b.on_hand from bin_stock b
                     where b.item_id = r."itemId" and b.warehouse_id = ${warehouseId}::uuid
                       and b.location_id is not distinct from r."locationId"
                       and b.lot_id is not distinct from r."lotId") end, 0),
           ${countedAt}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
      id uuid, "lineId" uuid, "itemId" uuid, "locationId" uuid, "lotId" uuid, round int, quantity numeric)`
}

/** What a stocktake covers. */
export type StocktakeScope = {
  readonly warehouseId: string
  readonly locationId: string | null
  /** These items, also those of which there should be none; undefined for all there are. */
  readonly itemIds: readonly string[] | undefined
  readonly categoryIds: readonly string[] | undefined
}

/**
 * What the books say lies where, place by place, at most `limit`: what has a location or lot by itself, of the rest of an item
 * what is left, and nothing of items that are named and not there.
 */
export async function bookedPlaces(tx: Tx, scope: StocktakeScope, limit: number): Promise<BookedPlace[]> {
  const { warehouseId, locationId, itemIds, categoryIds } = scope
  const items = itemIds === undefined ? null : JSON.stringify(itemIds.filter(isId))
  const categories = categoryIds === undefined ? null : JSON.stringify(categoryIds.filter(isId))
  return tx.$queryRaw<BookedPlace[]>`
    with wanted as (
      select i.id, i.code from item i
      where i.item_class <> 'SERVICE'
        and (${items}::jsonb is null or i.id = any (array(select value::uuid from jsonb_array_elements_text(${items}::jsonb))))
        and (${categories}::jsonb is null
             or i.category_id = any (array(select value::uuid from jsonb_array_elements_text(${categories}::jsonb))))
    ), bins as (
      select b.item_id, b.location_id, b.lot_id, b.on_hand from bin_stock b
      where b.warehouse_id = ${warehouseId}::uuid and b.item_id in (select id from wanted)
    ), places as (
      select item_id, location_id, lot_id, on_hand from bins
      where on_hand <> 0 and (${locationId}::uuid is null or location_id = ${locationId}::uuid)
      union all
      select w.id, null, null, coalesce(s.on_hand, 0) - coalesce(b.on_hand, 0)
      from wanted w
      left join warehouse_stock s on s.item_id = w.id and s.warehouse_id = ${warehouseId}::uuid
      left join (select item_id, sum(on_hand) as on_hand from bins group by item_id) b on b.item_id = w.id
      where ${locationId}::uuid is null
        and (coalesce(s.on_hand, 0) <> coalesce(b.on_hand, 0)
             or ${items}::jsonb is not null and coalesce(s.on_hand, 0) = 0)
    )
    select p.item_id as "itemId", p.location_id as "locationId", p.lot_id as "lotId", p.on_hand::text as quantity
    from places p join wanted w on w.id = p.item_id
    order by w.code, p.location_id nulls first, p.lot_id nulls first
    limit ${limit}::int`
}

type LineRow = {
  id: string
  lineNumber: number
  itemId: ItemId
  locationId: LocationId | null
  lotId: LotId | null
  snapshotQuantity: string
  round: number
  counts: { round: number; countedBy: string; quantity: string; bookQuantity: string; countedAt: string }[]
}

type Row = {
  id: string
  warehouseId: WarehouseId
  mode: StocktakeMode
  blind: boolean
  tolerancePercent: string
  submittedBy: string | null
  lines: LineRow[]
}

function lineOf({ snapshotQuantity, counts, ...line }: LineRow): StocktakeLine {
  return {
    ...line,
    snapshotQuantity: readQuantity(snapshotQuantity),
    counts: counts.map(
      ({ quantity, bookQuantity, countedAt, ...count }): StocktakeCount => ({
        ...count,
        quantity: readQuantity(quantity),
        bookQuantity: readQuantity(bookQuantity),
        countedAt: new Date(countedAt),
      }),
    ),
  }
}
