import {
  addQuantity,
  type Branded,
  type BusinessDate,
  type Currency,
  type Money,
  newId,
  type Quantity,
  subtract,
} from '@erp/values'
import { apply, type Movement, type StockEntryId, type Valuation } from './costing.ts'
import type { ItemClass, ItemId } from './item.ts'
import type { ValuationAreaId, WarehouseId } from './warehouse.ts'

export type StockDocumentId = Branded<string, 'StockDocumentId'>

/** The business event behind a stock document: P1, purchase receipt; P4, purchase return before invoice. */
export type StockEventKind = 'PURCHASE_RECEIPT' | 'PURCHASE_RETURN_UNINVOICED'
export type SourceDocumentType = 'GOODS_RECEIPT' | 'PURCHASE_RETURN'

/** One business document's effect on stock 出入库单: posted whole, never changed; `reversesId` names the one it takes back. */
export type StockDocument = {
  readonly id: StockDocumentId
  readonly companyId: string
  readonly eventKind: StockEventKind
  readonly documentType: SourceDocumentType
  readonly documentId: string
  readonly documentNumber: string
  readonly businessDate: BusinessDate
  readonly currency: Currency
  readonly supplierId: string | null
  readonly warehouseId: WarehouseId
  readonly reversesId: StockDocumentId | null
  readonly entries: readonly StockEntry[]
}

/** A line of the stock ledger 存货明细账: what moved, its value, and the item's balance in its valuation area afterwards. */
export type StockEntry = Movement & {
  readonly id: StockEntryId
  readonly sourceLineId: string
  readonly itemId: ItemId
  readonly itemClass: ItemClass
  readonly warehouseId: WarehouseId
  readonly valuationAreaId: ValuationAreaId
  /** What the counterpart is cleared with; differs from `value` when a return carries another value than its receipt. */
  readonly clearingValue: Money
  /** Counts 1, 2, 3 … per item and valuation area. */
  readonly sequence: bigint
  readonly quantityAfter: Quantity
  readonly valueAfter: Money
}

/** The valuation of an item in an area, with the number of its last ledger entry. */
export type BookedStock = {
  readonly companyId: string
  readonly itemId: ItemId
  readonly valuationAreaId: ValuationAreaId
  readonly lastSequence: bigint
  readonly valuation: Valuation
}

export type StockKey = Branded<string, 'StockKey'>
export type StockBook = ReadonlyMap<StockKey, BookedStock>

/** A stock document together with the balances it leaves behind. */
export type Posting = { readonly document: StockDocument; readonly changed: StockBook }

export function stockKey({ itemId, valuationAreaId }: { itemId: ItemId; valuationAreaId: ValuationAreaId }): StockKey {
  return `${itemId}/${valuationAreaId}` as StockKey
}

export function bookOf(stocks: readonly BookedStock[]): Map<StockKey, BookedStock> {
  return new Map(stocks.map((stock) => [stockKey(stock), stock]))
}

type Line = Pick<
  StockEntry,
  'id' | 'sourceLineId' | 'itemId' | 'itemClass' | 'warehouseId' | 'valuationAreaId' | 'clearingValue'
>

/** Writes the next ledger line of an item in an area, and gives the balance after it. */
export function enter(stock: BookedStock, line: Line, movement: Movement): { entry: StockEntry; stock: BookedStock } {
  const valuation = apply(stock.valuation, movement)
  const sequence = stock.lastSequence + 1n
  return {
    entry: { ...line, ...movement, sequence, quantityAfter: valuation.quantity, valueAfter: valuation.value },
    stock: { ...stock, lastSequence: sequence, valuation },
  }
}

/** What the counterpart is cleared with beyond the stock value; it belongs to the cost of sales. */
export function differenceOf({ clearingValue, value }: Pick<StockEntry, 'clearingValue' | 'value'>): Money {
  return subtract(clearingValue, value)
}

/** Quantity by item and warehouse that the documents add up to, for the warehouses' own counts. */
export function movedByWarehouse(documents: readonly StockDocument[]) {
  const moved = new Map<string, { companyId: string; itemId: ItemId; warehouseId: WarehouseId; quantity: Quantity }>()
  for (const { companyId, entries } of documents)
    for (const { itemId, warehouseId, quantity } of entries) {
      const key = `${itemId}/${warehouseId}`
      const before = moved.get(key)
      moved.set(key, {
        companyId,
        itemId,
        warehouseId,
        quantity: before ? addQuantity(before.quantity, quantity) : quantity,
      })
    }
  return [...moved.values()]
}

export function newStockDocumentId(): StockDocumentId {
  return newId() as StockDocumentId
}

export function newStockEntryId(): StockEntryId {
  return newId() as StockEntryId
}
