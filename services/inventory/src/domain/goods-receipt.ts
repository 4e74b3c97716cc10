import {
  type BusinessDate,
  type Currency,
  isNegative,
  type Money,
  type Quantity,
  type Refusal,
  refuse,
} from '@erp/values'
import type { ItemId } from './item.ts'
import { openPage } from './ledger-page.ts'
import type { Posting, StockBook } from './stock-document.ts'
import { type NotPostable, placeOf, type StockFacts, stockedItem } from './stock-facts.ts'
import { type NotReceivable, receiveLine } from './stock-line.ts'
import type { WarehouseId } from './warehouse.ts'

/** Procurement's confirmed receipt 采购入库单: quantities in base units, net values in the company's own currency. */
export type GoodsReceipt = {
  readonly companyId: string
  readonly goodsReceiptId: string
  readonly number: string
  readonly supplierId: string
  readonly warehouseId: WarehouseId
  readonly receivedOn: BusinessDate
  readonly currency: Currency
  readonly lines: readonly {
    readonly lineId: string
    readonly purchaseOrderLineId?: string | undefined
    readonly itemId: ItemId
    readonly quantity: Quantity
    readonly netValue: Money
  }[]
}

export type GoodsReceiptNotPostable = NotPostable | NotReceivable | Refusal<'ValueNegative', { lineId: string }>

/**
 * What a goods receipt does to stock (P1, purchase receipt): each line enters at its net value, in the order of the lines.
 * Items and warehouses that were switched off meanwhile still receive, for a confirmed document cannot be refused.
 */
export function postGoodsReceipt(
  receipt: GoodsReceipt,
  facts: StockFacts,
  book: StockBook,
): Posting | GoodsReceiptNotPostable {
  const warehouse = placeOf(receipt, facts)
  if ('refusal' in warehouse) return warehouse

  const { companyId, goodsReceiptId, number, receivedOn, currency, supplierId, warehouseId } = receipt
  const page = openPage(
    {
      companyId,
      eventKind: 'PURCHASE_RECEIPT',
      documentType: 'GOODS_RECEIPT',
      documentId: goodsReceiptId,
      documentNumber: number,
      businessDate: receivedOn,
      currency,
      supplierId,
      warehouseId,
    },
    book,
  )
  for (const { lineId, purchaseOrderLineId, itemId, quantity, netValue } of receipt.lines) {
    const item = stockedItem(companyId, itemId, facts)
    if ('refusal' in item) return item
    if (isNegative(netValue)) return refuse('ValueNegative', { lineId })
    const entry = receiveLine(page, { lineId, purchaseOrderLineId, item, warehouse, quantity }, netValue)
    if ('refusal' in entry) return entry
  }
  return page.close()
}
