import { newId } from '@erp/values'
import { expect } from 'vitest'
import type { Delivery, SalesOrder } from '../support/documents.ts'
import { refusalOf, type UserError } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { untilSettled } from '../support/settled.ts'

const scenario = await useScenarios()

interface OrderOutcome {
  readonly salesOrderId: string
  readonly salesOrder: SalesOrder | null
  readonly userErrors: readonly UserError[]
}
interface DeliveryOutcome {
  readonly deliveryId: string
  readonly delivery: Delivery | null
  readonly userErrors: readonly UserError[]
}

const seenOrders = (orders: readonly SalesOrder[]) =>
  orders.map(({ id: salesOrderId, version: expectedVersion }) => ({ salesOrderId, expectedVersion }))
const seenDeliveries = (deliveries: readonly Delivery[]) =>
  deliveries.map(({ id: deliveryId, version: expectedVersion }) => ({ deliveryId, expectedVersion }))

scenario('Many orders and their deliveries are confirmed by one request each, each for itself', async ({ company }) => {
  const { buyer, storekeeper, sales } = company
  await storekeeper.receives(await buyer.agreesOn(['10 × LAMP at 10.00']), ['10 × LAMP'])
  await company.atRest()
  const drafts = [
    await sales.orders(['2 × LAMP at 18.00']),
    await sales.promises(['1 × LAMP at 18.00']),
    await sales.orders(['20 × LAMP at 18.00']),
    await sales.orders(['3 × LAMP at 18.00']),
  ]
  const input = { idempotencyKey: newId(), salesOrders: seenOrders(drafts), waitMs: 10_000 }
  const outcomes = await sales.change<OrderOutcome[]>('ConfirmSalesOrders', input)
  expect(outcomes.map(({ salesOrderId }) => salesOrderId)).toEqual(drafts.map(({ id }) => id))
  expect(outcomes[1]).toMatchObject({
    salesOrder: null,
    userErrors: [{ code: 'SALES_ORDER_STATUS_WRONG', path: ['input', 'salesOrders', '1'], orderStatus: 'CONFIRMED' }],
  })
  const orders: SalesOrder[] = []
  for (const { salesOrder } of outcomes)
    if (salesOrder) orders.push(await untilSettled(sales, 'SalesOrder', salesOrder))
  expect(orders.map(({ status, holdCode }) => [status, holdCode])).toEqual([
    ['CONFIRMED', null],
    ['HELD', 'STOCK_NOT_AVAILABLE'],
    ['CONFIRMED', null],
  ])

  const kept = orders.filter(({ status }) => status === 'CONFIRMED')
  const notes = [await sales.sends(kept[0] as SalesOrder), await sales.sends(kept[1] as SalesOrder)]
  const stale = seenDeliveries(notes).map((seen, place) => (place === 1 ? { ...seen, expectedVersion: 7 } : seen))
  const halfStale = { idempotencyKey: newId(), deliveries: stale, waitMs: 10_000 }
  const first = await sales.change<DeliveryOutcome[]>('ConfirmDeliveries', halfStale)
  const [gone] = first.map(({ delivery }) => delivery)
  await untilSettled(sales, 'Delivery', gone as Delivery)
  expect(first[1]).toMatchObject({
    delivery: null,
    userErrors: [{ code: 'STALE_VERSION', path: ['input', 'deliveries', '1'], currentVersion: 1 }],
  })

  // The same request once more does nothing twice; what was refused is tried again.
  await sales.lets(notes[1] as Delivery)
  await company.atRest()
  const numbers = await company.voucherNumbers()
  const again = await sales.change<DeliveryOutcome[]>('ConfirmDeliveries', halfStale)
  expect(again).toMatchObject([
    { delivery: { id: gone?.id, status: 'CONFIRMED' }, userErrors: [] },
    { delivery: null, userErrors: [{ code: 'DELIVERY_STATUS_WRONG', deliveryStatus: 'CONFIRMED' }] },
  ])
  expect(await company.voucherNumbers()).toEqual(numbers)
  expect(await company.stockOf('LAMP')).toEqual({ MAIN: '5 / 50.00' })
  for (const note of notes) expect(await company.entriesOf(note)).toHaveLength(1)
})

scenario('A request that names nothing, too much or the same twice tries nothing', async ({ company }) => {
  const { sales } = company
  const draft = await sales.orders(['1 × LAMP at 18.00'])
  const before = await company.everything()
  const [seen] = seenOrders([draft])
  const problemOf = async (salesOrders: readonly unknown[]) =>
    (await refusalOf(sales.change('ConfirmSalesOrders', { salesOrders }))).problem
  expect(await problemOf([])).toBe('EMPTY')
  expect(await problemOf([seen, seen])).toBe('NAMED_TWICE')
  const many = Array.from({ length: 201 }, () => ({ salesOrderId: newId(), expectedVersion: 1 }))
  expect(await problemOf(many)).toBe('TOO_MANY')
  expect(await company.everything()).toEqual(before)
})
