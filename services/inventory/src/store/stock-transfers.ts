import { formatQuantity, isId } from '@erp/values'
import type { Item, ItemId } from '../domain/item.ts'
import type {
  StockTransfer,
  StockTransferKind,
  StockTransferLine,
  StockTransferStatus,
  TransferFacts,
} from '../domain/stock-transfer.ts'
import type { LotId, StockEntryId } from '../domain/valuation.ts'
import type { LocationId, WarehouseId } from '../domain/warehouse.ts'
import type { Tx } from './database.ts'
import { readQuantity } from './exact-columns.ts'
import * as inventoryDocuments from './inventory-documents.ts'
import * as items from './items.ts'

const documentType = 'STOCK_TRANSFER'

export type StockTransferFilter = {
  readonly status?: StockTransferStatus | undefined
  readonly fromWarehouseId?: string | undefined
  readonly toWarehouseId?: string | undefined
}

export async function find(tx: Tx, id: string): Promise<StockTransfer | undefined> {
  const [transfer] = await findMany(tx, [id])
  return transfer
}

/** The transfer as it is once everybody who was changing it has ended; whoever else wants it waits for this transaction. */
export async function lock(tx: Tx, id: string): Promise<StockTransfer | undefined> {
  const header = await inventoryDocuments.lock<StockTransferStatus>(tx, documentType, id)
  return header && find(tx, header.id)
}

export async function findMany(tx: Tx, ids: readonly string[]): Promise<StockTransfer[]> {
  const headers = await inventoryDocuments.findMany<StockTransferStatus>(tx, documentType, ids)
  const rows = await tx.$queryRaw<Row[]>`
    select t.document_id as id, t.kind, t.from_warehouse_id as "fromWarehouseId", t.to_warehouse_id as "toWarehouseId",
           t.parts, lines.lines
    from stock_transfer t
    cross join lateral (
      select jsonb_agg(jsonb_build_object(
               'id', l.id, 'lineNumber', l.line_number, 'itemId', l.item_id, 'quantity', l.quantity::text,
               'unit', coalesce(l.unit, i.base_unit),
               'unitQuantity', coalesce(l.unit_quantity, l.quantity)::text,
               'fromLocationId', l.from_location_id, 'toLocationId', l.to_location_id, 'lotId', l.lot_id,
               'receivedQuantity', l.received_quantity::text, 'lostQuantity', l.lost_quantity::text,
               'shippedEntryId', l.shipped_entry_id) order by l.line_number) as lines
      from stock_transfer_line l join item i on i.id = l.item_id where l.document_id = t.document_id) as lines
    where t.document_id = any (array(
      select value::uuid from jsonb_array_elements_text(${JSON.stringify(headers.map(({ id }) => id))}::jsonb)))`
  const transfers = new Map(rows.map((row) => [row.id, row]))
  return headers.flatMap((header) => {
    const transfer = transfers.get(header.id)
    return transfer ? [{ ...header, ...transfer, lines: transfer.lines.map(lineOf) }] : []
  })
}

/** Newest first, after the one with the id `after`. */
export async function list(
  tx: Tx,
  { status = null, fromWarehouseId = null, toWarehouseId = null }: Nullable<StockTransferFilter>,
  { after = null, limit }: { readonly after?: string | null | undefined; readonly limit: number },
): Promise<StockTransfer[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select t.document_id as id
    from stock_transfer t join inventory_document d on d.id = t.document_id
    where (${status}::text is null or d.status = ${status}::text)
      and (${fromWarehouseId}::uuid is null or t.from_warehouse_id = ${fromWarehouseId}::uuid)
      and (${toWarehouseId}::uuid is null or t.to_warehouse_id = ${toWarehouseId}::uuid)
      and (${after}::uuid is null or t.document_id < ${after}::uuid)
    order by t.document_id desc
    limit ${limit}::int`
  const found = await findMany(
    tx,
    rows.map(({ id }) => id),
  )
  return found.sort((left, right) => (left.id < right.id ? 1 : -1))
}

type Nullable<Filter> = { readonly [Name in keyof Filter]?: Filter[Name] | null }

export async function insert(tx: Tx, transfer: StockTransfer): Promise<void> {
  const { id, companyId, kind, fromWarehouseId, toWarehouseId, parts, lines } = transfer
  await inventoryDocuments.insert(tx, documentType, transfer)
  await tx.$executeRaw`
    insert into stock_transfer (document_id, company_id, kind, from_warehouse_id, to_warehouse_id, parts)
    values (${id}::uuid, ${companyId}::uuid, ${kind}, ${fromWarehouseId}::uuid, ${toWarehouseId}::uuid, ${parts}::int)`
  await tx.$executeRaw`
    insert into stock_transfer_line (id, company_id, document_id, line_number, item_id, quantity, unit, unit_quantity,
                                     from_location_id, to_location_id, lot_id)
    select id, ${companyId}::uuid, ${id}::uuid, "lineNumber", "itemId", quantity, unit, "unitQuantity", "fromLocationId",
           "toLocationId", "lotId"
    from jsonb_to_recordset(${JSON.stringify(lines.map(lineRow))}::jsonb) as l(
      id uuid, "lineNumber" int, "itemId" uuid, quantity numeric, unit text, "unitQuantity" numeric,
      "fromLocationId" uuid, "toLocationId" uuid, "lotId" uuid)`
}

/** Writes the next version, with what became of the lines. */
export async function save(tx: Tx, transfer: StockTransfer): Promise<void> {
  const { id, parts, lines } = transfer
  await inventoryDocuments.save(tx, transfer)
  await tx.$executeRaw`update stock_transfer set parts = ${parts}::int where document_id = ${id}::uuid`
  await tx.$executeRaw`
    update stock_transfer_line l
    set received_quantity = n."receivedQuantity", lost_quantity = n."lostQuantity", shipped_entry_id = n."shippedEntryId"
    from jsonb_to_recordset(${JSON.stringify(lines.map(lineRow))}::jsonb) as n(
      id uuid, "receivedQuantity" numeric, "lostQuantity" numeric, "shippedEntryId" uuid)
    where l.id = n.id and l.document_id = ${id}::uuid`
}

/** What a draft is checked against, of the caller's company: in four statements however many lines there are. */
export async function draftFacts(
  tx: Tx,
  named: Readonly<Record<'warehouseIds' | 'itemIds' | 'locationIds' | 'lotIds', readonly string[]>>,
): Promise<TransferFacts> {
  const { warehouseIds, itemIds, locationIds, lotIds } = named
  const warehouses = await tx.$queryRaw<(Entry & { kind: 'NORMAL' | 'QUARANTINE' | 'TRANSIT'; active: boolean })[]>`
    select id, kind, active from warehouse
    where id = any (array(select value::uuid from jsonb_array_elements_text(${idList(warehouseIds)}::jsonb)))`
  const goods: Item[] = await items.findMany(tx, [...new Set(itemIds)])
  const locations = await tx.$queryRaw<(Entry & { warehouseId: string; active: boolean })[]>`
    select id, warehouse_id as "warehouseId", active from warehouse_location
    where id = any (array(select value::uuid from jsonb_array_elements_text(${idList(locationIds)}::jsonb)))`
  const lots = await tx.$queryRaw<(Entry & { itemId: string })[]>`
    select id, item_id as "itemId" from lot
    where id = any (array(select value::uuid from jsonb_array_elements_text(${idList(lotIds)}::jsonb)))`
  return { warehouses: byId(warehouses), items: byId(goods), locations: byId(locations), lots: byId(lots) }
}

type Entry = { id: string }

function byId<Row extends Entry>(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row.id, row]))
}

function idList(ids: readonly string[]): string {
  return JSON.stringify([...new Set(ids)].filter(isId))
}

function lineRow({ quantity, unitQuantity, receivedQuantity, lostQuantity, ...line }: StockTransferLine) {
  return {
    ...line,
    unitQuantity: formatQuantity(unitQuantity),
    quantity: formatQuantity(quantity),
    receivedQuantity: formatQuantity(receivedQuantity),
    lostQuantity: formatQuantity(lostQuantity),
  }
}

type LineRow = {
  id: string
  lineNumber: number
  itemId: ItemId
  unit: string
  unitQuantity: string
  quantity: string
  fromLocationId: LocationId | null
  toLocationId: LocationId | null
  lotId: LotId | null
  receivedQuantity: string
  lostQuantity: string
  shippedEntryId: StockEntryId | null
}

type Row = {
  id: string
  kind: StockTransferKind
  fromWarehouseId: WarehouseId
  toWarehouseId: WarehouseId
  parts: number
  lines: LineRow[]
}

function lineOf(line: LineRow): StockTransferLine {
  return {
    ...line,
    unitQuantity: readQuantity(line.unitQuantity),
    quantity: readQuantity(line.quantity),
    receivedQuantity: readQuantity(line.receivedQuantity),
    lostQuantity: readQuantity(line.lostQuantity),
  }
}
