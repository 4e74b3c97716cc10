import { eventually, startSystem } from '@erp/testing'
import { newId } from '@erp/values'
import { beforeEach, expect, test } from 'vitest'
import type { SalesOrder } from '../support/documents.ts'
import { registerCompany } from '../support/test-company.ts'
import { createRandom } from './random.ts'
import { scrambleStreams } from './scrambled-streams.ts'

const random = createRandom()
const system = await startSystem()
const company = await registerCompany(system)
const { sales, buyer, storekeeper } = company
await storekeeper.receives(await buyer.agreesOn(['1000 × LAMP at 10.00']), ['1000 × LAMP'])
await company.atRest()

const patient = { timeout: 180_000 }

beforeEach(() => Promise.all((['sales', 'finance', 'inventory'] as const).map(system.start)))

test(
  'finance is away when an order is confirmed: the order waits for it, and then for its goods',
  patient,
  async () => {
    const draft = await drafted()
    await system.kill('finance')
    const order = await asked(draft)
    await eventually(async () => expect(await unsent()).toBe(0))
    expect(await statusOf(order)).toBe('CONFIRMING')
    await system.start('finance')
    await eventually(async () => expect(await statusOf(order)).toBe('CONFIRMED'), { withinMs: 60_000 })
    expect(await heldFor(order)).toEqual({ credit: '22600', goods: '10' })
  },
)

test(
  'inventory never answers: the credit is given back and the order held; an answer that is late changes nothing',
  patient,
  async () => {
    const draft = await drafted()
    await system.kill('inventory')
    const order = await asked(draft)
    await eventually(async () => expect(await heldFor(order)).toEqual({ credit: '22600', goods: '0' }))
    await loseHopeOf(order)
    expect(await statusOf(order)).toBe('CONFIRMING')
    await system.start('inventory') // takes the four askings and the undo in the order they were sent
    await eventually(async () => expect(await statusOf(order)).toBe('HELD'), { withinMs: 60_000 })
    await company.atRest()
    expect(await heldFor(order)).toEqual({ credit: '0', goods: '0' })
  },
)

test(
  'finance never answers, and hears of the undo before what it undoes, everything twice: nothing is held',
  patient,
  async () => {
    const draft = await drafted()
    await system.kill('finance')
    const order = await asked(draft)
    await loseHopeOf(order)
    await eventually(async () => expect(await unsent()).toBe(0))
    await scrambleStreams(system, ['finance'], random)
    await system.start('finance')
    await eventually(async () => expect(await statusOf(order)).toBe('HELD'), { withinMs: 60_000 })
    await company.atRest()
    expect(await heldFor(order)).toEqual({ credit: '0', goods: '0' })
    const [saga] = await system.database('sales').rows`select status from platform.saga where document_id = ${order.id}`
    expect(saga).toEqual({ status: 'compensated' })
  },
)

/** An order of 226.00. */
function drafted(): Promise<SalesOrder> {
  return sales.orders(['10 × LAMP at 20.00'])
}

/** Begins to confirm it; nothing is asked for that another service tells. */
async function asked(order: SalesOrder): Promise<SalesOrder> {
  const input = { idempotencyKey: newId(), salesOrderId: order.id, expectedVersion: order.version }
  const { errors } = await sales.send(
    `mutation ($input: ConfirmSalesOrderInput!) { confirmSalesOrder(input: $input) { userErrors { code } } }`,
    { input },
  )
  expect(errors).toEqual([])
  return order
}

async function statusOf({ id }: SalesOrder): Promise<string | undefined> {
  const [row] = await system.database('sales').rows<{ status: string }>`select status from sales_order where id = ${id}`
  return row?.status
}

/** Lets the time pass that a step is waited for, until the saga turns back. */
async function loseHopeOf({ id }: SalesOrder): Promise<void> {
  const { rows } = system.database('sales')
  await eventually(
    async () => {
      await rows`update platform.saga set wake_at = now() where document_id = ${id} and status = 'running'`
      const [saga] = await rows<{ status: string }>`select status from platform.saga where document_id = ${id}`
      expect(saga?.status).toBe('compensating')
    },
    { withinMs: 60_000 },
  )
}

/** What is held for an order of the customer's credit, in cents, and of the goods. */
async function heldFor({ id }: SalesOrder): Promise<{ credit: string; goods: string }> {
  const [credit] = await system.database('finance').rows<{ held: string }>`
    select coalesce(sum(amount - charged), 0)::text as held from credit_hold where document_id = ${id} and ended_at is null`
  const [goods] = await system.database('inventory').rows<{ kept: string }>`
    select trim_scale(coalesce(sum(open_quantity), 0))::text as kept from stock_reservation where document_id = ${id}`
  return { credit: credit?.held ?? '', goods: goods?.kept ?? '' }
}

/** What sales has written and the broker has not stored yet. */
async function unsent(): Promise<number> {
  const [row] = await system.database('sales').rows<{ count: number }>`
    select count(*)::int as count from platform.outbox where published_at is null`
  return row?.count ?? 0
}
