import {
  type BusinessDate,
  type Currency,
  formatQuantity,
  type Money,
  portion,
  type Quantity,
  type Refusal,
  refuse,
  subtract,
  subtractQuantity,
} from '@erp/values'
import type { ItemId } from './item.ts'
import { openPage } from './ledger-page.ts'
import type { BookedStock, Posting, StockBook } from './stock-document.ts'
import { type NotPostable, placeOf, type StockFacts, stockedItem } from './stock-facts.ts'
import { type CostUnknown, type NotReceivable, receiveLine } from './stock-line.ts'
import type { LotId, Pool } from './valuation.ts'
import type { LocationId, WarehouseId } from './warehouse.ts'

/** Sales' return from a customer 销售退货单: quantities in base units; a line names the delivery line its goods left with. */
export type SalesReturn = {
  readonly companyId: string
  readonly salesReturnId: string
  readonly number: string
  readonly customerId: string
  readonly warehouseId: WarehouseId
  readonly returnedOn: BusinessDate
  readonly currency: Currency
  readonly lines: readonly {
    readonly lineId: string
    readonly deliveryLineId: string | null
    readonly itemId: ItemId
    readonly quantity: Quantity
    /** What goods without a delivery line are worth where none of them is on hand. */
    readonly statedCost?: Money | undefined
    readonly lotId?: LotId | undefined
    readonly locationId?: LocationId | undefined
  }[]
}

/** What of each delivery line is still with the customer, and what that cost. */
export type StillOut = ReadonlyMap<string, Pool & { readonly itemId: ItemId }>

/** Goods come back out of cost of sales, or out of shipped goods. */
export type SalesReturnEventKind = 'SALES_RETURN' | 'SHIPPED_GOODS_RETURNED'

export type SalesReturnFacts = StockFacts & {
  readonly eventKind: SalesReturnEventKind
  readonly stillOut: StillOut
  /** What each item last cost, where nothing is on hand to tell. */
  readonly lastCosts: ReadonlyMap<string, Pool>
}

export type SalesReturnNotPostable =
  | NotPostable
  | NotReceivable
  | CostUnknown
  | Refusal<'DeliveryNotPosted', { deliveryLineId: string }>
  | Refusal<'ReturnedTooMuch', { deliveryLineId: string; returnable: string; requested: string }>

/**
 * What a return from a customer does to stock (S3): goods come in at their share of what the delivery cost, the last of
 * them with all that is left of it. Without a delivery, at what the item costs now; where none is on hand, at what was stated, or
 * at what it last cost.
 */
export function postSalesReturn(
  salesReturn: SalesReturn,
  facts: SalesReturnFacts,
  book: StockBook,
): Posting | SalesReturnNotPostable {
  const warehouse = placeOf(salesReturn, facts)
  if ('refusal' in warehouse) return warehouse

  const { companyId, salesReturnId, number, returnedOn, currency, customerId, warehouseId } = salesReturn
  const page = openPage(
    {
      companyId,
      eventKind: facts.eventKind,
      documentType: 'SALES_RETURN',
      documentId: salesReturnId,
      documentNumber: number,
      businessDate: returnedOn,
      currency,
      supplierId: null,
      customerId,
      warehouseId,
    },
    book,
  )
  const stillOut = new Map(facts.stillOut)
  for (const { itemId, deliveryLineId, statedCost, ...line } of salesReturn.lines) {
    const item = stockedItem(companyId, itemId, facts)
    if ('refusal' in item) return item
    if (!line.quantity.gt(0)) return refuse('QuantityNotPositive', { lineId: line.lineId })
    const value =
      deliveryLineId === null
        ? costNow(
            page.stockOf(item, warehouse.valuationAreaId),
            line.quantity,
            statedCost ?? facts.lastCosts.get(itemId),
          )
        : takeBackFrom(stillOut, { deliveryLineId, itemId, quantity: line.quantity })
    if ('refusal' in value) return value
    const originLineId = deliveryLineId ?? undefined
    const entry = receiveLine(page, { ...line, item, warehouse, originLineId }, value)
    if ('refusal' in entry) return entry
  }
  return page.close()
}

type Coming = { readonly deliveryLineId: string; readonly itemId: ItemId; readonly quantity: Quantity }

function takeBackFrom(stillOut: Map<string, Pool & { itemId: ItemId }>, { deliveryLineId, itemId, quantity }: Coming) {
  const out = stillOut.get(deliveryLineId)
  if (out?.itemId !== itemId) return refuse('DeliveryNotPosted', { deliveryLineId })
  if (out.quantity.lt(quantity))
    return refuse('ReturnedTooMuch', {
      deliveryLineId,
      returnable: formatQuantity(out.quantity),
      requested: formatQuantity(quantity),
    })
  const value = portion(out.value, quantity, out.quantity)
  stillOut.set(deliveryLineId, {
    itemId,
    quantity: subtractQuantity(out.quantity, quantity),
    value: subtract(out.value, value),
  })
  return value
}

function costNow(
  { itemId, valuation }: BookedStock,
  quantity: Quantity,
  otherwise: Money | Pool | undefined,
): Money | CostUnknown {
  const unit = valuation.quantity.gt(0) ? valuation : otherwise
  if (!unit) return refuse('CostUnknown', { itemId })
  return 'quantity' in unit ? portion(unit.value, quantity, unit.quantity) : unit
}
