import {
  type BusinessDate,
  type Currency,
  formatQuantity,
  type Money,
  negate,
  type Quantity,
  type Refusal,
  refuse,
  subtractQuantity,
} from '@erp/values'
import { putBack, returnToSupplier, type StockEntryId, type StockInsufficient } from './costing.ts'
import type { ItemId } from './item.ts'
import {
  type BookedStock,
  enter,
  newStockDocumentId,
  newStockEntryId,
  type Posting,
  type StockBook,
  type StockDocument,
  type StockEntry,
  type StockKey,
  stockKey,
} from './stock-document.ts'
import { type NotPostable, placeOf, type StockFacts, stockedItem } from './stock-facts.ts'
import type { WarehouseId } from './warehouse.ts'

/** Procurement's return before invoice 采购退货单: quantities and clearing values positive, clearing at the receipt's own value. */
export type PurchaseReturn = {
  readonly companyId: string
  readonly purchaseReturnId: string
  readonly number: string
  readonly supplierId: string
  readonly warehouseId: WarehouseId
  readonly returnedOn: BusinessDate
  readonly currency: Currency
  readonly lines: readonly {
    readonly lineId: string
    readonly goodsReceiptId: string
    readonly goodsReceiptLineId: string
    readonly itemId: ItemId
    readonly quantity: Quantity
    readonly clearingValue: Money
  }[]
}

/** What a return also depends on: which ledger entry received each receipt line, and what the warehouse holds of each item. */
export type ReturnFacts = StockFacts & {
  readonly receivedBy: ReadonlyMap<string, StockEntryId>
  readonly onHand: ReadonlyMap<ItemId, Quantity>
}

export type PurchaseReturnNotPostable =
  | NotPostable
  | Refusal<'StockInsufficient', { itemId: string; available: string; requested: string }>
  | Refusal<'GoodsReceiptNotPosted', { goodsReceiptId: string }>
  | Refusal<'QuantityNotPositive', { lineId: string }>

/** What sending goods back does to stock (P4, return before invoice). Refused whole when one line cannot leave. */
export function postPurchaseReturn(
  purchaseReturn: PurchaseReturn,
  facts: ReturnFacts,
  book: StockBook,
): Posting | PurchaseReturnNotPostable {
  const place = placeOf(purchaseReturn, facts)
  if ('refusal' in place) return place

  const { companyId, warehouseId } = purchaseReturn
  const { valuationAreaId } = place
  const onHand = new Map(facts.onHand)
  const changed = new Map<StockKey, BookedStock>()
  const entries: StockEntry[] = []
  for (const { lineId, goodsReceiptId, goodsReceiptLineId, itemId, quantity, clearingValue } of purchaseReturn.lines) {
    const item = stockedItem(companyId, itemId, facts)
    if ('refusal' in item) return item
    if (!quantity.gt(0)) return refuse('QuantityNotPositive', { lineId })
    const layerId = facts.receivedBy.get(goodsReceiptLineId)
    if (!layerId) return refuse('GoodsReceiptNotPosted', { goodsReceiptId })

    const key = stockKey({ itemId, valuationAreaId })
    const before = changed.get(key) ?? book.get(key)
    const available = onHand.get(itemId)
    const short = {
      itemId,
      available: available ? formatQuantity(available) : '0',
      requested: formatQuantity(quantity),
    }
    if (!before || !available || available.lt(quantity)) return refuse('StockInsufficient', short)
    const movement = returnToSupplier(before.valuation, { quantity, clearingValue, layerId })
    if (isShort(movement)) return refuse('StockInsufficient', short)

    const { itemClass } = item
    const line = { id: newStockEntryId(), sourceLineId: lineId, itemId, itemClass, warehouseId, valuationAreaId }
    const { entry, stock } = enter(before, { ...line, clearingValue: negate(clearingValue) }, movement)
    entries.push(entry)
    changed.set(key, stock)
    onHand.set(itemId, subtractQuantity(available, quantity))
  }
  return {
    changed,
    document: {
      id: newStockDocumentId(),
      companyId,
      eventKind: 'PURCHASE_RETURN_UNINVOICED',
      documentType: 'PURCHASE_RETURN',
      documentId: purchaseReturn.purchaseReturnId,
      documentNumber: purchaseReturn.number,
      businessDate: purchaseReturn.returnedOn,
      currency: purchaseReturn.currency,
      supplierId: purchaseReturn.supplierId,
      warehouseId,
      reversesId: null,
      entries,
    },
  }
}

/** Takes back an issue: the same quantities and values return to the same layers, on the same business day. Never refused. */
export function reversePurchaseReturn(issued: StockDocument, book: StockBook): Posting {
  const changed = new Map<StockKey, BookedStock>()
  const entries = issued.entries.map((original) => {
    const key = stockKey(original)
    const before = changed.get(key) ?? book.get(key)
    if (!before) throw new Error(`Stock entry ${original.id} has no balance.`)
    const line = { ...original, id: newStockEntryId(), clearingValue: negate(original.clearingValue) }
    const { entry, stock } = enter(before, line, putBack(original))
    changed.set(key, stock)
    return entry
  })
  return { changed, document: { ...issued, id: newStockDocumentId(), reversesId: issued.id, entries } }
}

function isShort(outcome: object): outcome is StockInsufficient {
  return 'refusal' in outcome
}
