import { type BusinessDate, Decimal, isRefusal, newId, refuse } from '@erp/values'
import type { Delivery } from '../domain/delivery.ts'
import { draftGift } from '../domain/gift.ts'
import { at, type InvalidInput, invalid } from '../domain/input.ts'
import { earnedGiftOf, type NothingEarned } from '../domain/promotion.ts'
import type {
  CustomerInactive,
  SalesOrderNotFound,
  WarehouseInactive,
  WarehouseUnknown,
} from '../domain/sales-order.ts'
import type { LineRefused } from '../domain/sales-order-line.ts'
import { findCustomer } from '../store/customers.ts'
import { insertDelivery } from '../store/deliveries.ts'
import { takeNumber } from '../store/document-numbers.ts'
import { findPromotedOrders } from '../store/promotions.ts'
import { findWarehouse } from '../store/replicated-facts.ts'
import { lockSalesOrder } from '../store/sales-orders.ts'
import { readPricingFacts } from './read-pricing-facts.ts'
import type { Unit } from './unit.ts'

/**
 * Writes a draft of all that an order has earned by promotions and that is not given yet: a gift as every other, from the order's
 * warehouse. The order is locked, so that nothing is given twice.
 */
export async function giveEarnedGifts(
  { tx, now, caller: { companyId } }: Unit,
  { salesOrderId, givenOn }: { readonly salesOrderId: string; readonly givenOn: BusinessDate },
): Promise<
  | Delivery
  | SalesOrderNotFound
  | NothingEarned
  | CustomerInactive
  | WarehouseUnknown
  | WarehouseInactive
  | InvalidInput
  | LineRefused
> {
  const order = await lockSalesOrder(tx, salesOrderId)
  if (!order) return refuse('SalesOrderNotFound', { salesOrderId })
  if (givenOn < order.orderedOn) return invalid('givenOn', 'BEFORE_THE_ORDER')
  const earned = (await findPromotedOrders(tx, [salesOrderId])).map(earnedGiftOf).filter(({ open }) => open.gt(0))
  if (earned.length === 0) return refuse('NothingEarned', { salesOrderId })
  const customer = await findCustomer(tx, order.customerId)
  const warehouse = await findWarehouse(tx, order.warehouseId)
  if (!customer) throw new Error(`The order ${salesOrderId} has no customer`)
  if (!warehouse) return at(refuse('WarehouseUnknown', { warehouseId: order.warehouseId }), 'salesOrderId')

  const lines = earned.map(({ open, promotion: { giftItemId, giftUnitPrice, giftTaxCodeId } }) => ({
    ...{ itemId: giftItemId, quantity: open.toFixed(), unitPrice: giftUnitPrice?.toFixed() ?? null },
    taxCodeId: giftTaxCodeId,
  }))
  const pricing = { currency: order.currency, pricesIncludeTax: false, orderedOn: givenOn }
  const facts = { ...(await readPricingFacts(tx, pricing, customer, lines)), discountPercent: new Decimal(0) }
  const codes = earned.map(({ promotion }) => promotion.code).join(', ')
  const reason = `${order.number}: ${codes}`.slice(0, 200).trimEnd()
  const context = { id: newId(), companyId, customer, warehouse, newLineId: newId, givenBy: null, now }
  const draft = draftGift({ givenOn, reason, pricesIncludeTax: false, lines }, context, facts)
  if (isRefusal(draft)) return draft
  const gift = {
    ...{ ...draft, earnedByOrderId: order.id, number: await takeNumber(tx, companyId, 'DELIVERY', givenOn) },
    lines: draft.lines.map((line, place) => ({ ...line, promotionId: earned[place]?.promotion.id ?? null })),
  }
  await insertDelivery(tx, gift)
  return gift
}
