import { currencyColumn, factorColumns, idsIn, moneyColumn, quantityColumn } from '@erp/service-kit'
import type { GoodsReceiptLine } from '../domain/goods-receipt.ts'
import type { GoodsReceiptLine as Row } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'

export async function findReceiptLines(tx: Tx, lineIds: readonly string[]): Promise<GoodsReceiptLine[]> {
  const rows = await tx.goodsReceiptLine.findMany({
    where: { id: { in: idsIn(lineIds) } },
    include: { receipt: { select: { currency: true, orderCurrency: true } } },
  })
  return rows.map((row) => toReceiptLine(row, row.receipt))
}

/** The lines of several receipts, by line number. */
export async function findLinesOfReceipts(tx: Tx, receiptIds: readonly string[]): Promise<GoodsReceiptLine[]> {
  const rows = await tx.goodsReceiptLine.findMany({
    where: { goodsReceiptId: { in: idsIn(receiptIds) } },
    include: { receipt: { select: { currency: true, orderCurrency: true } } },
    orderBy: { lineNumber: 'asc' },
  })
  return rows.map((row) => toReceiptLine(row, row.receipt))
}

export function toReceiptLine(
  row: Row,
  of: { readonly currency: string; readonly orderCurrency: string },
): GoodsReceiptLine {
  const currency = currencyColumn(of.currency)
  return {
    id: row.id,
    goodsReceiptId: row.goodsReceiptId,
    lineNumber: row.lineNumber,
    purchaseOrderId: row.purchaseOrderId,
    purchaseOrderLineId: row.purchaseOrderLineId,
    itemId: row.itemId,
    unit: row.unit,
    factor: factorColumns(row.unitNumerator, row.unitDenominator),
    quantity: quantityColumn(row.quantity),
    baseQuantity: quantityColumn(row.baseQuantity),
    netValue: row.netValueMinor === null ? null : moneyColumn(row.netValueMinor, currency),
    orderValue:
      row.orderValueMinor === null ? null : moneyColumn(row.orderValueMinor, currencyColumn(of.orderCurrency)),
    returnedBaseQuantity: quantityColumn(row.returnedBaseQuantity),
    returnedValue: moneyColumn(row.returnedValueMinor, currency),
    invoicedBaseQuantity: quantityColumn(row.invoicedBaseQuantity),
    invoicedValue: moneyColumn(row.invoicedValueMinor, currency),
    transitBaseQuantity: quantityColumn(row.transitBaseQuantity),
    transitValue: moneyColumn(row.transitValueMinor, currency),
    returnedInvoicedBaseQuantity: quantityColumn(row.returnedInvoicedBaseQuantity),
    returnedInvoicedValue: moneyColumn(row.returnedInvoicedValueMinor, currency),
    reversedValue: moneyColumn(row.reversedValueMinor, currency),
    reversalId: row.reversalId,
  }
}

/** A line as it travels to PostgreSQL in a JSON set; whole numbers as text, for JSON's own lose digits. */
export function lineRow(line: GoodsReceiptLine) {
  return {
    id: line.id,
    line_number: line.lineNumber,
    purchase_order_id: line.purchaseOrderId,
    purchase_order_line_id: line.purchaseOrderLineId,
    item_id: line.itemId,
    unit: line.unit,
    unit_numerator: line.factor.numerator.toString(),
    unit_denominator: line.factor.denominator.toString(),
    quantity: line.quantity.toFixed(),
    base_quantity: line.baseQuantity.toFixed(),
    net_value_minor: line.netValue?.minor.toString() ?? null,
    order_value_minor: line.orderValue?.minor.toString() ?? null,
    transit_base_quantity: line.transitBaseQuantity.toFixed(),
    transit_value_minor: line.transitValue.minor.toString(),
  }
}
