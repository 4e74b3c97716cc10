import { isRefusal, newId, refuse } from '@erp/values'
import type { Delivery } from '../domain/delivery.ts'
import { type DeliveryDraftRefused, type DeliveryInput, draftDelivery } from '../domain/draft-delivery.ts'
import { at } from '../domain/input.ts'
import type { SalesOrderNotFound } from '../domain/sales-order.ts'
import { insertDelivery } from '../store/deliveries.ts'
import { takeNumber } from '../store/document-numbers.ts'
import { findSalesOrder } from '../store/sales-orders.ts'
import type { Unit } from './unit.ts'

/** Writes a draft of what goes out for a confirmed order: the lines named, or all that is still open. */
export async function createDelivery(
  { tx, now }: Unit,
  input: DeliveryInput & { readonly salesOrderId: string },
): Promise<Delivery | SalesOrderNotFound | DeliveryDraftRefused> {
  const { salesOrderId } = input
  const order = await findSalesOrder(tx, salesOrderId)
  if (!order) return at(refuse('SalesOrderNotFound', { salesOrderId }), 'salesOrderId')
  const draft = draftDelivery(input, { id: newId(), newLineId: newId, now }, order)
  if (isRefusal(draft)) return draft
  const delivery = { ...draft, number: await takeNumber(tx, order.companyId, 'DELIVERY', input.deliveredOn) }
  await insertDelivery(tx, delivery)
  return delivery
}
