import { currencyColumn, decimalColumn, factorColumns, idsIn, moneyColumn, quantityColumn } from '@erp/service-kit'
import type { Currency } from '@erp/values'
import type { SalesOrderLine } from '../domain/sales-order-line.ts'
import type { SalesOrderLine as Row } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'

export async function insertOrderLines(tx: Tx, companyId: string, lines: readonly SalesOrderLine[]): Promise<void> {
  await tx.salesOrderLine.createMany({ data: lines.map((line) => ({ ...toRow(line), companyId })) })
}

/** Takes the lines of a draft away, to be written anew. */
export async function deleteOrderLines(tx: Tx, salesOrderId: string): Promise<void> {
  await tx.salesOrderLine.deleteMany({ where: { salesOrderId } })
}

/** Writes what inventory could still promise of each line. */
export async function saveAvailable(tx: Tx, lines: readonly SalesOrderLine[]): Promise<void> {
  const rows = lines.map(({ id, availableBaseQuantity }) => ({ id, left: availableBaseQuantity?.toFixed() ?? null }))
  await tx.$executeRaw`
    update sales_order_line line set available_base_quantity = known."left"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as known(id uuid, "left" numeric)
    where line.id = known.id and line.available_base_quantity is distinct from known."left"`
}

export async function findOrderLines(tx: Tx, lineIds: readonly string[]): Promise<SalesOrderLine[]> {
  const rows = await tx.salesOrderLine.findMany({
    where: { id: { in: idsIn(lineIds) } },
    include: { order: { select: { currency: true } } },
  })
  return rows.map((row) => toOrderLine(row, currencyColumn(row.order.currency)))
}

/** The lines of several orders, by line number. */
export async function findLinesOfOrders(tx: Tx, orderIds: readonly string[]): Promise<SalesOrderLine[]> {
  const rows = await tx.salesOrderLine.findMany({
    where: { salesOrderId: { in: idsIn(orderIds) } },
    include: { order: { select: { currency: true } } },
    orderBy: { lineNumber: 'asc' },
  })
  return rows.map((row) => toOrderLine(row, currencyColumn(row.order.currency)))
}

export function toOrderLine(row: Row, currency: Currency): SalesOrderLine {
  return {
    id: row.id,
    salesOrderId: row.salesOrderId,
    lineNumber: row.lineNumber,
    itemId: row.itemId,
    unit: row.unit,
    factor: factorColumns(row.unitNumerator, row.unitDenominator),
    quantity: quantityColumn(row.quantity),
    baseQuantity: quantityColumn(row.baseQuantity),
    unitPrice: decimalColumn(row.unitPrice),
    discountPercent: decimalColumn(row.discountPercent),
    priceListId: row.priceListId,
    quotationLineId: row.quotationLineId,
    taxCodeId: row.taxCodeId,
    taxRatePercent: decimalColumn(row.taxRatePercent),
    net: moneyColumn(row.netMinor, currency),
    tax: moneyColumn(row.taxMinor, currency),
    availableBaseQuantity: row.availableBaseQuantity === null ? null : quantityColumn(row.availableBaseQuantity),
    deliveredBaseQuantity: quantityColumn(row.deliveredBaseQuantity),
  }
}

function toRow({ factor, net, tax, ...line }: SalesOrderLine) {
  return {
    ...line,
    unitNumerator: factor.numerator,
    unitDenominator: factor.denominator,
    quantity: line.quantity.toFixed(),
    baseQuantity: line.baseQuantity.toFixed(),
    unitPrice: line.unitPrice.toFixed(),
    discountPercent: line.discountPercent.toFixed(),
    taxRatePercent: line.taxRatePercent.toFixed(),
    netMinor: net.minor,
    taxMinor: tax.minor,
    availableBaseQuantity: line.availableBaseQuantity?.toFixed() ?? null,
    deliveredBaseQuantity: line.deliveredBaseQuantity.toFixed(),
  }
}
