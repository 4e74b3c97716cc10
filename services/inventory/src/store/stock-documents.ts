import { type BusinessDate, formatQuantity } from '@erp/values'
import type { ItemClass, ItemId } from '../domain/item.ts'
import type {
  Counterpart,
  IssuedBeforehand,
  SourceDocumentType,
  StockDocument,
  StockDocumentId,
  StockEventKind,
} from '../domain/stock-document.ts'
import type { LayerChange, LotId, StockEntryId } from '../domain/valuation.ts'
import type { LocationId, ValuationAreaId, WarehouseId } from '../domain/warehouse.ts'
import type { Tx } from './database.ts'
import { readCurrency, readMoney, readQuantity } from './exact-columns.ts'

/** Adds documents with their entries and layers: one statement a table, entries in the order given. */
export async function insert(tx: Tx, documents: readonly StockDocument[], recordedAt: Date): Promise<void> {
  const heads = documents.map(({ entries: _, ...head }) => head)
  await tx.$executeRaw`
    insert into stock_document (id, company_id, event_kind, document_type, document_id, document_number, part,
                                business_date, currency, supplier_id, customer_id, warehouse_id, reverses_id,
                                adjusts_id, recorded_at)
    select id, "companyId", "eventKind", "documentType", "documentId", "documentNumber", coalesce(part, 1),
           "businessDate", currency, "supplierId", "customerId", "warehouseId", "reversesId", "adjustsId",
           ${recordedAt}
    from jsonb_to_recordset(${JSON.stringify(heads)}::jsonb) as d(
      id uuid, "companyId" uuid, "eventKind" text, "documentType" text, "documentId" uuid, "documentNumber" text,
      part int, "businessDate" date, currency text, "supplierId" uuid, "customerId" uuid, "warehouseId" uuid,
      "reversesId" uuid,
      "adjustsId" uuid)`

  const entries = documents.flatMap(({ id, companyId, businessDate, entries: lines }) =>
    lines.map((entry, index) => ({
      id: entry.id,
      companyId,
      businessDate,
      stockDocumentId: id,
      lineNumber: index + 1,
      sourceLineId: entry.sourceLineId,
      itemId: entry.itemId,
      warehouseId: entry.warehouseId,
      valuationAreaId: entry.valuationAreaId,
      locationId: entry.locationId,
      lotId: entry.lotId,
      originLineId: entry.originLineId ?? null,
      ...entry.counterpart,
      sequence: entry.sequence.toString(),
      quantity: formatQuantity(entry.quantity),
      value: entry.value.minor.toString(),
      clearingValue: entry.clearingValue.minor.toString(),
      quantityAfter: formatQuantity(entry.quantityAfter),
      valueAfter: entry.valueAfter.minor.toString(),
    })),
  )
  await tx.$executeRaw`
    insert into stock_entry (id, company_id, stock_document_id, line_number, source_line_id, item_id, warehouse_id,
                             valuation_area_id, location_id, lot_id, origin_line_id, department_id, project_id, employee_id,
                             expense_type, sequence, quantity, value, clearing_value, quantity_after, value_after,
                             business_date, recorded_at)
    select e.id, e."companyId", e."stockDocumentId", e."lineNumber", e."sourceLineId", e."itemId", e."warehouseId",
           e."valuationAreaId", e."locationId", e."lotId", e."originLineId", e."departmentId", e."projectId", e."employeeId",
           e."expenseType", e.sequence, e.quantity, e.value, e."clearingValue", e."quantityAfter",
           e."valueAfter", e."businessDate", ${recordedAt}
    from rows from (jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) as (
      id uuid, "companyId" uuid, "stockDocumentId" uuid, "lineNumber" int, "sourceLineId" uuid, "itemId" uuid,
      "warehouseId" uuid, "valuationAreaId" uuid, "locationId" uuid, "lotId" uuid, "originLineId" uuid, "departmentId" uuid,
      "projectId" uuid, "employeeId" uuid, "expenseType" text, sequence bigint, quantity numeric, value bigint,
      "clearingValue" bigint, "quantityAfter" numeric, "valueAfter" bigint, "businessDate" date)) with ordinality as e(
      id, "companyId", "stockDocumentId", "lineNumber", "sourceLineId", "itemId", "warehouseId", "valuationAreaId",
      "locationId", "lotId", "originLineId", "departmentId", "projectId", "employeeId", "expenseType", sequence, quantity, value,
      "clearingValue", "quantityAfter", "valueAfter", "businessDate", place)
    order by place`
  await changeLayers(tx, documents)
}

/** A layer begins with the entry that received it; every other change adds to or takes from one that exists. */
async function changeLayers(tx: Tx, documents: readonly StockDocument[]): Promise<void> {
  const changes = documents.flatMap(({ companyId, entries }) =>
    entries.flatMap(({ id, itemId, valuationAreaId, sequence, layerChanges }) =>
      layerChanges.map(({ layerId, lotId, quantity, value }, index) => ({
        companyId,
        lotId,
        stockEntryId: id,
        itemId,
        valuationAreaId,
        sequence: sequence.toString(),
        layerId,
        lineNumber: index + 1,
        quantity: formatQuantity(quantity),
        value: value.minor.toString(),
      })),
    ),
  )
  const begun = changes.filter(({ stockEntryId, layerId }) => stockEntryId === layerId)
  if (begun.length > 0)
    await tx.$executeRaw`
      insert into stock_layer (id, company_id, item_id, valuation_area_id, lot_id, sequence, quantity, value)
      select "layerId", "companyId", "itemId", "valuationAreaId", "lotId", sequence, quantity, value
      from jsonb_to_recordset(${JSON.stringify(begun)}::jsonb) as l(
        "layerId" uuid, "companyId" uuid, "itemId" uuid, "valuationAreaId" uuid, "lotId" uuid, sequence bigint,
        quantity numeric, value bigint)`
  const continued = changes.filter(({ stockEntryId, layerId }) => stockEntryId !== layerId)
  if (continued.length > 0)
    await tx.$executeRaw`
      update stock_layer l set quantity = l.quantity + change.quantity, value = l.value + change.value
      from (select "layerId", sum(quantity) as quantity, sum(value)::bigint as value
            from jsonb_to_recordset(${JSON.stringify(continued)}::jsonb) as c(
              "layerId" uuid, quantity numeric, value bigint)
            group by "layerId") as change
      where l.id = change."layerId"`
  if (changes.length > 0)
    await tx.$executeRaw`
      insert into stock_layer_change (stock_entry_id, layer_id, company_id, line_number, quantity, value)
      select "stockEntryId", "layerId", "companyId", "lineNumber", quantity, value
      from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as c(
        "stockEntryId" uuid, "layerId" uuid, "companyId" uuid, "lineNumber" int, quantity numeric, value bigint)`
}

/** Which of these business documents have had their effect on stock. */
export async function posted(
  tx: Tx,
  documentType: SourceDocumentType,
  documentIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.$queryRaw<{ documentId: string }[]>`
    select document_id as "documentId" from stock_document
    where document_type = ${documentType} and reverses_id is null and adjusts_id is null
      and document_id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(documentIds)}::jsonb)))`
  return new Set(rows.map(({ documentId }) => documentId))
}

/** Which ledger entry received each of these goods receipt lines. */
export async function receivedBy(tx: Tx, goodsReceiptLineIds: readonly string[]): Promise<Map<string, StockEntryId>> {
  const rows = await tx.$queryRaw<{ id: StockEntryId; sourceLineId: string }[]>`
    select e.id, e.source_line_id as "sourceLineId"
    from stock_entry e join stock_document d on d.id = e.stock_document_id
    where d.document_type = 'GOODS_RECEIPT' and d.reverses_id is null
      and e.source_line_id = any (array(
        select value::uuid from jsonb_array_elements_text(${JSON.stringify(goodsReceiptLineIds)}::jsonb)))`
  return new Map(rows.map(({ id, sourceLineId }) => [sourceLineId, id]))
}

/** A business document's effect on stock that has not been taken back, with its entries. */
export async function findStanding(
  tx: Tx,
  documentType: SourceDocumentType,
  documentId: string,
): Promise<StockDocument | undefined> {
  const documents = await standing(tx, documentType, documentId)
  return documents.find(({ adjustsId }) => adjustsId === null)
}

/**
 * All that a business document did to stock and that has not been taken back, true-ups of its cost included, oldest first. What
 * invoices make of shipped goods did nothing to stock, and follows what does.
 */
export async function standing(tx: Tx, documentType: SourceDocumentType, documentId: string): Promise<StockDocument[]> {
  const rows = await tx.$queryRaw<{ id: StockDocumentId }[]>`
    select d.id from stock_document d
    where d.document_type = ${documentType} and d.document_id = ${documentId}::uuid and d.reverses_id is null
      and d.event_kind <> 'SHIPPED_GOODS_CHARGED'
      and not exists (select from stock_document r where r.reverses_id = d.id)`
  return load(
    tx,
    rows.map(({ id }) => id),
  )
}

/** Which document and line each of these entries belongs to. */
export async function originsOf(
  tx: Tx,
  entryIds: readonly StockEntryId[],
): Promise<Map<StockEntryId, IssuedBeforehand>> {
  const rows = await tx.$queryRaw<{ id: StockDocumentId }[]>`
    select distinct stock_document_id as id from stock_entry
    where id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(entryIds)}::jsonb)))`
  const documents = await load(
    tx,
    rows.map(({ id }) => id),
  )
  return new Map(
    documents.flatMap(({ entries, ...head }) =>
      entries.map((line): [StockEntryId, IssuedBeforehand] => [line.id, { head, line }]),
    ),
  )
}

/** These stock documents with their entries, oldest first. */
async function load(tx: Tx, ids: readonly StockDocumentId[]): Promise<StockDocument[]> {
  if (ids.length === 0) return []
  const rows = await tx.$queryRaw<EntryRow[]>`
    select d.id as "stockDocumentId", d.company_id as "companyId", d.event_kind as "eventKind",
           d.document_type as "documentType", d.document_id as "documentId", d.document_number as "documentNumber",
           d.business_date::text as "businessDate", d.currency, d.supplier_id as "supplierId", d.customer_id as "customerId",
           d.warehouse_id as "documentWarehouseId", d.reverses_id as "reversesId", d.adjusts_id as "adjustsId", e.id,
           e.source_line_id as "sourceLineId", e.item_id as "itemId", i.item_class as "itemClass",
           e.warehouse_id as "warehouseId", e.valuation_area_id as "valuationAreaId", e.location_id as "locationId",
           e.lot_id as "lotId", e.origin_line_id as "originLineId", a.transit as "inTransit", e.department_id as "departmentId",
           e.project_id as "projectId", e.employee_id as "employeeId", e.expense_type as "expenseType", e.sequence,
           e.quantity::text, e.value, e.clearing_value as "clearingValue",
           e.quantity_after::text as "quantityAfter", e.value_after as "valueAfter",
           (select coalesce(jsonb_agg(jsonb_build_object('layerId', c.layer_id, 'lotId', l.lot_id,
                                                         'quantity', c.quantity::text, 'value', c.value::text)
                                      order by c.line_number), '[]')
            from stock_layer_change c join stock_layer l on l.id = c.layer_id
            where c.stock_entry_id = e.id) as "layerChanges"
    from stock_document d
    join stock_entry e on e.stock_document_id = d.id
    join item i on i.id = e.item_id
    join valuation_area a on a.id = e.valuation_area_id
    where d.id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)))
    order by e.position`
  return [...Map.groupBy(rows, ({ stockDocumentId }) => stockDocumentId).values()].flatMap((lines) => {
    const [head] = lines
    return head ? [documentOf(head, lines)] : []
  })
}

function documentOf(head: EntryRow, lines: readonly EntryRow[]): StockDocument {
  const currency = readCurrency(head.currency)
  return {
    id: head.stockDocumentId,
    companyId: head.companyId,
    eventKind: head.eventKind,
    documentType: head.documentType,
    documentId: head.documentId,
    documentNumber: head.documentNumber,
    businessDate: head.businessDate,
    currency,
    supplierId: head.supplierId,
    customerId: head.customerId,
    warehouseId: head.documentWarehouseId,
    reversesId: head.reversesId,
    adjustsId: head.adjustsId,
    entries: lines.map((row) => ({
      id: row.id,
      sourceLineId: row.sourceLineId,
      itemId: row.itemId,
      itemClass: row.itemClass,
      warehouseId: row.warehouseId,
      valuationAreaId: row.valuationAreaId,
      locationId: row.locationId,
      lotId: row.lotId,
      originLineId: row.originLineId,
      inTransit: row.inTransit,
      counterpart: {
        departmentId: row.departmentId,
        projectId: row.projectId,
        employeeId: row.employeeId,
        expenseType: row.expenseType,
      },
      sequence: row.sequence,
      quantity: readQuantity(row.quantity),
      value: readMoney(row.value, currency),
      clearingValue: readMoney(row.clearingValue, currency),
      quantityAfter: readQuantity(row.quantityAfter),
      valueAfter: readMoney(row.valueAfter, currency),
      layerChanges: row.layerChanges.map((change) => ({
        layerId: change.layerId,
        lotId: change.lotId,
        quantity: readQuantity(change.quantity),
        value: readMoney(BigInt(change.value), currency),
      })),
    })),
  }
}

type EntryRow = Counterpart & {
  stockDocumentId: StockDocumentId
  companyId: string
  eventKind: StockEventKind
  documentType: SourceDocumentType
  documentId: string
  documentNumber: string
  businessDate: BusinessDate
  currency: string
  supplierId: string | null
  customerId: string | null
  documentWarehouseId: WarehouseId
  reversesId: StockDocumentId | null
  adjustsId: StockDocumentId | null
  id: StockEntryId
  sourceLineId: string
  itemId: ItemId
  itemClass: ItemClass
  warehouseId: WarehouseId
  valuationAreaId: ValuationAreaId
  locationId: LocationId | null
  lotId: LotId | null
  originLineId: string | null
  inTransit: boolean
  sequence: bigint
  quantity: string
  value: bigint
  clearingValue: bigint
  quantityAfter: string
  valueAfter: bigint
  layerChanges: (Pick<LayerChange, 'layerId' | 'lotId'> & { quantity: string; value: string })[]
}
