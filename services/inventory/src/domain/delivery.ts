import type { BusinessDate, Currency, Quantity } from '@erp/values'
import type { ItemId } from './item.ts'
import { openPage } from './ledger-page.ts'
import type { Posting, StockBook } from './stock-document.ts'
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
  /** The document that goods were kept for. */
  readonly reservedFor?: { readonly documentType: string; readonly documentId: string } | undefined
  readonly lines: readonly {
    readonly lineId: string
    readonly itemId: ItemId
    readonly quantity: Quantity
    /** The line of that document whose reservation this uses up. */
    readonly reservedLineId?: string | undefined
    readonly lotId?: LotId | undefined
    readonly locationId?: LocationId | undefined
  }[]
}

export type DeliveryNotPostable = NotPostable | NotIssuable

/** What a delivery does to stock (S1): each line leaves at what it carries. Refused whole when one line cannot leave. */
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
      eventKind: 'SALES_DELIVERY',
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
  for (const { itemId, ...line } of delivery.lines) {
    const item = stockedItem(companyId, itemId, facts)
    if ('refusal' in item) return item
    const entry = issueLine(page, { ...line, item, warehouse }, issue)
    if ('refusal' in entry) return entry
  }
  return page.close()
}
