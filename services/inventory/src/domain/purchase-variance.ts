import { type BusinessDate, type Currency, type Money, type Quantity, type Refusal, refuse } from '@erp/values'
import type { ItemId } from './item.ts'
import { shareLateCost, writeLateCost } from './late-cost.ts'
import { openPage } from './ledger-page.ts'
import type { GoodsFlow, ReceivedGoods } from './received-goods.ts'
import { type Counterpart, noCounterpart, type Posting, type StockBook } from './stock-document.ts'
import { type NotPostable, placeOf, type StockFacts, stockedItem } from './stock-facts.ts'
import type { QuantityNotPositive } from './stock-line.ts'
import type { Valuation } from './valuation.ts'
import type { WarehouseId } from './warehouse.ts'

/** What a supplier's invoice says goods cost beyond what their receipts said 采购发票差异; negative when they cost less. */
export type PurchaseVariance = {
  readonly companyId: string
  readonly supplierInvoiceId: string
  readonly number: string
  readonly supplierId: string
  readonly postedOn: BusinessDate
  readonly currency: Currency
  /** Set when the invoice is printed in another: its voucher owes the supplier all of it, so this clears what was received. */
  readonly printedCurrency?: Currency | undefined
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

/** Who bears a difference in price: account rules are told where it is a variance to standard cost, of which goods bear nothing. */
export function bearerOfVariance({ costing }: Pick<Valuation, 'costing'>): Counterpart {
  return { ...noCounterpart, expenseType: costing === 'STANDARD' ? 'STANDARD_COST' : null }
}

/** The business event that a variance is. */
export function eventOfVariance({ printedCurrency }: Pick<PurchaseVariance, 'printedCurrency'>) {
  return printedCurrency === undefined ? 'PURCHASE_VARIANCE' : 'FOREIGN_PURCHASE_VARIANCE'
}

/** What a variance depends on beside the balances: the receipt lines by their ids, and what left of them since. */
export type VarianceFacts = StockFacts & {
  readonly received: ReadonlyMap<string, ReceivedGoods>
  readonly flows: readonly GoodsFlow[]
}

/**
 * What a price variance does to stock (P2v): goods bear their share wherever they are by now, the rest belongs to those that
 * have left. A reduction takes no more than the goods carry.
 */
export function postPurchaseVariance(
  variance: PurchaseVariance,
  facts: VarianceFacts,
  book: StockBook,
): Posting | VarianceNotPostable {
  const { companyId, supplierInvoiceId, number, postedOn, currency, supplierId, lines } = variance
  const [first] = lines
  if (!first) throw new Error(`The variance of ${supplierInvoiceId} has no lines`)
  const document = placeOf({ companyId, currency, warehouseId: first.warehouseId }, facts)
  if ('refusal' in document) return document
  const page = openPage(
    {
      ...{ companyId, documentType: 'SUPPLIER_INVOICE', documentId: supplierInvoiceId },
      eventKind: eventOfVariance(variance),
      ...{ documentNumber: number, businessDate: postedOn, currency, supplierId, warehouseId: document.id },
    },
    book,
  )
  for (const { lineId, goodsReceiptId, goodsReceiptLineId, itemId, quantity, value } of lines) {
    const item = stockedItem(companyId, itemId, facts)
    if ('refusal' in item) return item
    if (!quantity.gt(0)) return refuse('QuantityNotPositive', { lineId })
    const goods = facts.received.get(goodsReceiptLineId)
    if (!goods) return refuse('GoodsReceiptNotPosted', { goodsReceiptId })

    const counterpart = bearerOfVariance(page.stockOf(item, goods.valuationAreaId).valuation)
    const shared = shareLateCost(page, item, { goods, quantity, value }, facts.flows)
    const refused = writeLateCost(page, { lineId, item, counterpart }, shared, facts)
    if (refused) return refused
  }
  return page.close()
}
