import {
  currencyColumn,
  dayColumn,
  decimalColumn,
  factorColumns,
  idsIn,
  moneyColumn,
  quantityColumn,
  toDayColumn,
} from '@erp/service-kit'
import type { Currency } from '@erp/values'
import type { PurchaseOrderLine } from '../domain/purchase-order-line.ts'
import type { PurchaseOrderLine as Row } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'

export async function insertOrderLines(tx: Tx, companyId: string, lines: readonly PurchaseOrderLine[]): Promise<void> {
  await tx.purchaseOrderLine.createMany({ data: lines.map((line) => ({ ...toRow(line), companyId, removed: false })) })
}

/** Writes the terms of amended lines; what has been received of them is not touched. */
export async function amendOrderLines(tx: Tx, lines: readonly PurchaseOrderLine[]): Promise<void> {
  const rows = lines.map((line) => ({
    id: line.id,
    revision: line.revision,
    quantity: line.quantity.toFixed(),
    baseQuantity: line.baseQuantity.toFixed(),
    unitPrice: line.unitPrice.toFixed(),
    priceListId: line.priceListId,
    departmentId: line.departmentId,
    projectId: line.projectId,
    promisedOn: line.promisedOn,
    warehouseId: line.warehouseId,
    taxCodeId: line.taxCodeId,
    taxRatePercent: line.taxRatePercent.toFixed(),
    overReceiptPercent: line.overReceiptPercent.toFixed(),
    netMinor: line.net.minor.toString(),
    taxMinor: line.tax.minor.toString(),
  }))
  await tx.$executeRaw`
    update purchase_order_line as line
    set revision = amended.revision, quantity = amended.quantity, base_quantity = amended."baseQuantity",
        unit_price = amended."unitPrice", price_list_id = amended."priceListId",
        department_id = amended."departmentId", project_id = amended."projectId", promised_on = amended."promisedOn",
        warehouse_id = amended."warehouseId", tax_code_id = amended."taxCodeId",
        tax_rate_percent = amended."taxRatePercent", over_receipt_percent = amended."overReceiptPercent",
        net_minor = amended."netMinor", tax_minor = amended."taxMinor"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as amended(
      id uuid, revision int, quantity numeric, "baseQuantity" numeric, "unitPrice" numeric, "priceListId" uuid, "departmentId" uuid,
      "projectId" uuid, "promisedOn" date, "warehouseId" uuid, "taxCodeId" uuid,
      "taxRatePercent" numeric, "overReceiptPercent" numeric, "netMinor" bigint, "taxMinor" bigint)
    where line.id = amended.id`
}

/** Keeps on orders where their goods are to go, which says who sees them; nowhere in particular where a line says nothing. */
export async function noteWarehouses(tx: Tx, orderIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    update purchase_order
    set warehouse_ids = coalesce((
      select array_agg(distinct line.warehouse_id order by line.warehouse_id) from purchase_order_line line
      where line.purchase_order_id = purchase_order.id and not line.removed
      having bool_and(line.warehouse_id is not null)), '{}')
    where id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(orderIds)}::jsonb)))`
}

/** Gives up the rest of lines. */
export async function closeOrderLines(tx: Tx, lines: readonly PurchaseOrderLine[]): Promise<void> {
  const rows = lines.map(({ id, closedAt, closeReason }) => ({ id, at: closedAt, reason: closeReason }))
  await tx.$executeRaw`
    update purchase_order_line as line set closed_at = closed.at, close_reason = closed.reason
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as closed(id uuid, at timestamptz, reason text)
    where line.id = closed.id`
}

/** Takes lines out of the order; their rows stay, for receipts may name them. */
export async function removeOrderLines(tx: Tx, lineIds: readonly string[], revision: number): Promise<void> {
  await tx.purchaseOrderLine.updateMany({ where: { id: { in: idsIn(lineIds) } }, data: { removed: true, revision } })
}

/** The highest line number the order ever used. */
export async function lastLineNumber(tx: Tx, purchaseOrderId: string): Promise<number> {
  const { _max } = await tx.purchaseOrderLine.aggregate({ where: { purchaseOrderId }, _max: { lineNumber: true } })
  return _max.lineNumber ?? 0
}

/** Lines by id, also those taken out of their order. */
export async function findOrderLines(tx: Tx, lineIds: readonly string[]): Promise<PurchaseOrderLine[]> {
  const rows = await tx.purchaseOrderLine.findMany({
    where: { id: { in: idsIn(lineIds) } },
    include: { order: { select: { currency: true } } },
  })
  return rows.map((row) => toOrderLine(row, currencyColumn(row.order.currency)))
}

/** The lines that hold now, of several orders, by line number. */
export async function findLinesOfOrders(tx: Tx, orderIds: readonly string[]): Promise<PurchaseOrderLine[]> {
  const rows = await tx.purchaseOrderLine.findMany({
    where: { purchaseOrderId: { in: idsIn(orderIds) }, removed: false },
    include: { order: { select: { currency: true } } },
    orderBy: { lineNumber: 'asc' },
  })
  return rows.map((row) => toOrderLine(row, currencyColumn(row.order.currency)))
}

export function toOrderLine(row: Row, currency: Currency): PurchaseOrderLine {
  return {
    id: row.id,
    purchaseOrderId: row.purchaseOrderId,
    lineNumber: row.lineNumber,
    revision: row.revision,
    itemId: row.itemId,
    departmentId: row.departmentId,
    projectId: row.projectId,
    promisedOn: row.promisedOn === null ? null : dayColumn(row.promisedOn),
    warehouseId: row.warehouseId,
    unit: row.unit,
    factor: factorColumns(row.unitNumerator, row.unitDenominator),
    quantity: quantityColumn(row.quantity),
    baseQuantity: quantityColumn(row.baseQuantity),
    unitPrice: decimalColumn(row.unitPrice),
    ...{ priceListId: row.priceListId, requisitionLineId: row.requisitionLineId, requestLineId: row.requestLineId },
    taxCodeId: row.taxCodeId,
    taxRatePercent: decimalColumn(row.taxRatePercent),
    overReceiptPercent: decimalColumn(row.overReceiptPercent),
    net: moneyColumn(row.netMinor, currency),
    tax: moneyColumn(row.taxMinor, currency),
    receivedQuantity: quantityColumn(row.receivedQuantity),
    receivedBaseQuantity: quantityColumn(row.receivedBaseQuantity),
    returnedBaseQuantity: quantityColumn(row.returnedBaseQuantity),
    ...{ closedAt: row.closedAt, closeReason: row.closeReason },
  }
}

function toRow({ factor, net, tax, promisedOn, ...line }: PurchaseOrderLine) {
  return {
    ...line,
    promisedOn: promisedOn === null ? null : toDayColumn(promisedOn),
    unitNumerator: factor.numerator,
    unitDenominator: factor.denominator,
    quantity: line.quantity.toFixed(),
    baseQuantity: line.baseQuantity.toFixed(),
    unitPrice: line.unitPrice.toFixed(),
    taxRatePercent: line.taxRatePercent.toFixed(),
    overReceiptPercent: line.overReceiptPercent.toFixed(),
    netMinor: net.minor,
    taxMinor: tax.minor,
    receivedQuantity: line.receivedQuantity.toFixed(),
    receivedBaseQuantity: line.receivedBaseQuantity.toFixed(),
    returnedBaseQuantity: line.returnedBaseQuantity.toFixed(),
  }
}
