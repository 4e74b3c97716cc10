import { eventually } from '@erp/testing'
import { expect } from 'vitest'
import type { SalesOrder } from '../support/documents.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

const bothPosted = [
  { kind: 'STOCK', state: 'POSTED' },
  { kind: 'CREDIT', state: 'POSTED' },
]

scenario('Of two orders for the last lamp one is kept and one is held, until there is another lamp', async (scene) => {
  const { company } = scene
  const { buyer, storekeeper, sales } = company
  const bought = await buyer.agreesOn(['2 × LAMP at 10.00'])
  await storekeeper.receives(bought, ['1 × LAMP'])
  const drafts = [await sales.orders(['1 × LAMP at 18.00']), await sales.orders(['1 × LAMP at 18.00'])]
  const outcomes = await Promise.all(drafts.map((draft) => sales.confirms(draft)))
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['CONFIRMED', 'HELD'])

  const held = pick(outcomes, 'HELD')
  expect(held).toMatchObject({
    holdCode: 'STOCK_NOT_AVAILABLE',
    holdReason: expect.stringContaining('0 of 1 can still be promised'),
    lines: { nodes: [{ item: { code: 'LAMP' }, availableBaseQuantity: '0' }] },
    legs: [
      { kind: 'STOCK', state: 'REFUSED', reasonCode: 'STOCK_NOT_AVAILABLE' },
      { kind: 'CREDIT', state: 'REFUSED', reasonCode: 'TAKEN_BACK' },
    ],
  })
  expect(pick(outcomes, 'CONFIRMED').legs).toMatchObject(bothPosted)
  expect(await kept(company)).toEqual('1 of 1')

  await storekeeper.receives(bought, ['1 × LAMP'])
  await company.atRest()
  expect(await sales.confirms(held)).toMatchObject({ id: held.id, status: 'CONFIRMED', holdCode: null })
  expect(await kept(company)).toEqual('2 of 2')
})

scenario('A held order can ask for less, or leave the goods to the others', async ({ company }) => {
  const { buyer, storekeeper, sales } = company
  await storekeeper.receives(await buyer.agreesOn(['5 × LAMP at 10.00']), ['5 × LAMP'])
  await company.atRest()
  const held = await sales.promises(['8 × LAMP at 18.00'])
  expect(held).toMatchObject({ status: 'HELD', lines: { nodes: [{ availableBaseQuantity: '5' }] } })
  expect(await kept(company)).toEqual('0 of 5')

  const changed = await sales.changes(held, ['5 × LAMP at 18.00'])
  expect(changed).toMatchObject({ status: 'DRAFT', gross: { amount: '101.70' } })
  const order = await sales.confirms(changed)
  expect(order).toMatchObject({ status: 'CONFIRMED' })
  expect(await kept(company)).toEqual('5 of 5')

  const another = await sales.promises(['1 × LAMP at 18.00'])
  expect(another.status).toBe('HELD')
  expect(await sales.cancels(another)).toMatchObject({ status: 'CANCELLED', holdCode: null })
  expect(await refusalOf(sales.confirms(another))).toMatchObject({ code: 'SALES_ORDER_STATUS_WRONG' })

  expect(await sales.cancels(order)).toMatchObject({ status: 'CANCELLED' })
  await eventually(async () => expect(await kept(company)).toEqual('0 of 5'))
})

scenario('An order that is closed lets go what is kept for it', async ({ company }) => {
  const { buyer, storekeeper, sales } = company
  await storekeeper.receives(await buyer.agreesOn(['5 × LAMP at 10.00']), ['5 × LAMP'])
  await company.atRest()
  const order = await sales.promises(['5 × LAMP at 18.00'])
  const closed = await sales.closes(order)
  expect(closed).toMatchObject({ status: 'CLOSED' })
  await company.atRest()
  expect(await kept(company)).toEqual('0 of 5')
  const { salesOrder } = await sales.ask<{ salesOrder: SalesOrder }>('SalesOrder', { id: order.id })
  expect(salesOrder.legs).toMatchObject(bothPosted)
})

function pick(orders: readonly SalesOrder[], status: string): SalesOrder {
  const found = orders.find((order) => order.status === status)
  if (!found) throw new Error(`No order is ${status}`)
  return found
}

/** What of LAMP is kept of what is on hand. */
async function kept({ sales }: TestCompany): Promise<string> {
  const { item } = await sales.ask<{ item: { availability: Record<string, string> } }>('StockAvailability', {
    itemCode: 'LAMP',
  })
  const { onHand, reserved } = item.availability
  return `${reserved} of ${onHand}`
}
