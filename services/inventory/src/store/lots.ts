import { type BusinessDate, isId, type Quantity, subtractQuantity } from '@erp/values'
import type { ItemId } from '../domain/item.ts'
import type { Bin } from '../domain/picking.ts'
import type { LotId } from '../domain/valuation.ts'
import { Prisma } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'
import { readQuantity } from './exact-columns.ts'

/** Goods of an item that are told apart: a batch, or one piece by its serial number. */
export type Lot = {
  readonly id: LotId
  readonly itemId: ItemId
  readonly code: string
  readonly serial: boolean
  readonly manufacturedOn: BusinessDate | null
  readonly expiresOn: BusinessDate | null
  readonly createdAt: Date
  /** How much of it there is, in all warehouses. */
  readonly onHand: Quantity
  /** What of it is kept for somebody by its name. */
  readonly reserved: Quantity
  readonly available: Quantity
}

export type LotFilter = {
  readonly ids?: readonly string[] | undefined
  readonly itemId?: string | undefined
}

type Row = Omit<Lot, 'onHand' | 'reserved' | 'available'> & { onHand: string; reserved: string }

const reserved = Prisma.sql`(
  select coalesce(sum(r.open_quantity), 0) from stock_reservation r where r.lot_id = l.id and r.open_quantity > 0)::text`

/** Lots by code, after the one with the code `after`. */
export async function list(
  tx: Tx,
  { ids, itemId }: LotFilter,
  { after, limit }: { after?: string | undefined; limit?: number | undefined } = {},
): Promise<Lot[]> {
  const wanted = ids === undefined ? null : JSON.stringify(ids.filter(isId))
  const rows = await tx.$queryRaw<Row[]>`
    select l.id, l.item_id as "itemId", l.code, l.serial, l.manufactured_on::text as "manufacturedOn",
           l.expires_on::text as "expiresOn", l.created_at as "createdAt",
           (select coalesce(sum(b.on_hand), 0) from bin_stock b where b.lot_id = l.id)::text as "onHand", ${reserved} as reserved
    from lot l
    where (${wanted}::jsonb is null or l.id = any (array(select value::uuid from jsonb_array_elements_text(${wanted}::jsonb))))
      and (${itemId ?? null}::uuid is null or l.item_id = ${itemId ?? null}::uuid)
      and (${after ?? null}::text is null or l.code > ${after ?? null}::text)
    order by l.code
    limit ${limit ?? null}`
  return rows.map(fromRow)
}

/** Lots that are still there and expire within so many days, the first to expire first; those past their day among them. */
export async function expiring(
  tx: Tx,
  withinDays: number,
  { after, limit }: { after: readonly string[] | undefined; limit: number },
): Promise<Lot[]> {
  const [day = null, id = null] = after ?? []
  const rows = await tx.$queryRaw<Row[]>`
    select l.id, l.item_id as "itemId", l.code, l.serial, l.manufactured_on::text as "manufacturedOn",
           l.expires_on::text as "expiresOn", l.created_at as "createdAt", there.on_hand::text as "onHand", ${reserved} as reserved
    from lot l
    join lateral (select sum(b.on_hand) as on_hand from bin_stock b where b.lot_id = l.id) there on there.on_hand > 0
    where l.expires_on <= current_date + ${withinDays}::int
      and (${day}::text is null or (l.expires_on, l.id) > (${day}::date, ${id}::uuid))
    order by l.expires_on, l.id
    limit ${limit}`
  return rows.map(fromRow)
}

/**
 * What of an item lies where in a warehouse, in the order it should leave: what expires first, then what is oldest, then by
 * place; goods that no document put anywhere come last.
 */
export async function bins(tx: Tx, itemId: string, warehouseId: string): Promise<Bin[]> {
  const rows = await tx.$queryRaw<
    (Omit<Bin, 'onHand' | 'reservedOfLot'> & { onHand: string; reservedOfLot: string })[]
  >`
    with placed as (
      select b.lot_id, b.location_id, b.on_hand, l.expires_on, coalesce(l.manufactured_on, l.created_at::date) as made_on,
             l.code as lot_code, p.code as location_code
      from bin_stock b
      left join lot l on l.id = b.lot_id
      left join warehouse_location p on p.id = b.location_id
      where b.item_id = ${itemId}::uuid and b.warehouse_id = ${warehouseId}::uuid and b.on_hand > 0)
    select lot_id as "lotId", location_id as "locationId", on_hand::text as "onHand", expires_on::text as "expiresOn",
           (select coalesce(sum(r.open_quantity), 0) from stock_reservation r
            where r.lot_id = all_bins.lot_id and r.warehouse_id = ${warehouseId}::uuid and r.open_quantity > 0)::text as "reservedOfLot"
    from (
      select lot_id, location_id, on_hand, expires_on, made_on, lot_code, location_code, 0 as place from placed
      union all
      select null, null, s.on_hand - (select coalesce(sum(on_hand), 0) from placed), null, null, null, null, 1
      from warehouse_stock s where s.item_id = ${itemId}::uuid and s.warehouse_id = ${warehouseId}::uuid) as all_bins
    where on_hand > 0
    order by place, expires_on nulls last, made_on nulls last, lot_code, location_code`
  return rows.map(({ onHand, reservedOfLot, ...bin }) => ({
    ...bin,
    onHand: readQuantity(onHand),
    reservedOfLot: readQuantity(reservedOfLot),
  }))
}

/** The day it is, by the database's clock. */
export async function today(tx: Tx): Promise<BusinessDate> {
  const [row] = await tx.$queryRaw<{ today: BusinessDate }[]>`select current_date::text as today`
  if (!row) throw new Error('The database does not know the day.')
  return row.today
}

function fromRow({ onHand, reserved: kept, ...row }: Row): Lot {
  const [there, of] = [readQuantity(onHand), readQuantity(kept)]
  return { ...row, onHand: there, reserved: of, available: subtractQuantity(there, of) }
}
