import { type BusinessDate, type Decimal, isRefusal, type Money, type Refusal, zeroQuantity } from '@erp/values'
import type { Customer } from './customer.ts'
import type { DeliveryLine, NewDelivery } from './delivery.ts'
import { type InvalidInput, invalid, textProblem } from './input.ts'
import type { WarehouseFacts } from './replicated-facts.ts'
import {
  type CustomerInactive,
  lineCountProblem,
  totalsOf,
  type WarehouseInactive,
  whyNotSellable,
} from './sales-order.ts'
import { type LineRefused, type NewLine, type PricingFacts, priceLine } from './sales-order-line.ts'

/** What goods that are given away would have sold for 视同销售, and the output VAT that is due on it. */
export interface GiftTerms {
  /** For one of the line's unit; with tax in it when `pricesIncludeTax`. */
  readonly unitPrice: Decimal
  readonly pricesIncludeTax: boolean
  /** Where the price was taken from; null where somebody gave it. */
  readonly priceListId: string | null
  readonly taxCodeId: string
  readonly taxRatePercent: Decimal
  readonly net: Money
  readonly tax: Money
}

/** What is given away is taken back as a whole, with its tax, or not at all. */
export type GiftNotReturnable = Refusal<'GiftNotReturnable', { deliveryLineId: string; path: readonly string[] }>

export type GiftLineInput = Omit<NewLine, 'discountPercent' | 'quotationLineId'>

/** What a person says about goods that are given away. */
export interface GiftInput {
  readonly givenOn: BusinessDate
  readonly reason: string
  readonly pricesIncludeTax: boolean
  readonly lines: readonly GiftLineInput[]
}

/** A draft of what is given to a customer: no order, no revenue, but tax on what it would have sold for. */
export function draftGift(
  { givenOn, reason, pricesIncludeTax, ...input }: GiftInput,
  context: {
    readonly id: string
    readonly companyId: string
    readonly customer: Customer
    readonly warehouse: WarehouseFacts
    readonly newLineId: () => string
    /** Null where an order earned it. */
    readonly givenBy: string | null
    readonly now: Date
  },
  facts: PricingFacts,
): NewDelivery | InvalidInput | LineRefused | CustomerInactive | WarehouseInactive {
  const { id, companyId, customer, warehouse, newLineId, givenBy, now } = context
  const notSellable = whyNotSellable(customer, warehouse)
  if (notSellable) return notSellable
  const withoutReason = textProblem(reason, 200)
  if (withoutReason) return invalid('reason', withoutReason)
  const problem = lineCountProblem(input.lines.length)
  if (problem) return invalid('lines', problem)

  const lines: (DeliveryLine & { readonly gift: GiftTerms })[] = []
  for (const [index, wanted] of input.lines.entries()) {
    const priced = priceLine(wanted, `lines.${index}`, facts)
    if (isRefusal(priced)) return priced
    const { itemId, unit, factor, quantity, baseQuantity, discountPercent: _, ...market } = priced
    lines.push({
      ...{ id: newLineId(), deliveryId: id, lineNumber: index + 1, salesOrderId: null, salesOrderLineId: null },
      ...{ itemId, unit, factor, quantity, baseQuantity, gift: { ...market, pricesIncludeTax }, promotionId: null },
      ...{ returnedBaseQuantity: zeroQuantity, invoicedBaseQuantity: zeroQuantity, creditedBaseQuantity: zeroQuantity },
    })
  }
  const { currency } = facts
  const totals = totalsOf(
    lines.map(({ gift }) => gift),
    currency,
  )
  if (isRefusal(totals)) return totals
  return {
    ...{
      id,
      companyId,
      kind: 'GIFT',
      status: 'DRAFT',
      customerId: customer.id,
      salesOrderId: null,
      giftReason: reason,
      earnedByOrderId: null,
      givenBy,
      approval: null,
    },
    ...{ warehouseId: warehouse.warehouseId, deliveredOn: givenOn, currency, costOfSales: 'AT_DELIVERY', lines },
    ...{ sagaId: null, refusal: null, version: 1, createdAt: now, confirmedAt: null },
  }
}
