import { expect } from 'vitest'
import {
  type ApprovedDocument,
  byController,
  documentOnce,
  hasApproved,
  signs,
  turnsDown,
} from '../support/approving.ts'
import type { SalesOrder } from '../support/documents.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()
const patient = 120_000

scenario(
  'An order that a rule lets pass is confirmed at once; a larger one keeps nothing until somebody signs it',
  async ({ company }) => {
    const { sales, controller } = company
    await sellsWithApproval(company)
    const small = await sales.promises(['30 × LAMP at 20.00'])
    expect(small).toMatchObject({
      status: 'CONFIRMED',
      legs: [
        { kind: 'STOCK', state: 'POSTED' },
        { kind: 'CREDIT', state: 'POSTED' },
        { kind: 'APPROVAL', state: 'POSTED' },
      ],
    })
    const large = await asked(company, await sales.orders(['60 × LAMP at 20.00']))
    expect(large).toMatchObject({ status: 'PENDING_APPROVAL', legs: [{ kind: 'APPROVAL', state: 'PENDING' }] })
    expect(await kept(company)).toBe('30 of 100')
    expect(await refusalOf(sales.sends(large))).toMatchObject({ code: 'SALES_ORDER_STATUS_WRONG' })

    expect(await signs(controller, large)).toMatchObject({ status: 'APPROVED' })
    const confirmed = await now(company, large, 'CONFIRMED')
    expect(confirmed).toMatchObject({
      legs: [
        { kind: 'STOCK', state: 'POSTED' },
        { kind: 'CREDIT', state: 'POSTED' },
        { kind: 'APPROVAL', state: 'POSTED' },
      ],
      approval: {
        ...{ status: 'APPROVED', amount: { amount: '1356.00' } },
        actions: [
          { action: 'REQUESTED', actor: { displayName: 'sales' } },
          { action: 'APPROVED', actor: { displayName: 'controller' } },
        ],
      },
    })
    expect(await kept(company)).toBe('90 of 100')
    const delivery = await sales.delivers({ ...large, version: confirmed.version }, ['60 × LAMP'])
    expect(await company.entriesOf(delivery)).toEqual([['Dr 6401 600.00', 'Cr 1405.01 600.00']])
  },
  patient,
)

scenario(
  'A rejected order comes back with its reason, and one that changes while it waits is asked for anew',
  async ({ company }) => {
    const { sales, controller } = company
    await sellsWithApproval(company)
    const order = await asked(company, await sales.orders(['60 × LAMP at 20.00']))
    await turnsDown(controller, order, 'Too cheap')
    const returned = await now(company, order, 'DRAFT')
    expect(returned.legs).toMatchObject([
      { kind: 'APPROVAL', state: 'REFUSED', reasonCode: 'APPROVAL_REJECTED', reason: 'Rejected: Too cheap' },
    ])

    const again = await asked(company, { ...order, version: returned.version })
    const waiting = await now(company, again, 'PENDING_APPROVAL')
    const changed = await sales.changes({ ...order, version: waiting.version }, ['60 × LAMP at 25.00'])
    expect(changed).toMatchObject({ status: 'DRAFT', legs: [{ reasonCode: 'APPROVAL_OUTDATED' }] })
    const last = await asked(company, changed)
    await company.atRest()
    const stale = { approvalId: waiting.approval?.id, expectedVersion: waiting.approval?.version }
    expect(await refusalOf(controller.change('Approve', stale))).toMatchObject({
      ...{ code: 'APPROVAL_ENDED', status: 'WITHDRAWN' },
    })
    await signs(controller, last)
    expect(await now(company, last, 'CONFIRMED')).toMatchObject({ approval: { amount: { amount: '1695.00' } } })
    expect(await kept(company)).toBe('60 of 100')
  },
  patient,
)

scenario(
  'What was approved and is held for want of goods needs no second signature; what is given up is withdrawn',
  async ({ company }) => {
    const { sales, controller, buyer, storekeeper } = company
    await sellsWithApproval(company)
    const order = await asked(company, await sales.orders(['120 × LAMP at 20.00']))
    await signs(controller, order)
    const held = await now(company, order, 'HELD')
    expect(held.legs).toMatchObject([
      { kind: 'STOCK', state: 'REFUSED', reasonCode: 'STOCK_NOT_AVAILABLE' },
      { kind: 'CREDIT', state: 'REFUSED', reasonCode: 'TAKEN_BACK' },
      { kind: 'APPROVAL', state: 'POSTED' },
    ])
    await storekeeper.receives(await buyer.agreesOn(['20 × LAMP at 10.00']), ['20 × LAMP'])
    await company.atRest()
    expect(await sales.confirms({ ...order, version: held.version })).toMatchObject({ status: 'CONFIRMED' })

    const unwanted = await asked(company, await sales.orders(['70 × LAMP at 20.00']))
    const waiting = await now(company, unwanted, 'PENDING_APPROVAL')
    expect(await sales.cancels(unwanted)).toMatchObject({ status: 'CANCELLED' })
    await company.atRest()
    expect(
      await refusalOf(controller.change('Approve', { approvalId: waiting.approval?.id, expectedVersion: 1 })),
    ).toMatchObject({ code: 'APPROVAL_ENDED', status: 'WITHDRAWN' })
    expect(await kept(company)).toBe('120 of 120')
  },
  patient,
)

/** 100 lamps in stock; orders below 1,000 pass, the controller signs the others. */
async function sellsWithApproval(company: TestCompany): Promise<void> {
  const { buyer, storekeeper } = company
  await storekeeper.receives(await buyer.agreesOn(['100 × LAMP at 10.00']), ['100 × LAMP'])
  await hasApproved(company, 'SALES_ORDER', [
    { condition: { amountBelow: '1000' }, levels: [] },
    { levels: [byController] },
  ])
}

/** The order as it is once it was asked to be confirmed, without waiting for anybody. */
function asked({ sales }: TestCompany, { id, version }: SalesOrder): Promise<SalesOrder> {
  return sales.change('ConfirmSalesOrder', { salesOrderId: id, expectedVersion: version })
}

function now({ sales }: TestCompany, order: { readonly id: string }, status: string) {
  return documentOnce<ApprovedDocument>(sales, 'SalesOrderApproval', order, status)
}

/** What of LAMP is kept of what is on hand. */
async function kept({ sales }: TestCompany): Promise<string> {
  const { item } = await sales.ask<{ item: { availability: Record<string, string> } }>('StockAvailability', {
    itemCode: 'LAMP',
  })
  const { onHand, reserved } = item.availability
  return `${reserved} of ${onHand}`
}
