import { currencyColumn, decimalColumn, idsIn, moneyColumn, quantityColumn } from '@erp/service-kit'
import type { Currency } from '@erp/values'
import type { SalesInvoiceLine } from '../domain/sales-invoice.ts'
import type { SalesInvoiceLine as Row } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'

export async function findInvoiceLines(tx: Tx, lineIds: readonly string[]): Promise<SalesInvoiceLine[]> {
  const rows = await tx.salesInvoiceLine.findMany({
    where: { id: { in: idsIn(lineIds) } },
    include: { invoice: { select: { currency: true } } },
  })
  return rows.map((row) => toInvoiceLine(row, currencyColumn(row.invoice.currency)))
}

/** The lines of several invoices, by line number. */
export async function findLinesOfInvoices(tx: Tx, invoiceIds: readonly string[]): Promise<SalesInvoiceLine[]> {
  const rows = await tx.salesInvoiceLine.findMany({
    where: { salesInvoiceId: { in: idsIn(invoiceIds) } },
    include: { invoice: { select: { currency: true } } },
    orderBy: { lineNumber: 'asc' },
  })
  return rows.map((row) => toInvoiceLine(row, currencyColumn(row.invoice.currency)))
}

export async function insertInvoiceLines(tx: Tx, companyId: string, lines: readonly SalesInvoiceLine[]): Promise<void> {
  await tx.salesInvoiceLine.createMany({
    data: lines.map(({ net, tax, taxRatePercent, quantity, baseQuantity, creditedNet, creditedTax, ...line }) => ({
      ...line,
      companyId,
      quantity: quantity.toFixed(),
      baseQuantity: baseQuantity.toFixed(),
      taxRatePercent: taxRatePercent.toFixed(),
      netMinor: net.minor,
      taxMinor: tax.minor,
      creditedBaseQuantity: line.creditedBaseQuantity.toFixed(),
      creditedNetMinor: creditedNet.minor,
      creditedTaxMinor: creditedTax.minor,
    })),
  })
}

export function toInvoiceLine(row: Row, currency: Currency): SalesInvoiceLine {
  return {
    id: row.id,
    salesInvoiceId: row.salesInvoiceId,
    lineNumber: row.lineNumber,
    salesOrderId: row.salesOrderId,
    deliveryId: row.deliveryId,
    deliveryLineId: row.deliveryLineId,
    itemId: row.itemId,
    unit: row.unit,
    quantity: quantityColumn(row.quantity),
    baseQuantity: quantityColumn(row.baseQuantity),
    taxCodeId: row.taxCodeId,
    taxRatePercent: decimalColumn(row.taxRatePercent),
    net: moneyColumn(row.netMinor, currency),
    tax: moneyColumn(row.taxMinor, currency),
    creditedBaseQuantity: quantityColumn(row.creditedBaseQuantity),
    creditedNet: moneyColumn(row.creditedNetMinor, currency),
    creditedTax: moneyColumn(row.creditedTaxMinor, currency),
  }
}
