import { currencyColumn, decimalColumn, idsIn, moneyColumn, quantityColumn } from '@erp/service-kit'
import type { GoodsLine, ServiceLine, SupplierInvoiceLine } from '../domain/supplier-invoice.ts'
import type { SupplierInvoiceLine as Row } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'
import { ordersOfInvoiceLines } from './followed-orders.ts'

export async function findInvoiceLines(tx: Tx, lineIds: readonly string[]): Promise<SupplierInvoiceLine[]> {
  const rows = await tx.supplierInvoiceLine.findMany({
    where: { id: { in: idsIn(lineIds) } },
    include: { invoice: { select: { currency: true, printedCurrency: true } } },
  })
  return rows.map((row) => toInvoiceLine(row, row.invoice))
}

/** The lines of several invoices, by line number. */
export async function findLinesOfInvoices(tx: Tx, invoiceIds: readonly string[]): Promise<SupplierInvoiceLine[]> {
  const rows = await tx.supplierInvoiceLine.findMany({
    where: { supplierInvoiceId: { in: idsIn(invoiceIds) } },
    include: { invoice: { select: { currency: true, printedCurrency: true } } },
    orderBy: { lineNumber: 'asc' },
  })
  return rows.map((row) => toInvoiceLine(row, row.invoice))
}

export async function insertInvoiceLines(
  tx: Tx,
  companyId: string,
  lines: readonly SupplierInvoiceLine[],
): Promise<void> {
  await tx.supplierInvoiceLine.createMany({ data: lines.map((line) => ({ companyId, ...toRow(line) })) })
  const [first] = lines
  if (first) await noteWarehouses(tx, first.supplierInvoiceId)
}

/** Keeps on an invoice where the goods it charges came to, which says who sees it; nowhere where some have not come. */
async function noteWarehouses(tx: Tx, invoiceId: string): Promise<void> {
  await tx.$executeRaw`
    update supplier_invoice set warehouse_ids = array(
      select distinct receipt.warehouse_id
      from supplier_invoice_line line join goods_receipt receipt on receipt.id = line.goods_receipt_id
      where line.supplier_invoice_id = supplier_invoice.id and not exists (
        select from supplier_invoice_line ahead
        where ahead.supplier_invoice_id = supplier_invoice.id and ahead.kind = 'IN_TRANSIT')
      order by 1)
    where id = ${invoiceId}::uuid`
}

/** What the lines of an invoice that nobody has confirmed said is replaced by what they say now. */
export async function replaceInvoiceLines(
  tx: Tx,
  invoice: { readonly id: string; readonly companyId: string; readonly lines: readonly SupplierInvoiceLine[] },
): Promise<void> {
  const orderIds = await ordersOfInvoiceLines(tx, invoice.lines)
  await tx.supplierInvoice.updateMany({ where: { id: invoice.id }, data: { orderIds } })
  await tx.supplierInvoiceLine.deleteMany({ where: { supplierInvoiceId: invoice.id } })
  await insertInvoiceLines(tx, invoice.companyId, invoice.lines)
}

/** Writes what the lines of goods took of their receipts, or that they took nothing. */
export async function saveMatches(tx: Tx, lines: readonly GoodsLine[]): Promise<void> {
  const matched = lines.map(({ id, matchedBaseQuantity, cleared, exchangeDifference }) => ({
    id,
    quantity: matchedBaseQuantity?.toFixed() ?? null,
    minor: cleared?.minor.toString() ?? null,
    exchange: exchangeDifference?.minor.toString() ?? null,
  }))
  await tx.$executeRaw`
    update supplier_invoice_line line
    set matched_base_quantity = matched.quantity, cleared_minor = matched.minor,
        exchange_difference_minor = matched.exchange
    from jsonb_to_recordset(${JSON.stringify(matched)}::jsonb) as matched(
      id uuid, quantity numeric, minor bigint, exchange bigint)
    where line.id = matched.id`
}

export function toInvoiceLine(
  row: Row,
  of: { readonly currency: string; readonly printedCurrency: string },
): SupplierInvoiceLine {
  const [currency, printedCurrency] = [currencyColumn(of.currency), currencyColumn(of.printedCurrency)]
  const shared = {
    id: row.id,
    supplierInvoiceId: row.supplierInvoiceId,
    lineNumber: row.lineNumber,
    taxCodeId: row.taxCodeId,
    taxRatePercent: decimalColumn(row.taxRatePercent),
    net: moneyColumn(row.netMinor, currency),
    tax: moneyColumn(row.taxMinor, currency),
    printed: {
      net: moneyColumn(row.printedNetMinor, printedCurrency),
      tax: moneyColumn(row.printedTaxMinor, printedCurrency),
    },
  }
  if (row.kind === 'IN_TRANSIT')
    return {
      ...{ ...shared, kind: 'IN_TRANSIT', purchaseOrderLineId: kept(row.purchaseOrderLineId, row) },
      ...{
        itemId: kept(row.itemId, row),
        unit: kept(row.unit, row),
        quantity: quantityColumn(kept(row.quantity, row)),
      },
      baseQuantity: quantityColumn(kept(row.baseQuantity, row)),
      arrived: {
        quantity: quantityColumn(row.arrivedBaseQuantity),
        value: moneyColumn(row.arrivedMinor, currency),
      },
    }
  if (row.kind !== 'GOODS') {
    const { kind, description, expenseType, departmentId, projectId, purchaseOrderLineId } = row
    const service = { kind: kind as ServiceLine['kind'], description: kept(description, row), expenseType }
    return { ...shared, ...service, departmentId, projectId, purchaseOrderLineId }
  }
  return {
    ...{ ...shared, kind: 'GOODS', goodsReceiptId: kept(row.goodsReceiptId, row), itemId: kept(row.itemId, row) },
    ...{ goodsReceiptLineId: kept(row.goodsReceiptLineId, row), purchaseReturnLineId: row.purchaseReturnLineId },
    unit: kept(row.unit, row),
    quantity: quantityColumn(kept(row.quantity, row)),
    baseQuantity: quantityColumn(kept(row.baseQuantity, row)),
    matchedBaseQuantity: row.matchedBaseQuantity === null ? null : quantityColumn(row.matchedBaseQuantity),
    cleared: row.clearedMinor === null ? null : moneyColumn(row.clearedMinor, currency),
    exchangeDifference:
      row.exchangeDifferenceMinor === null ? null : moneyColumn(row.exchangeDifferenceMinor, currency),
  }
}

function kept<Value>(value: Value | null, { id }: Row): Value {
  if (value === null) throw new Error(`The invoice line ${id} is not whole`)
  return value
}

function toRow({ net, tax, printed, taxRatePercent, ...line }: SupplierInvoiceLine) {
  const shared = {
    ...{ taxRatePercent: taxRatePercent.toFixed(), netMinor: net.minor, taxMinor: tax.minor },
    ...{ printedNetMinor: printed.net.minor, printedTaxMinor: printed.tax.minor },
  }
  if (line.kind === 'IN_TRANSIT') {
    const { arrived: _, quantity, baseQuantity, ...transit } = line
    return { ...transit, ...shared, quantity: quantity.toFixed(), baseQuantity: baseQuantity.toFixed() }
  }
  if (line.kind !== 'GOODS') return { ...line, ...shared }
  const { quantity, baseQuantity, matchedBaseQuantity, cleared, exchangeDifference, ...goods } = line
  return {
    ...{ ...goods, ...shared, quantity: quantity.toFixed(), baseQuantity: baseQuantity.toFixed() },
    matchedBaseQuantity: matchedBaseQuantity?.toFixed() ?? null,
    clearedMinor: cleared?.minor ?? null,
    exchangeDifferenceMinor: exchangeDifference?.minor ?? null,
  }
}
