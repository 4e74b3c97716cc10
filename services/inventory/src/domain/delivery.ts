import { type BusinessDate, type Currency, type Money, type Quantity, subtract } from '@erp/values'
import type { ItemId } from './item.ts'
import { openPage } from './ledger-page.ts'
import type { Posting, StockBook, StockEventKind } from './stock-document.ts'
import { type NotPostable, placeOf, type StockFacts, stockedItem } from './stock-facts.ts'
import { type IssueFacts, issueLine, type NotIssuable } from './stock-line.ts'
import type { LotId } from './valuation.ts'
import type { LocationId, WarehouseId } from './warehouse.ts'

/** Sales' delivery 发货单: quantities in base units. */
export type Delivery = {
  readonly companyId: string
  readonly deliveryId: string
  readonly number: string
  readonly customerId: string
  readonly warehouseId: WarehouseId
  readonly deliveredOn: BusinessDate
  readonly currency: Currency
  /** Given away 视同销售: whoever bears what the goods cost bears the output VAT on them too. */
  readonly givenAway?: boolean
  /** 发出商品: what the goods cost is no cost of sales before they are invoiced. */
  readonly shippedUninvoiced?: boolean
  /** The document that goods were kept for. */
  readonly reservedFor?: { readonly documentType: string; readonly documentId: string } | undefined
  readonly lines: readonly {
    readonly lineId: string
    readonly itemId: ItemId
    readonly quantity: Quantity
    /** Due on what goods that are given away would have sold for. */
    readonly outputTax?: Money | undefined
    /** The line of that document whose reservation this uses up. */
    readonly reservedLineId?: string | undefined
    readonly lotId?: LotId | undefined
    readonly locationId?: LocationId | undefined
  }[]
}

export type DeliveryNotPostable = NotPostable | NotIssuable

/** The event that finance posts: goods are sold, shipped and not sold before they are invoiced, or given away. */
export function eventKindOf({
  givenAway,
  shippedUninvoiced,
}: Pick<Delivery, 'givenAway' | 'shippedUninvoiced'>): StockEventKind {
  if (givenAway) return 'SALES_GIFT'
  return shippedUninvoiced ? 'GOODS_SHIPPED' : 'SALES_DELIVERY'
}

/** What a delivery does to stock (S1, S1', S6): each line leaves at what it carries. Refused whole when one line cannot leave. */
export function postDelivery(
  delivery: Delivery,
  { issue, ...facts }: StockFacts & { readonly issue: IssueFacts },
  book: StockBook,
): Posting | DeliveryNotPostable {
  const warehouse = placeOf(delivery, facts)
  if ('refusal' in warehouse) return warehouse

  const { companyId, deliveryId, number, deliveredOn, currency, customerId, warehouseId } = delivery
  const page = openPage(
    {
      companyId,
      eventKind: eventKindOf(delivery),
      documentType: 'DELIVERY',
      documentId: deliveryId,
      documentNumber: number,
      businessDate: deliveredOn,
      currency,
      supplierId: null,
      customerId,
      warehouseId,
    },
    book,
  )
  for (const { itemId, outputTax, ...line } of delivery.lines) {
    const item = stockedItem(companyId, itemId, facts)
    if ('refusal' in item) return item
    const entry = issueLine(
      page,
      { ...line, item, warehouse },
      outputTax ? { ...issue, clearing: (value) => subtract(value, outputTax) } : issue,
    )
    if ('refusal' in entry) return entry
  }
  return page.close()
}
