import { StaleDocument } from '@erp/service-kit'
import { formatQuantity, isId } from '@erp/values'
import type { ItemId } from '../domain/item.ts'
import {
  lotPlaceKey,
  placeKey,
  type ReservableStock,
  type Reservation,
  type ReservationFacts,
  type ReservationId,
  type Settlement,
} from '../domain/reservation.ts'
import type { LotId } from '../domain/valuation.ts'
import type { ValuationAreaId, WarehouseId } from '../domain/warehouse.ts'
import type { Tx } from './database.ts'
import { readQuantity } from './exact-columns.ts'
import * as stockBalances from './stock-balances.ts'

type Place = {
  readonly itemId: ItemId
  readonly warehouseId: WarehouseId
  readonly lotId?: LotId | null | undefined
}
type Row = Omit<Reservation, 'quantity' | 'openQuantity'> & { quantity: string; openQuantity: string }

/** Which reservations are meant; each part left out means all. */
export type ReservationFilter = {
  readonly ids?: readonly string[] | undefined
  readonly documentType?: string | undefined
  readonly documentId?: string | undefined
  readonly itemId?: string | undefined
  readonly warehouseId?: string | undefined
  readonly openOnly?: boolean | undefined
}

/** A reservation as it is shown. */
export type ShownReservation = Reservation & {
  readonly position: bigint
  readonly expiresAt: Date | null
  readonly reservedAt: Date
  readonly endedAt: Date | null
}

/**
 * Locks the stock at these places, in the order everybody does: through the balances of their areas. What is reserved
 * changes only while they are locked.
 */
export async function lockPlaces(tx: Tx, places: readonly Place[]): Promise<void> {
  const keys = await tx.$queryRaw<{ itemId: ItemId; valuationAreaId: ValuationAreaId }[]>`
    select distinct p."itemId", w.valuation_area_id as "valuationAreaId"
    from jsonb_to_recordset(${written(places)}::jsonb) as p("itemId" uuid, "warehouseId" uuid)
    join warehouse w on w.id = p."warehouseId"`
  if (keys.length > 0) await stockBalances.lock(tx, keys)
}

/** What reserving at these places needs to know; lock them before. */
export async function facts(tx: Tx, places: readonly Place[]): Promise<ReservationFacts> {
  const keys = written(places)
  const items = await tx.$queryRaw<{ id: string; itemClass: 'SERVICE'; active: boolean }[]>`
    select id, item_class as "itemClass", active from item
    where id in (select "itemId" from jsonb_to_recordset(${keys}::jsonb) as p("itemId" uuid))`
  const warehouses = await tx.$queryRaw<{ id: string; kind: 'NORMAL'; active: boolean }[]>`
    select id, kind, active from warehouse
    where id in (select "warehouseId" from jsonb_to_recordset(${keys}::jsonb) as p("warehouseId" uuid))`
  return {
    items: new Map(items.map(({ id, ...item }) => [id, item])),
    warehouses: new Map(warehouses.map(({ id, ...warehouse }) => [id, warehouse])),
    stock: await stockAt(tx, places),
    lots: await lotsAt(tx, places),
  }
}

/** What there is of the lots that are named in these warehouses and what of it is kept, by `lotPlaceKey`; of lots the item has. */
async function lotsAt(tx: Tx, places: readonly Place[]): Promise<Map<string, ReservableStock>> {
  const named = places.filter(({ lotId }) => lotId && isId(lotId))
  if (named.length === 0) return new Map()
  const rows = await tx.$queryRaw<(Place & { onHand: string; reserved: string })[]>`
    select p."itemId", p."warehouseId", p."lotId",
           (select coalesce(sum(b.on_hand), 0) from bin_stock b
            where b.item_id = p."itemId" and b.warehouse_id = p."warehouseId" and b.lot_id = p."lotId")::text as "onHand",
           (select coalesce(sum(r.open_quantity), 0) from stock_reservation r
            where r.lot_id = p."lotId" and r.warehouse_id = p."warehouseId" and r.open_quantity > 0)::text as reserved
    from (select distinct * from jsonb_to_recordset(${written(named)}::jsonb) as p(
            "itemId" uuid, "warehouseId" uuid, "lotId" uuid)) as p
    join lot l on l.id = p."lotId" and l.item_id = p."itemId"`
  return new Map(
    rows.map((row) => [lotPlaceKey(row), { onHand: readQuantity(row.onHand), reserved: readQuantity(row.reserved) }]),
  )
}

/** What there is at these places and what of it is kept, by `placeKey`. */
export async function stockAt(tx: Tx, places: readonly Place[]): Promise<Map<string, ReservableStock>> {
  const rows = await tx.$queryRaw<(Place & { onHand: string; reserved: string })[]>`
    select item_id as "itemId", warehouse_id as "warehouseId", on_hand::text as "onHand", reserved::text
    from warehouse_stock
    where (item_id, warehouse_id) in (
      select "itemId", "warehouseId"
      from jsonb_to_recordset(${written(places)}::jsonb) as p("itemId" uuid, "warehouseId" uuid))`
  return new Map(
    rows.map((row) => [placeKey(row), { onHand: readQuantity(row.onHand), reserved: readQuantity(row.reserved) }]),
  )
}

/**
 * Keeps the goods: in one statement, and only if they are still there. Holds end `holdSeconds` from now by the database's
 * clock. Throws StaleDocument when the places were not locked and somebody was faster.
 */
export async function insert(
  tx: Tx,
  reservations: readonly Reservation[],
  { holdSeconds, reservedAt }: { holdSeconds: number | null; reservedAt: Date },
): Promise<void> {
  const rows = JSON.stringify(
    reservations.map((one) => ({
      ...one,
      quantity: formatQuantity(one.quantity),
      openQuantity: formatQuantity(one.openQuantity),
    })),
  )
  const [done] = await tx.$queryRaw<{ kept: number; taken: string; wanted: string; lotsShort: number }[]>`
    with wanted as (
      select * from jsonb_to_recordset(${rows}::jsonb) as r(
        id uuid, "companyId" uuid, "documentType" text, "documentId" uuid, "documentNumber" text, "documentLineId" uuid,
        "itemId" uuid, "warehouseId" uuid, "lotId" uuid, quantity numeric, status text, "customerId" uuid)),
    kept as (
      insert into stock_reservation (id, company_id, document_type, document_id, document_number, document_line_id,
                                     item_id, warehouse_id, lot_id, quantity, open_quantity, status, expires_at, reserved_at,
                                     customer_id)
      select id, "companyId", "documentType", "documentId", "documentNumber", "documentLineId", "itemId", "warehouseId",
             "lotId", quantity, quantity, status, clock_timestamp() + make_interval(secs => ${holdSeconds}::int),
             ${reservedAt}::timestamptz, "customerId"
      from wanted
      on conflict do nothing
      returning id, company_id, item_id, warehouse_id, lot_id, quantity, expires_at),
    deadlines as (
      insert into reservation_deadline (reservation_id, company_id, expires_at)
      select id, company_id, expires_at from kept where expires_at is not null),
    taken as (
      update warehouse_stock w set reserved = w.reserved + p.quantity
      from (select item_id, warehouse_id, sum(quantity) as quantity from kept group by 1, 2) as p
      where w.item_id = p.item_id and w.warehouse_id = p.warehouse_id and w.on_hand - w.reserved >= p.quantity
      returning p.quantity)
    select (select count(*)::int from kept) as kept,
           (select coalesce(sum(quantity), 0)::text from taken) as taken,
           (select coalesce(sum(quantity), 0)::text from kept) as wanted,
           (select count(*)::int
            from (select lot_id, warehouse_id, sum(quantity) as quantity from kept where lot_id is not null group by 1, 2) as k
            where k.quantity + (select coalesce(sum(r.open_quantity), 0) from stock_reservation r
                                where r.lot_id = k.lot_id and r.warehouse_id = k.warehouse_id and r.open_quantity > 0)
                  > (select coalesce(sum(b.on_hand), 0) from bin_stock b
                     where b.lot_id = k.lot_id and b.warehouse_id = k.warehouse_id)) as "lotsShort"`
  const isWhole = done && readQuantity(done.taken).eq(readQuantity(done.wanted)) && done.lotsShort === 0
  if (done?.kept !== reservations.length || !isWhole)
    throw new StaleDocument('WarehouseStock', reservations[0]?.itemId ?? '')
}

/** Writes what became of reservations whose places are locked, and gives back what they kept: one statement. */
export async function settle(tx: Tx, settlements: readonly Settlement[], endedAt: Date): Promise<void> {
  if (settlements.length === 0) return
  const rows = JSON.stringify(settlements.map((one) => ({ ...one, quantity: formatQuantity(one.quantity) })))
  const [done] = await tx.$queryRaw<{ settled: number }[]>`
    with change as (
      select * from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, quantity numeric, status text)),
    settled as (
      update stock_reservation r
      set open_quantity = r.open_quantity - c.quantity, status = c.status,
          ended_at = case when r.open_quantity = c.quantity then ${endedAt}::timestamptz end
      from change c
      where r.id = c.id and r.open_quantity >= c.quantity
      returning r.id, r.item_id, r.warehouse_id, c.quantity, r.status),
    freed as (
      update warehouse_stock w set reserved = w.reserved - p.quantity
      from (select item_id, warehouse_id, sum(quantity) as quantity from settled group by 1, 2) as p
      where w.item_id = p.item_id and w.warehouse_id = p.warehouse_id),
    undated as (
      delete from reservation_deadline d using settled s where d.reservation_id = s.id and s.status <> 'HELD')
    select count(*)::int as settled from settled`
  if (done?.settled !== settlements.length) throw new StaleDocument('StockReservation', settlements[0]?.id ?? '')
}

/** Makes holds firm: they no longer end by themselves. Answers how many there were. */
export async function commit(tx: Tx, ids: readonly ReservationId[]): Promise<number> {
  const [done] = await tx.$queryRaw<{ committed: number }[]>`
    with committed as (
      update stock_reservation set status = 'COMMITTED'
      where id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))) and status = 'HELD'
      returning id),
    undated as (delete from reservation_deadline d using committed c where d.reservation_id = c.id)
    select count(*)::int as committed from committed`
  return done?.committed ?? 0
}

/** Locks the places of these reservations and reads them afterwards, in the order they were made. */
export async function lock(tx: Tx, filter: ReservationFilter): Promise<ShownReservation[]> {
  const open = { ...filter, openOnly: true }
  const seen = await list(tx, open)
  if (seen.length === 0) return []
  await lockPlaces(tx, seen)
  return list(tx, { ...open, ids: seen.map(({ id }) => id) })
}

/** Reservations in the order they were made, after the one at `after`. */
export async function list(
  tx: Tx,
  filter: ReservationFilter,
  page: { after?: string | undefined; limit?: number | undefined } = {},
): Promise<ShownReservation[]> {
  const { documentType = null, documentId = null, itemId = null, warehouseId = null, openOnly = false } = filter
  const ids = filter.ids === undefined ? null : JSON.stringify(filter.ids.filter(isId))
  const rows = await tx.$queryRaw<(Row & Omit<ShownReservation, keyof Reservation>)[]>`
    select id, position, company_id as "companyId", document_type as "documentType", document_id as "documentId",
           document_number as "documentNumber", customer_id as "customerId", document_line_id as "documentLineId", item_id as "itemId",
           warehouse_id as "warehouseId", lot_id as "lotId", quantity::text, open_quantity::text as "openQuantity", status,
           expires_at as "expiresAt", reserved_at as "reservedAt", ended_at as "endedAt"
    from stock_reservation
    where (${ids}::jsonb is null or id = any (array(select value::uuid from jsonb_array_elements_text(${ids}::jsonb))))
      and (${documentType}::text is null or document_type = ${documentType}::text)
      and (${documentId}::uuid is null or document_id = ${documentId}::uuid)
      and (${itemId}::uuid is null or item_id = ${itemId}::uuid)
      and (${warehouseId}::uuid is null or warehouse_id = ${warehouseId}::uuid)
      and (not ${openOnly} or open_quantity > 0)
      and position > ${page.after ?? '0'}::bigint
    order by position
    limit ${page.limit ?? null}`
  return rows.map(({ quantity, openQuantity, ...row }) => ({
    ...row,
    quantity: readQuantity(quantity),
    openQuantity: readQuantity(openQuantity),
  }))
}

export async function find(tx: Tx, id: string): Promise<ShownReservation | undefined> {
  const [reservation] = await list(tx, { ids: [id] })
  return reservation
}

/** Holds of all companies whose time is over by the database's clock, the longest over first. */
export async function overdue(tx: Tx, limit: number): Promise<{ id: ReservationId; companyId: string }[]> {
  return tx.$queryRaw<{ id: ReservationId; companyId: string }[]>`
    select reservation_id as id, company_id as "companyId" from reservation_deadline
    where expires_at <= clock_timestamp() order by expires_at limit ${limit}`
}

function written(places: readonly Place[]): string {
  return JSON.stringify(places.map(({ itemId, warehouseId, lotId = null }) => ({ itemId, warehouseId, lotId })))
}
