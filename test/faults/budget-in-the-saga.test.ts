import { eventually, startSystem } from '@erp/testing'
import { newId } from '@erp/values'
import { beforeEach, expect, test } from 'vitest'
import { budgets, month } from '../support/budgeting.ts'
import type { PurchaseOrder } from '../support/documents.ts'
import { today } from '../support/test-calendar.ts'
import { registerCompany } from '../support/test-company.ts'
import { createRandom } from './random.ts'
import { scrambleStreams } from './scrambled-streams.ts'

const random = createRandom()
const system = await startSystem()
const company = await registerCompany(system)
const { buyer, controller } = company
const procurement = system.database('procurement')
await budgets(company, [{ accountCode: '1405.01', period: month, amount: '1000.00' }])
await controller.change('SetBudgetControl', { level: 'BLOCK', span: 'PERIOD' })
await company.atRest()

const patient = { timeout: 180_000 }

beforeEach(() => system.start('finance'))

test('finance is away when an order is confirmed: the order waits for it, and is a promise then', patient, async () => {
  const draft = await drafted('10')
  await system.kill('finance')
  const order = await asked(draft)
  await eventually(async () => expect(await unsent()).toBe(0))
  expect(await statusOf(order)).toBe('CONFIRMING')
  await system.start('finance')
  await eventually(async () => expect(await statusOf(order)).toBe('CONFIRMED'), { withinMs: 60_000 })
  expect(await reservedFor(order)).toBe('10000')
})

test(
  'finance never answers, and hears of the undo before what it undoes, everything twice: nothing is reserved',
  patient,
  async () => {
    const draft = await drafted('20')
    await system.kill('finance')
    const order = await asked(draft)
    await loseHopeOf(order)
    await eventually(async () => expect(await unsent()).toBe(0))
    await scrambleStreams(system, ['finance'], random)
    await system.start('finance')
    await eventually(async () => expect(await statusOf(order)).toBe('HELD'), { withinMs: 60_000 })
    await company.atRest()
    expect(await reservedFor(order)).toBe('0')
    const [saga] = await procurement.rows`select status from platform.saga where document_id = ${order.id}`
    expect(saga).toEqual({ status: 'compensated' })
    const [held] = await procurement.rows<{
      version: number
    }>`select version from purchase_order where id = ${order.id}`
    await asked({ ...order, version: held?.version ?? 0 })
    await eventually(async () => expect(await statusOf(order)).toBe('CONFIRMED'), { withinMs: 60_000 })
    expect(await reservedFor(order)).toBe('20000')
  },
)

test(
  'finance hears late and out of order what a promise gave back: the newest counts, and all of it is let go at last',
  patient,
  async () => {
    const order = await asked(await drafted('30'))
    await eventually(async () => expect(await statusOf(order)).toBe('CONFIRMED'), { withinMs: 60_000 })
    const [promise] = await procurement.rows<{ version: number }>`
      select version from purchase_order where id = ${order.id}`
    await system.kill('finance')
    const less = await buyer.amends({ ...order, version: promise?.version ?? 0 }, '少订', ['25 × LAMP at 10.00'])
    const closing = { purchaseOrderId: order.id, expectedVersion: less.version, reason: '停产' }
    await buyer.change('ClosePurchaseOrderLines', closing)
    await eventually(async () => expect(await unsent()).toBe(0))
    await scrambleStreams(system, ['finance'], random)
    await system.start('finance')
    await eventually(async () => expect(await reservedFor(order)).toBe('0'), { withinMs: 60_000 })
    await company.atRest()
    expect(await reservedFor(order)).toBe('0')
  },
)

test(
  'finance is away while an order takes over what a requisition reserved, and hears late and twice what both say since',
  patient,
  async () => {
    const requisition = await requested('40')
    await eventually(async () => expect(await statusOf(requisition)).toBe('APPROVED'), { withinMs: 60_000 })
    expect(await reservedFor(requisition)).toBe('40000')
    const draft = await carriedDown(requisition, '30')
    await system.kill('finance')
    const order = await asked(draft)
    await eventually(async () => expect(await unsent()).toBe(0))
    await scrambleStreams(system, ['finance'], random)
    await system.start('finance')
    await eventually(async () => expect(await statusOf(order)).toBe('CONFIRMED'), { withinMs: 60_000 })
    expect([await reservedFor(requisition), await reservedFor(order)]).toEqual(['10000', '30000'])

    await system.kill('finance')
    const less = await buyer.amends(await seen(order), '少订', ['10 × LAMP at 10.00'])
    const { version: expectedVersion } = await seen(requisition)
    const closing = { requisitionId: requisition.id, expectedVersion, reason: '够了' }
    await buyer.change('ClosePurchaseRequisition', closing)
    const lines = { purchaseOrderId: order.id, expectedVersion: less.version, reason: '停产' }
    await buyer.change('ClosePurchaseOrderLines', lines)
    await eventually(async () => expect(await unsent()).toBe(0))
    await scrambleStreams(system, ['finance'], random)
    await system.start('finance')
    await company.atRest()
    expect([await reservedFor(requisition), await reservedFor(order)]).toEqual(['0', '0'])
  },
)

/** A requisition of so many lamps that is submitted; nothing is asked for that another service tells. */
async function requested(quantity: string): Promise<PurchaseOrder> {
  const line = { itemId: company.itemIds.get('LAMP'), quantity, unitPrice: '10', neededOn: today }
  const drafted = await buyer.change<PurchaseOrder>('CreatePurchaseRequisition', {
    ...{ requestedOn: today, purpose: '展厅', lines: [{ ...line, supplierId: company.supplierId }] },
  })
  await buyer.change('SubmitPurchaseRequisition', { requisitionId: drafted.id, expectedVersion: drafted.version })
  return drafted
}

async function carriedDown({ lines }: PurchaseOrder, quantity: string): Promise<PurchaseOrder> {
  const wanted = [{ requisitionLineId: lines.nodes[0]?.id, quantity, unitPrice: '10' }]
  const { taxCodeId } = company
  const [order] = await buyer.change<PurchaseOrder[]>('OrderRequisitions', {
    orderedOn: today,
    taxCodeId,
    lines: wanted,
  })
  if (!order) throw new Error('Nothing was ordered')
  return order
}

function drafted(quantity: string): Promise<PurchaseOrder> {
  return buyer.orders([`${quantity} × LAMP at 10.00`])
}

/** Begins to confirm it; nothing is asked for that another service tells. */
async function asked(order: PurchaseOrder): Promise<PurchaseOrder> {
  const input = { idempotencyKey: newId(), purchaseOrderId: order.id, expectedVersion: order.version }
  const { errors } = await buyer.send(
    `mutation ($input: ConfirmPurchaseOrderInput!) { confirmPurchaseOrder(input: $input) { userErrors { code } } }`,
    { input },
  )
  expect(errors).toEqual([])
  return order
}

async function statusOf({ id }: PurchaseOrder): Promise<string | undefined> {
  const [row] = await procurement.rows<{ status: string }>`
    select status from purchase_order where id = ${id}
    union all select status from purchase_requisition where id = ${id}`
  return row?.status
}

/** The document at the version it has now. */
async function seen(document: PurchaseOrder): Promise<PurchaseOrder> {
  const [row] = await procurement.rows<{ version: number }>`
    select version from purchase_order where id = ${document.id}
    union all select version from purchase_requisition where id = ${document.id}`
  return { ...document, version: row?.version ?? 0 }
}

/** Lets the time pass that a step is waited for, until the saga turns back. */
async function loseHopeOf({ id }: PurchaseOrder): Promise<void> {
  await eventually(
    async () => {
      await procurement.rows`
        update platform.saga set wake_at = now() where document_id = ${id} and status = 'running'`
      const [saga] = await procurement.rows<{ status: string }>`
        select status from platform.saga where document_id = ${id}`
      expect(saga?.status).toBe('compensating')
    },
    { withinMs: 60_000 },
  )
}

/** What is reserved of budgets for a document, in cents. */
async function reservedFor({ id }: PurchaseOrder): Promise<string> {
  const [row] = await system.database('finance').rows<{ open: string }>`
    select coalesce(sum(open_amount), 0)::text as open from budget_reservation where document_id = ${id}`
  return row?.open ?? ''
}

/** What procurement has written and the broker has not stored yet. */
async function unsent(): Promise<number> {
  const [row] = await procurement.rows<{ count: number }>`
    select count(*)::int as count from platform.outbox where published_at is null`
  return row?.count ?? 0
}
