import {
  type BusinessDate,
  type Currency,
  formatQuantity,
  type Money,
  negate,
  type Quantity,
  type Refusal,
  refuse,
} from '@erp/values'
import { returnToSupplier } from './costing.ts'
import type { ItemId } from './item.ts'
import { openPage } from './ledger-page.ts'
import { bearerOfVariance } from './purchase-variance.ts'
import { noCounterpart, type Posting, type StockBook } from './stock-document.ts'
import { type NotPostable, placeOf, type StockFacts, stockedItem } from './stock-facts.ts'
import { entryLineOf, type OnHand, type QuantityNotPositive, type StockShort, takeFrom } from './stock-line.ts'
import type { StockEntryId } from './valuation.ts'
import type { WarehouseId } from './warehouse.ts'

/**
 * Procurement's return 采购退货单: quantities and clearing values positive, clearing at the receipt's own value, or after the
 * invoice at what was charged.
 */
export type PurchaseReturn = {
  readonly companyId: string
  readonly purchaseReturnId: string
  readonly number: string
  readonly supplierId: string
  readonly warehouseId: WarehouseId
  readonly returnedOn: BusinessDate
  readonly currency: Currency
  readonly afterInvoice: boolean
  readonly lines: readonly {
    readonly lineId: string
    readonly goodsReceiptId: string
    readonly goodsReceiptLineId: string
    readonly purchaseOrderLineId?: string | undefined
    readonly itemId: ItemId
    readonly quantity: Quantity
    readonly clearingValue: Money
  }[]
}

/** What a return also depends on: which ledger entry received each receipt line, and what lies in the warehouse. */
export type ReturnFacts = StockFacts & {
  readonly receivedBy: ReadonlyMap<string, StockEntryId>
  readonly onHand: OnHand
}

export type PurchaseReturnNotPostable =
  | NotPostable
  | StockShort
  | QuantityNotPositive
  | Refusal<'GoodsReceiptNotPosted', { goodsReceiptId: string }>

/** The event that sending goods back is: before their invoice P4, after it P5. */
export function eventOfReturn({ afterInvoice }: Pick<PurchaseReturn, 'afterInvoice'>) {
  return afterInvoice ? 'PURCHASE_RETURN_INVOICED' : 'PURCHASE_RETURN_UNINVOICED'
}

/** What sending goods back does to stock. Refused whole when one line cannot leave. */
export function postPurchaseReturn(
  purchaseReturn: PurchaseReturn,
  facts: ReturnFacts,
  book: StockBook,
): Posting | PurchaseReturnNotPostable {
  const warehouse = placeOf(purchaseReturn, facts)
  if ('refusal' in warehouse) return warehouse

  const { companyId, purchaseReturnId, number, returnedOn, currency, supplierId, warehouseId } = purchaseReturn
  const page = openPage(
    {
      companyId,
      eventKind: eventOfReturn(purchaseReturn),
      documentType: 'PURCHASE_RETURN',
      documentId: purchaseReturnId,
      documentNumber: number,
      businessDate: returnedOn,
      currency,
      supplierId,
      warehouseId,
    },
    book,
  )
  const onHand = new Map(facts.onHand)
  for (const returned of purchaseReturn.lines) {
    const { lineId, goodsReceiptId, goodsReceiptLineId, purchaseOrderLineId, itemId, quantity, clearingValue } =
      returned
    const item = stockedItem(companyId, itemId, facts)
    if ('refusal' in item) return item
    if (!quantity.gt(0)) return refuse('QuantityNotPositive', { lineId })
    const layerId = facts.receivedBy.get(goodsReceiptLineId)
    if (!layerId) return refuse('GoodsReceiptNotPosted', { goodsReceiptId })

    const short = takeFrom(onHand, { itemId, warehouseId, quantity }, false)
    if (short) return short
    const stock = page.stockOf(item, warehouse.valuationAreaId)
    const movement = returnToSupplier(stock.valuation, { quantity, clearingValue, layerId })
    if ('refusal' in movement)
      return refuse('StockInsufficient', {
        itemId,
        available: movement.available,
        requested: formatQuantity(quantity),
      })
    const counterpart = purchaseReturn.afterInvoice ? bearerOfVariance(stock.valuation) : noCounterpart
    const origin = { originLineId: goodsReceiptLineId, purchaseOrderLineId }
    const line = { lineId, item, warehouse, quantity, counterpart, ...origin }
    page.write(stock, entryLineOf(line, negate(clearingValue)), movement)
  }
  return page.close()
}
