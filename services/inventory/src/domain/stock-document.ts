import {
  addQuantity,
  type Branded,
  type BusinessDate,
  type Currency,
  type Money,
  newId,
  type Quantity,
  subtract,
  zeroQuantity,
} from '@erp/values'
import type { ItemClass, ItemId } from './item.ts'
import { apply, type LotId, type Movement, type StockEntryId, type Valuation } from './valuation.ts'
import type { LocationId, ValuationAreaId, WarehouseId } from './warehouse.ts'

export type StockDocumentId = Branded<string, 'StockDocumentId'>

/**
 * The business event behind a stock document, by its row of DOMAIN.md 2.2: purchase receipt P1, return before invoice P4 and after it P5,
 * price variance P2v, delivery S1 or S1', gift S6, sales return S3, shipped goods invoiced S1', late cost P6, transfers T1 to T3, stocktake C1 and C2, scrap C3, cost adjustment C4, opening stock O1; other receipts and
 * issues, assembly, and changes of how an item is costed.
 */
export type StockEventKind =
  | 'PURCHASE_RECEIPT'
  | 'PURCHASE_RETURN_UNINVOICED'
  | 'PURCHASE_RETURN_INVOICED'
  | 'PURCHASE_VARIANCE'
  | 'FOREIGN_PURCHASE_VARIANCE'
  | 'SALES_DELIVERY'
  | 'SALES_GIFT'
  | 'SALES_RETURN'
  | 'GOODS_SHIPPED'
  | 'SHIPPED_GOODS_RETURNED'
  | 'SHIPPED_GOODS_CHARGED'
  | 'LANDED_COST'
  | 'STOCK_TRANSFER'
  | 'TRANSFER_SHIPMENT'
  | 'TRANSFER_RECEIPT'
  | 'TRANSFER_LOSS'
  | 'STOCKTAKE_LOSS'
  | 'STOCKTAKE_GAIN'
  | 'STOCK_SCRAP'
  | 'COST_ADJUSTMENT'
  | 'OPENING_STOCK'
  | 'OTHER_RECEIPT'
  | 'OTHER_ISSUE'
  | 'STOCK_ASSEMBLY'
  | 'COSTING_CHANGE'

export type SourceDocumentType =
  | 'GOODS_RECEIPT'
  | 'PURCHASE_RETURN'
  | 'SUPPLIER_INVOICE'
  | 'DELIVERY'
  | 'SALES_RETURN'
  | 'SALES_INVOICE'
  | 'CREDIT_NOTE'
  | 'LANDED_COST'
  | 'STOCK_TRANSFER'
  | 'STOCKTAKE'
  | 'MISCELLANEOUS_MOVEMENT'
  | 'COST_ADJUSTMENT'
  | 'STOCK_ASSEMBLY'
  | 'COSTING_CHANGE'

/**
 * One business document's effect on stock 出入库单: posted whole, never changed. `reversesId` names the one it takes back,
 * `adjustsId` the one whose cost it sets right without moving anything.
 */
export type StockDocument = {
  readonly id: StockDocumentId
  readonly companyId: string
  readonly eventKind: StockEventKind
  readonly documentType: SourceDocumentType
  readonly documentId: string
  readonly documentNumber: string
  /** Counts 1, 2, 3 … over the parts of a document whose goods arrive in several; left out, the whole of it. */
  readonly part?: number | undefined
  readonly businessDate: BusinessDate
  readonly currency: Currency
  readonly supplierId: string | null
  readonly customerId?: string | null | undefined
  readonly warehouseId: WarehouseId
  readonly reversesId: StockDocumentId | null
  readonly adjustsId: StockDocumentId | null
  readonly entries: readonly StockEntry[]
}

/** Who bears what a line costs, for account rules and auxiliary accounting. */
export type Counterpart = {
  readonly departmentId: string | null
  readonly projectId: string | null
  readonly employeeId: string | null
  /** 费用类型 */
  readonly expenseType: string | null
}

export const noCounterpart: Counterpart = { departmentId: null, projectId: null, employeeId: null, expenseType: null }

/** What a ledger line is about. */
export type EntryLine = {
  readonly id: StockEntryId
  readonly sourceLineId: string
  readonly itemId: ItemId
  readonly itemClass: ItemClass
  readonly warehouseId: WarehouseId
  readonly valuationAreaId: ValuationAreaId
  readonly locationId: LocationId | null
  readonly lotId: LotId | null
  /** The line whose goods these are: a delivery's, of a sales return; a goods receipt's, of a purchase return. */
  readonly originLineId?: string | null | undefined
  /** What was ordered of a supplier that came, or goes back: told to others and not kept. */
  readonly purchaseOrderLineId?: string | undefined
  /** True in the valuation area of goods on their way 调拨在途. */
  readonly inTransit: boolean
  readonly counterpart: Counterpart
  /**
   * What the counterpart is cleared with. Differs from `value` when a return carries another value than its receipt, under
   * standard cost, for the share of a late cost that goods no longer there bear, and by input VAT transferred out.
   */
  readonly clearingValue: Money
}

/** A line of the stock ledger 存货明细账: what moved, its value, and the item's balance in its valuation area afterwards. */
export type StockEntry = Movement &
  EntryLine & {
    /** Counts 1, 2, 3 … per item and valuation area. */
    readonly sequence: bigint
    readonly quantityAfter: Quantity
    readonly valueAfter: Money
  }

/** A provisional issue's document and line, for what a covering receipt tells of it. */
export type IssuedBeforehand = { readonly head: DocumentHead; readonly line: EntryLine }
export type DocumentHead = Omit<StockDocument, 'entries'>

/** The valuation of an item in an area, with the number of its last ledger entry. */
export type BookedStock = {
  readonly companyId: string
  readonly itemId: ItemId
  readonly valuationAreaId: ValuationAreaId
  readonly lastSequence: bigint
  readonly valuation: Valuation
  /** Where the provisional issues of the valuation come from, by entry. */
  readonly issuedBeforehand?: ReadonlyMap<StockEntryId, IssuedBeforehand> | undefined
}

export type StockKey = Branded<string, 'StockKey'>
export type StockBook = ReadonlyMap<StockKey, BookedStock>

/** A stock document together with the true-ups it causes, which come before it, and the balances they leave behind. */
export type Posting = {
  readonly document: StockDocument
  readonly trueUps: readonly StockDocument[]
  readonly changed: StockBook
}

export function stockKey({ itemId, valuationAreaId }: { itemId: ItemId; valuationAreaId: ValuationAreaId }): StockKey {
  return `${itemId}/${valuationAreaId}` as StockKey
}

export function bookOf(stocks: readonly BookedStock[]): Map<StockKey, BookedStock> {
  return new Map(stocks.map((stock) => [stockKey(stock), stock]))
}

/** Writes the next ledger line of an item in an area, and gives the balance after it. */
export function enter(
  stock: BookedStock,
  line: EntryLine,
  movement: Movement,
): { entry: StockEntry; stock: BookedStock } {
  const valuation = apply(stock.valuation, movement)
  const sequence = stock.lastSequence + 1n
  return {
    entry: { ...line, ...movement, sequence, quantityAfter: valuation.quantity, valueAfter: valuation.value },
    stock: { ...stock, lastSequence: sequence, valuation },
  }
}

/** What the counterpart is cleared with beyond the stock value; the template of the event knows who bears it. */
export function differenceOf({ clearingValue, value }: Pick<StockEntry, 'clearingValue' | 'value'>): Money {
  return subtract(clearingValue, value)
}

export type MovedInWarehouse = {
  readonly companyId: string
  readonly itemId: ItemId
  readonly warehouseId: WarehouseId
  readonly quantity: Quantity
}
export type MovedInBin = MovedInWarehouse & { readonly locationId: LocationId | null; readonly lotId: LotId | null }

/** Quantity by item and warehouse that the documents add up to, for the warehouses' own counts. */
export function movedByWarehouse(documents: readonly StockDocument[]): MovedInWarehouse[] {
  return addedUp(documents, ({ itemId, warehouseId }) => ({ itemId, warehouseId }))
}

/** The same by location and lot, of the lines that name one. */
export function movedByBin(documents: readonly StockDocument[]): MovedInBin[] {
  return addedUp(documents, ({ itemId, warehouseId, locationId, lotId }) =>
    locationId === null && lotId === null ? undefined : { itemId, warehouseId, locationId, lotId },
  )
}

function addedUp<Place extends object>(
  documents: readonly StockDocument[],
  placeOf: (entry: StockEntry) => Place | undefined,
): (Place & { companyId: string; quantity: Quantity })[] {
  const moved = new Map<string, Place & { companyId: string; quantity: Quantity }>()
  for (const { companyId, entries } of documents)
    for (const entry of entries) {
      const place = placeOf(entry)
      if (!place || entry.quantity.isZero()) continue
      const key = Object.values(place).join('/')
      const quantity = addQuantity(moved.get(key)?.quantity ?? zeroQuantity, entry.quantity)
      moved.set(key, { ...place, companyId, quantity })
    }
  return [...moved.values()]
}

export function newStockDocumentId(): StockDocumentId {
  return newId() as StockDocumentId
}

export function newStockEntryId(): StockEntryId {
  return newId() as StockEntryId
}
