import {
  type BusinessDate,
  type Currency,
  type Money,
  type Quantity,
  type Refusal,
  refuse,
  zeroQuantity,
} from '@erp/values'
import type { ItemId } from './item.ts'
import { openPage } from './ledger-page.ts'
import { noCounterpart, type Posting, type StockBook } from './stock-document.ts'
import { type NotPostable, placeOf, type StockFacts, stockedItem } from './stock-facts.ts'
import { entryLineOf, type QuantityNotPositive } from './stock-line.ts'
import type { StockEntryId } from './valuation.ts'
import { bearLateCost } from './value-changes.ts'
import type { WarehouseId } from './warehouse.ts'

/** What a supplier's invoice says goods cost beyond what their receipts said 采购发票差异; negative when they cost less. */
export type PurchaseVariance = {
  readonly companyId: string
  readonly supplierInvoiceId: string
  readonly number: string
  readonly supplierId: string
  readonly postedOn: BusinessDate
  readonly currency: Currency
  readonly lines: readonly {
    readonly lineId: string
    readonly goodsReceiptId: string
    readonly goodsReceiptLineId: string
    readonly itemId: ItemId
    readonly warehouseId: WarehouseId
    /** What the invoice charges of the receipt line. */
    readonly quantity: Quantity
    readonly value: Money
  }[]
}

export type VarianceNotPostable =
  | NotPostable
  | QuantityNotPositive
  | Refusal<'GoodsReceiptNotPosted', { goodsReceiptId: string }>

/** Tells account rules that goods at standard cost bear nothing, so that all of it is a variance to that cost. */
const standardCost = 'STANDARD_COST'

/** What a price variance does to stock (P2v): goods still there bear their share, the rest belongs to those that have left. */
export function postPurchaseVariance(
  variance: PurchaseVariance,
  facts: StockFacts & { readonly receivedBy: ReadonlyMap<string, StockEntryId> },
  book: StockBook,
): Posting | VarianceNotPostable {
  const { companyId, supplierInvoiceId, number, postedOn, currency, supplierId, lines } = variance
  const [first] = lines
  if (!first) throw new Error(`The variance of ${supplierInvoiceId} has no lines`)
  const page = openPage(
    {
      ...{ companyId, eventKind: 'PURCHASE_VARIANCE', documentType: 'SUPPLIER_INVOICE', documentId: supplierInvoiceId },
      ...{ documentNumber: number, businessDate: postedOn, currency, supplierId, warehouseId: first.warehouseId },
    },
    book,
  )
  for (const { lineId, goodsReceiptId, goodsReceiptLineId, itemId, warehouseId, quantity, value } of lines) {
    const warehouse = placeOf({ companyId, currency, warehouseId }, facts)
    if ('refusal' in warehouse) return warehouse
    const item = stockedItem(companyId, itemId, facts)
    if ('refusal' in item) return item
    if (!quantity.gt(0)) return refuse('QuantityNotPositive', { lineId })
    const layerId = facts.receivedBy.get(goodsReceiptLineId)
    if (!layerId) return refuse('GoodsReceiptNotPosted', { goodsReceiptId })

    const stock = page.stockOf(item, warehouse.valuationAreaId)
    const { movement } = bearLateCost(stock.valuation, { quantity, value, layerId })
    const expenseType = stock.valuation.costing === 'STANDARD' ? standardCost : null
    const line = { lineId, item, warehouse, quantity: zeroQuantity, counterpart: { ...noCounterpart, expenseType } }
    page.write(stock, entryLineOf(line, value), movement)
  }
  return page.close()
}
