import type { Money, Quantity } from '@erp/values'
import type { CostPoint, CostSource } from '../domain/cost-explanation.ts'
import type { CostingMethod } from '../domain/item.ts'
import type { StockEventKind } from '../domain/stock-document.ts'
import type { Pool } from '../domain/valuation.ts'
import type { Tx } from './database.ts'
import { readMoney, readQuantity } from './exact-columns.ts'

/** What was left of a receipt at a point; it has the id of the entry that received it. */
export type CostLayer = Pool & { readonly point: CostPoint; readonly id: string; readonly sequence: bigint }

/** What one entry contributed to a kind or a layer. */
export type CostEntry = Pool & { readonly id: string; readonly sequence: bigint }

export type PointKey = {
  readonly itemId: string
  readonly valuationAreaId: string
  /** The point after the last entry recorded up to then; or, by `sequence`, after that entry. */
  readonly at?: Date | undefined
  readonly sequence?: bigint | undefined
}

type PageOf = { readonly after?: readonly string[] | undefined; readonly limit: number }
type Amounts = { quantity: string; value: bigint }

/** The points as the running balances of the ledger say, in the order asked for. */
export async function points(tx: Tx, keys: readonly PointKey[]): Promise<(CostPoint | undefined)[]> {
  const asked = JSON.stringify(
    keys.map(({ at = null, sequence, ...key }, place) => ({
      ...key,
      at,
      sequence: sequence?.toString() ?? null,
      place,
    })),
  )
  const rows = await tx.$queryRaw<
    (Omit<CostPoint, keyof Pool> & Amounts & { place: number; currency: string; costing: CostingMethod })[]
  >`
    select k.place, k."itemId", k."valuationAreaId", b.currency,
           case when a.transit then 'SPECIFIC' else i.costing end as costing, last.sequence,
           exists (select from item_turnover t
                   where t.item_id = k."itemId" and t.valuation_area_id = k."valuationAreaId"
                     and t.event_kind = 'COSTING_CHANGE') as switched,
           last.quantity_after::text as quantity, last.value_after as value,
           coalesce((select e.sequence from stock_entry e
                     where e.item_id = k."itemId" and e.valuation_area_id = k."valuationAreaId"
                       and e.sequence < last.sequence and e.quantity_after = 0
                     order by e.sequence desc limit 1), 0) as "emptyAfter"
    from jsonb_to_recordset(${asked}::jsonb) as k(
      "itemId" uuid, "valuationAreaId" uuid, at timestamptz, sequence bigint, place int)
    join stock_balance b on b.item_id = k."itemId" and b.valuation_area_id = k."valuationAreaId"
    join item i on i.id = k."itemId"
    join valuation_area a on a.id = k."valuationAreaId"
    cross join lateral (
      select e.sequence, e.quantity_after, e.value_after from stock_entry e
      where e.item_id = k."itemId" and e.valuation_area_id = k."valuationAreaId"
        and e.sequence <= coalesce(k.sequence, (
          select r.sequence from stock_entry r
          where r.item_id = k."itemId" and r.valuation_area_id = k."valuationAreaId" and r.recorded_at <= k.at
          order by r.recorded_at desc, r.sequence desc limit 1),
          case when k.at is null then b.last_sequence else 0 end)
      order by e.sequence desc limit 1) as last`
  const found = new Map(
    rows.map(({ place, currency, quantity, value, ...point }) => [
      place,
      { ...point, quantity: readQuantity(quantity), value: readMoney(value, currency) },
    ]),
  )
  return keys.map((_, place) => found.get(place))
}

/** What each kind of event moved between the stock's being empty and the point. */
export async function sources(tx: Tx, point: CostPoint): Promise<CostSource[]> {
  const rows = await tx.$queryRaw<(Amounts & { eventKind: StockEventKind })[]>`
    select d.event_kind as "eventKind", sum(e.quantity)::text as quantity, sum(e.value)::bigint as value
    from stock_entry e join stock_document d on d.id = e.stock_document_id
    where e.item_id = ${point.itemId}::uuid and e.valuation_area_id = ${point.valuationAreaId}::uuid
      and e.sequence > ${point.emptyAfter} and e.sequence <= ${point.sequence}
    group by 1 order by 1`
  return rows.map(({ eventKind, ...amounts }) => ({ point, eventKind, ...poolOf(amounts, point) }))
}

/** The entries of one kind, oldest first, after the one with that sequence. */
export async function entriesOf(
  tx: Tx,
  { point, eventKind }: Pick<CostSource, 'point' | 'eventKind'>,
  { after, limit }: PageOf,
): Promise<CostEntry[]> {
  const rows = await tx.$queryRaw<(Amounts & Pick<CostEntry, 'id' | 'sequence'>)[]>`
    select e.id, e.sequence, e.quantity::text, e.value
    from stock_entry e join stock_document d on d.id = e.stock_document_id
    where e.item_id = ${point.itemId}::uuid and e.valuation_area_id = ${point.valuationAreaId}::uuid
      and e.sequence > greatest(${point.emptyAfter}, ${after?.[0] ?? '0'}::bigint) and e.sequence <= ${point.sequence}
      and d.event_kind = ${eventKind}
    order by e.sequence
    limit ${limit}`
  return rows.map(({ id, sequence, ...amounts }) => ({ id, sequence, ...poolOf(amounts, point) }))
}

/** What the layers of the point held together. */
export async function layersTogether(tx: Tx, point: CostPoint): Promise<Pool> {
  const [row] = await tx.$queryRaw<Amounts[]>`
    select coalesce(sum(c.quantity), 0)::text as quantity, coalesce(sum(c.value), 0)::bigint as value
    from stock_layer l
    join stock_layer_change c on c.layer_id = l.id
    join stock_entry e on e.id = c.stock_entry_id
    where l.item_id = ${point.itemId}::uuid and l.valuation_area_id = ${point.valuationAreaId}::uuid
      and l.sequence > ${point.emptyAfter} and l.sequence <= ${point.sequence} and e.sequence <= ${point.sequence}`
  return poolOf(row ?? { quantity: '0', value: 0n }, point)
}

/** What was left of each receipt at the point, oldest first, after the one with that sequence. */
export async function layers(tx: Tx, point: CostPoint, { after, limit }: PageOf): Promise<CostLayer[]> {
  const rows = await tx.$queryRaw<(Amounts & Pick<CostLayer, 'id' | 'sequence'>)[]>`
    select l.id, l.sequence, sum(c.quantity)::text as quantity, sum(c.value)::bigint as value
    from stock_layer l
    join stock_layer_change c on c.layer_id = l.id
    join stock_entry e on e.id = c.stock_entry_id
    where l.item_id = ${point.itemId}::uuid and l.valuation_area_id = ${point.valuationAreaId}::uuid
      and l.sequence > greatest(${point.emptyAfter}, ${after?.[0] ?? '0'}::bigint) and l.sequence <= ${point.sequence}
      and e.sequence <= ${point.sequence}
    group by l.id having sum(c.quantity) <> 0
    order by l.sequence
    limit ${limit}`
  return rows.map(({ id, sequence, ...amounts }) => ({ point, id, sequence, ...poolOf(amounts, point) }))
}

/** What added to a layer and took from it up to the point, oldest first, after the entry with that sequence. */
export async function changesOf(
  tx: Tx,
  { point, id: layerId }: Pick<CostLayer, 'point' | 'id'>,
  { after, limit }: PageOf,
): Promise<CostEntry[]> {
  const rows = await tx.$queryRaw<(Amounts & Pick<CostEntry, 'id' | 'sequence'>)[]>`
    select e.id, e.sequence, c.quantity::text, c.value
    from stock_layer_change c join stock_entry e on e.id = c.stock_entry_id
    where c.layer_id = ${layerId}::uuid and e.sequence > ${after?.[0] ?? '0'}::bigint and e.sequence <= ${point.sequence}
    order by e.sequence
    limit ${limit}`
  return rows.map(({ id, sequence, ...amounts }) => ({ id, sequence, ...poolOf(amounts, point) }))
}

/**
 * Where the goods of each of these entries were before: for one that brought goods in from elsewhere, the stock of the
 * same line of its document that they left, just before they did. Undefined for all others.
 */
export async function origins(tx: Tx, entryIds: readonly string[]): Promise<(CostPoint | undefined)[]> {
  const rows = await tx.$queryRaw<{ id: string; itemId: string; valuationAreaId: string; sequence: bigint }[]>`
    select arrived.id, gone.item_id as "itemId", gone.valuation_area_id as "valuationAreaId",
           gone.sequence - 1 as sequence
    from stock_entry arrived
    join stock_entry gone on gone.stock_document_id = arrived.stock_document_id
      and gone.source_line_id = arrived.source_line_id and gone.item_id = arrived.item_id
      and gone.valuation_area_id <> arrived.valuation_area_id and gone.quantity < 0
    where arrived.quantity > 0
      and arrived.id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(entryIds)}::jsonb)))`
  const found = await points(tx, rows)
  const byEntry = new Map(rows.map(({ id }, index) => [id, found[index]]))
  return entryIds.map((id) => byEntry.get(id))
}

function poolOf(
  { quantity, value }: Amounts,
  { value: { currency } }: CostPoint,
): { quantity: Quantity; value: Money } {
  return { quantity: readQuantity(quantity), value: readMoney(value, currency) }
}
