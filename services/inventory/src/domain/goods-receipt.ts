import {
  type BusinessDate,
  type Currency,
  isNegative,
  type Money,
  type Quantity,
  type Refusal,
  refuse,
} from '@erp/values'
import { emptyValuation, receive } from './costing.ts'
import type { ItemId } from './item.ts'
import {
  type BookedStock,
  enter,
  newStockDocumentId,
  newStockEntryId,
  type Posting,
  type StockBook,
  type StockEntry,
  type StockKey,
  stockKey,
} from './stock-document.ts'
import { type NotPostable, placeOf, type StockFacts, stockedItem } from './stock-facts.ts'
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
    readonly itemId: ItemId
    readonly quantity: Quantity
    readonly netValue: Money
  }[]
}

export type GoodsReceiptNotPostable =
  | NotPostable
  | Refusal<'QuantityNotPositive', { lineId: string }>
  | Refusal<'ValueNegative', { lineId: string }>

/**
 * What a goods receipt does to stock (P1, purchase receipt): each line enters at its net value, in the order of the lines.
 * Items and warehouses that were switched off meanwhile still receive, for a confirmed document cannot be refused.
 */
export function postGoodsReceipt(
  receipt: GoodsReceipt,
  facts: StockFacts,
  book: StockBook,
): Posting | GoodsReceiptNotPostable {
  const place = placeOf(receipt, facts)
  if ('refusal' in place) return place

  const { companyId, warehouseId } = receipt
  const { valuationAreaId } = place
  const changed = new Map<StockKey, BookedStock>()
  const entries: StockEntry[] = []
  for (const { lineId, itemId, quantity, netValue } of receipt.lines) {
    const item = stockedItem(companyId, itemId, facts)
    if ('refusal' in item) return item
    if (!quantity.gt(0)) return refuse('QuantityNotPositive', { lineId })
    if (isNegative(netValue)) return refuse('ValueNegative', { lineId })

    const key = stockKey({ itemId, valuationAreaId })
    const before = changed.get(key) ??
      book.get(key) ?? {
        companyId,
        itemId,
        valuationAreaId,
        lastSequence: 0n,
        valuation: emptyValuation(item.costing, receipt.currency),
      }
    const { itemClass } = item
    const id = newStockEntryId()
    const movement = receive(before.valuation, { quantity, value: netValue, layerId: id })
    const line = { id, sourceLineId: lineId, itemId, itemClass, warehouseId, valuationAreaId, clearingValue: netValue }
    const { entry, stock } = enter(before, line, movement)
    entries.push(entry)
    changed.set(key, stock)
  }
  return {
    changed,
    document: {
      id: newStockDocumentId(),
      companyId,
      eventKind: 'PURCHASE_RECEIPT',
      documentType: 'GOODS_RECEIPT',
      documentId: receipt.goodsReceiptId,
      documentNumber: receipt.number,
      businessDate: receipt.receivedOn,
      currency: receipt.currency,
      supplierId: receipt.supplierId,
      warehouseId,
      reversesId: null,
      entries,
    },
  }
}
