import { eventually, startSystem } from '@erp/testing'
import { expect, test } from 'vitest'
import { type ApprovedDocument, byController, hasApproved, signs, taskOf } from '../support/approving.ts'
import type { SalesOrder } from '../support/documents.ts'
import { today } from '../support/test-calendar.ts'
import { registerCompany } from '../support/test-company.ts'
import { createRandom } from './random.ts'
import { scrambleStreams } from './scrambled-streams.ts'

const random = createRandom()
const system = await startSystem()
const company = await registerCompany(system)
const { sales, buyer, storekeeper, controller } = company
await storekeeper.receives(await buyer.agreesOn(['100 × LAMP at 10.00']), ['100 × LAMP'])
await hasApproved(company, 'SALES_ORDER', [{ levels: [byController] }])
await hasApproved(company, 'STOCK_MOVEMENT', [{ levels: [byController] }])

test('identity is away while an order is asked for, changed and asked for again, and hears all of it twice in no order', {
  timeout: 240_000,
}, async () => {
  await controller.session()
  const draft = await sales.orders(['10 × LAMP at 20.00'])
  await system.kill('identity')
  const first = await asks(draft)
  expect(first.status).toBe('PENDING_APPROVAL')
  const second = await asks(await sales.changes(first, ['20 × LAMP at 20.00']))
  await eventually(async () => expect(await unsent('sales')).toBe(0), { withinMs: 60_000 })
  await scrambleStreams(system, ['identity'], random)
  await system.start('identity')

  const standing = async () =>
    system.database('identity').rows`
      select amount_minor::text as amount, status from approval_requests
      where document_id = ${draft.id}::uuid and status <> 'WITHDRAWN'`
  await eventually(async () => expect(await standing()).toEqual([{ amount: '45200', status: 'RUNNING' }]), {
    withinMs: 60_000,
  })
  expect(await signs(controller, second)).toMatchObject({ status: 'APPROVED' })
  await eventually(async () => expect(await statusOf(second)).toBe('CONFIRMED'), { withinMs: 60_000 })
  await company.atRest()
  expect(await standing()).toEqual([{ amount: '45200', status: 'APPROVED' }])
  const [open] = await system.database('sales').rows<{ count: number }>`
      select count(*)::int as count from platform.saga where document_id = ${draft.id}::uuid and ended_at is null`
  expect(open).toEqual({ count: 0 })
})

test('inventory dies while a decision is on its way to it, and scraps what was approved once, at what it carries', {
  timeout: 240_000,
}, async () => {
  const lamp = { itemId: company.itemIds.get('LAMP'), warehouseId: company.warehouses.get('MAIN')?.id }
  const draft = await storekeeper.change<ApprovedDocument>('CreateMiscellaneousMovement', {
    ...{ kind: 'SCRAP', businessDate: today, reason: 'Broken', lines: [{ ...lamp, quantity: '3' }] },
  })
  await system.kill('identity')
  const waiting = await storekeeper.change<ApprovedDocument>('ConfirmMiscellaneousMovement', {
    ...{ documentId: draft.id, expectedVersion: draft.version },
  })
  expect(waiting.status).toBe('PENDING_APPROVAL')
  await eventually(async () => expect(await unsent('inventory')).toBe(0), { withinMs: 60_000 })
  await scrambleStreams(system, ['identity'], random)
  await system.start('identity')
  await taskOf(controller, waiting)
  await system.kill('inventory')
  expect(await signs(controller, waiting)).toMatchObject({ status: 'APPROVED' })
  await eventually(async () => expect(await unsent('identity')).toBe(0), { withinMs: 60_000 })
  await system.start('inventory')

  const inventory = system.database('inventory')
  const scrapped = () => inventory.rows`
    select d.status, e.quantity::float, e.value::text from inventory_document d
    left join stock_document s on s.document_id = d.id left join stock_entry e on e.stock_document_id = s.id
    where d.id = ${draft.id}::uuid`
  const once = [{ status: 'CONFIRMED', quantity: -3, value: '-3000' }]
  await eventually(async () => expect(await scrapped()).toEqual(once), { withinMs: 60_000 })
  await company.atRest()
  expect(await scrapped()).toEqual(once)
  expect(await company.reconciliation()).toMatchObject({ difference: '0.00', inFlightValue: '0.00' })
})

function asks({ id, version }: SalesOrder): Promise<SalesOrder> {
  return sales.change('ConfirmSalesOrder', { salesOrderId: id, expectedVersion: version })
}

async function statusOf({ id }: SalesOrder): Promise<string | undefined> {
  const [row] = await system.database('sales').rows<{ status: string }>`select status from sales_order where id = ${id}`
  return row?.status
}

/** What a service has written and the broker has not stored yet. */
async function unsent(service: 'identity' | 'inventory' | 'sales'): Promise<number> {
  const [row] = await system.database(service).rows<{ count: number }>`
    select count(*)::int as count from platform.outbox where published_at is null`
  return row?.count ?? 0
}
