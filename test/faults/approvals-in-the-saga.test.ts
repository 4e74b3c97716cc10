import { eventually, startSystem } from '@erp/testing'
import { expect, test } from 'vitest'
import { byController, hasApproved, signs } from '../support/approving.ts'
import type { SalesOrder } from '../support/documents.ts'
import { registerCompany } from '../support/test-company.ts'
import { createRandom } from './random.ts'
import { scrambleStreams } from './scrambled-streams.ts'

const random = createRandom()
const system = await startSystem()
const company = await registerCompany(system)
const { sales, buyer, storekeeper, controller } = company
await storekeeper.receives(await buyer.agreesOn(['100 × LAMP at 10.00']), ['100 × LAMP'])
await hasApproved(company, 'SALES_ORDER', [{ levels: [byController] }])

test('identity is away while an order is asked for, changed and asked for again, and hears all of it twice in no order', {
  timeout: 240_000,
}, async () => {
  await controller.session()
  const draft = await sales.orders(['10 × LAMP at 20.00'])
  await system.kill('identity')
  const first = await asks(draft)
  expect(first.status).toBe('PENDING_APPROVAL')
  const second = await asks(await sales.changes(first, ['20 × LAMP at 20.00']))
  await eventually(async () => expect(await unsent()).toBe(0), { withinMs: 60_000 })
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

function asks({ id, version }: SalesOrder): Promise<SalesOrder> {
  return sales.change('ConfirmSalesOrder', { salesOrderId: id, expectedVersion: version })
}

async function statusOf({ id }: SalesOrder): Promise<string | undefined> {
  const [row] = await system.database('sales').rows<{ status: string }>`select status from sales_order where id = ${id}`
  return row?.status
}

/** What sales has written and the broker has not stored yet. */
async function unsent(): Promise<number> {
  const [row] = await system.database('sales').rows<{ count: number }>`
    select count(*)::int as count from platform.outbox where published_at is null`
  return row?.count ?? 0
}
