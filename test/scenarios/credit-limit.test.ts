import { eventually } from '@erp/testing'
import { expect } from 'vitest'
import type { SalesOrder } from '../support/documents.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

scenario(
  'An order that the credit does not cover waits until somebody lets it through',
  async ({ company }) => {
    const { sales, biller, controller } = company
    await limited(company, '1000.00')
    await stocked(company, '100 × LAMP at 10.00')
    const first = await sales.promises(['30 × LAMP at 20.00'])
    expect(first).toMatchObject({
      status: 'CONFIRMED',
      legs: [
        { kind: 'STOCK', state: 'POSTED' },
        { kind: 'CREDIT', state: 'POSTED' },
      ],
    })
    const second = await sales.promises(['20 × LAMP at 20.00'])
    expect(second).toMatchObject({
      ...{ status: 'HELD', holdCode: 'CREDIT_LIMIT_EXCEEDED' },
      holdReason: expect.stringContaining('credit does not cover'),
      legs: [
        { kind: 'STOCK', state: 'REFUSED', reasonCode: 'TAKEN_BACK' },
        { kind: 'CREDIT', state: 'REFUSED', reasonCode: 'CREDIT_LIMIT_EXCEEDED' },
      ],
    })
    expect(await sales.ask('CreditOfOrder', { id: second.id })).toMatchObject({
      salesOrder: {
        creditShortfall: {
          ...{ limit: { amount: '1000.00' }, used: { amount: '678.00' } },
          ...{ asked: { amount: '452.00' }, available: { amount: '322.00' } },
        },
      },
    })
    expect(await kept(company)).toBe('30 of 100')

    const delivery = await sales.delivers(first, ['10 × LAMP'])
    await biller.charges(delivery)
    await company.atRest()
    expect(await creditOf(company)).toMatchObject({
      ...{ limit: '1000.00', receivable: '226.00', held: '452.00', used: '678.00', available: '322.00' },
      holds: [`${first.number} CONFIRMED 678.00 − 226.00 = 452.00`],
    })

    expect(await refusalOf(controller.change('OverrideCreditHold', through(first)))).toMatchObject({
      code: 'SALES_ORDER_NOT_HELD_FOR_CREDIT',
    })
    const asked = await controller.change<SalesOrder>('OverrideCreditHold', { ...through(second), waitMs: 10_000 })
    expect(asked).toMatchObject({
      status: 'CONFIRMED',
      creditOverride: { reason: 'Known for years', overriddenBy: { displayName: 'controller' } },
    })
    await company.atRest()
    expect(await creditOf(company)).toMatchObject({
      ...{ held: '904.00', used: '1130.00', available: '-130.00' },
      holds: [
        `${first.number} CONFIRMED 678.00 − 226.00 = 452.00`,
        `${second.number} CONFIRMED 452.00 − 0.00 = 452.00 despite the limit`,
      ],
    })

    await sales.cancels(asked)
    await sales.closes(await orderNow(company, first))
    await company.atRest()
    expect(await creditOf(company)).toMatchObject({
      receivable: '226.00',
      held: '0.00',
      available: '774.00',
      holds: [],
    })
    expect(await kept(company)).toBe('0 of 90')
  },
  180_000,
)

scenario(
  'Of many orders at once as many are confirmed as the credit covers',
  async ({ company }) => {
    const { sales } = company
    await limited(company, '500.00')
    await stocked(company, '100 × LAMP at 10.00')
    const drafts = await Promise.all(Array.from({ length: 6 }, () => sales.orders(['10 × LAMP at 20.00'])))
    const outcomes = await Promise.all(drafts.map((draft) => sales.confirms(draft)))
    const count = (status: string) => outcomes.filter((order) => order.status === status).length
    expect([count('CONFIRMED'), count('HELD')]).toEqual([2, 4])
    await company.atRest()
    expect(await creditOf(company)).toMatchObject({ held: '452.00', used: '452.00', available: '48.00' })
    expect(await kept(company)).toBe('20 of 100')
  },
  120_000,
)

scenario(
  'Credit is given back where the goods are missing, and held again once they are there',
  async ({ company }) => {
    const { sales, buyer, storekeeper } = company
    await limited(company, '1000.00')
    const bought = await buyer.agreesOn(['10 × LAMP at 10.00'])
    await storekeeper.receives(bought, ['5 × LAMP'])
    await company.atRest()
    const held = await sales.promises(['8 × LAMP at 20.00'])
    expect(held).toMatchObject({
      ...{ status: 'HELD', holdCode: 'STOCK_NOT_AVAILABLE' },
      legs: [
        { kind: 'STOCK', state: 'REFUSED', reasonCode: 'STOCK_NOT_AVAILABLE' },
        { kind: 'CREDIT', state: 'REFUSED', reasonCode: 'TAKEN_BACK' },
      ],
    })
    expect(await creditOf(company)).toMatchObject({ held: '0.00', available: '1000.00', holds: [] })
    await storekeeper.receives(bought, ['5 × LAMP'])
    await company.atRest()
    expect(await sales.confirms(held)).toMatchObject({ status: 'CONFIRMED' })
    expect(await creditOf(company)).toMatchObject({ held: '180.80', available: '819.20' })
  },
  120_000,
)

/** The customer may owe and have on order so much, and finance knows. */
async function limited(company: TestCompany, creditLimit: string): Promise<void> {
  const customerId = await company.sales.customerId()
  await company.controller.change('LimitCredit', { customerId, expectedVersion: 1, creditLimit })
  await eventually(async () => expect(await creditOf(company)).toMatchObject({ limit: creditLimit }))
}

async function stocked({ buyer, storekeeper, atRest }: TestCompany, line: string): Promise<void> {
  await storekeeper.receives(await buyer.agreesOn([line]), [line.split(' at ')[0] ?? line])
  await atRest()
}

function through({ id, version }: SalesOrder) {
  return { salesOrderId: id, expectedVersion: version, reason: 'Known for years' }
}

async function orderNow({ sales }: TestCompany, { id }: SalesOrder): Promise<SalesOrder> {
  return (await sales.ask<{ salesOrder: SalesOrder }>('SalesOrder', { id })).salesOrder
}

interface Amount {
  readonly amount: string
}
interface Hold {
  readonly salesOrder: { readonly number: string; readonly status: string }
  readonly amount: Amount
  readonly charged: Amount
  readonly open: Amount
  readonly despiteLimit: boolean
}

/** The figures of the customer's credit, and what holds it as `SO-2026-000001 CONFIRMED 678.00 − 226.00 = 452.00`. */
async function creditOf({ sales }: TestCompany): Promise<Record<string, unknown> | null> {
  const customerId = await sales.customerId()
  const { customerCredit } = await sales.ask<{
    customerCredit: (Record<string, Amount | null> & { holds: { nodes: Hold[] } }) | null
  }>('CustomerCredit', { customerId })
  if (!customerCredit) return null
  const { holds, ...figures } = customerCredit
  return {
    ...Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, figure?.amount ?? null])),
    holds: holds.nodes.map(
      ({ salesOrder, amount, charged, open, despiteLimit }) =>
        `${salesOrder.number} ${salesOrder.status} ${amount.amount} − ${charged.amount} = ${open.amount}${despiteLimit ? ' despite the limit' : ''}`,
    ),
  }
}

/** What of LAMP is kept of what is on hand. */
async function kept({ sales }: TestCompany): Promise<string> {
  const { item } = await sales.ask<{ item: { availability: Record<string, string> } }>('StockAvailability', {
    itemCode: 'LAMP',
  })
  const { onHand, reserved } = item.availability
  return `${reserved} of ${onHand}`
}
