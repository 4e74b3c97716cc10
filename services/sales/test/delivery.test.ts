import {
  deliveryIssueKept,
  deliveryIssueRefused,
  type EventContract,
  type PayloadOf,
  type stockDocumentPosted,
} from '@erp/contracts'
import type { SagaFacts, StoredReply } from '@erp/messaging'
import { isRefusal, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { Delivery } from '../src/domain/delivery.ts'
import type { SalesOrder } from '../src/domain/sales-order.ts'
import { issueDelivery } from '../src/sagas/issue-delivery.ts'
import { takeBackDelivery } from '../src/sagas/take-back-delivery.ts'
import { noteLedgerBlocked, noteLedgerPosted, noteStockPosted } from '../src/use-cases/note-legs.ts'
import { type Company, lineId, must, useSales } from './support/sales.ts'

const { database, newCompany } = await useSales()

async function companyWithOrder(quantity = '10') {
  const company = await newCompany()
  return { company, order: await company.promised([{ quantity }]) }
}

/** A delivery that waits for inventory's answer. */
async function confirming(company: Company, order: SalesOrder, quantity: string): Promise<Delivery> {
  return must(await company.confirmsDelivery(must<Delivery>(await company.delivers(order, [quantity]))))
}

/** A delivery whose goods are gone, posted in stock and ledger. */
async function gone(company: Company, order: SalesOrder, quantity: string): Promise<Delivery> {
  const asked = await confirming(company, order, quantity)
  await answers(company, asked).done()
  await posted(company, asked)
  return company.deliveryNow(asked)
}

/** Inventory's part of the conversation, as the saga's engine passes it on. */
function answers(company: Company, { id, sagaId }: Delivery) {
  const { companyId } = company
  const saga: SagaFacts = { sagaId: must(sagaId), type: 'sales', version: 1, companyId, documentId: id }
  const data = {} as never
  const told = (contract: EventContract, reason: string, facts: object): StoredReply => ({
    ...{ type: contract.type, payload: { companyId, deliveryId: id, reason, facts } },
  })
  return {
    done: () => company.transact((unit) => issueDelivery.onCompleted(unit, saga, data)),
    refused: (reason: string, facts: Record<string, string> = {}) =>
      company.transact((unit) => issueDelivery.onRefused(unit, saga, data, told(deliveryIssueRefused, reason, facts))),
    nothing: () =>
      company.transact((unit) =>
        issueDelivery.onRefused(unit, saga, data, { type: 'timeout', payload: { step: 'issue' } }),
      ),
    stillNothing: () => company.transact((unit) => issueDelivery.onSuspended(unit, saga, data, 'NO_REPLY')),
    takenBack: () => company.transact((unit) => takeBackDelivery.onCompleted(unit, saga, data)),
    kept: (reason: string) =>
      company.transact((unit) => takeBackDelivery.onRefused(unit, saga, data, told(deliveryIssueKept, reason, {}))),
  }
}

function stockPosted(company: Company, { id, number }: Delivery): PayloadOf<typeof stockDocumentPosted> {
  return {
    ...{
      companyId: company.companyId,
      stockDocumentId: newId(),
      eventKind: 'SALES_DELIVERY',
      documentType: 'DELIVERY',
    },
    ...{ documentId: id, documentNumber: number, businessDate: '2026-10-21', currency: 'CNY', supplierId: null },
    ...{ warehouseId: company.warehouseId, lines: [] },
  }
}

const ofLedger = (company: Company, { id }: Delivery) => ({
  ...{ companyId: company.companyId, sourceEventId: newId(), documentType: 'DELIVERY' as const, documentId: id },
})

async function posted(company: Company, delivery: Delivery) {
  const voucher = { voucherId: newId(), voucherNumber: '记-2026-10-0001', postingDate: '2026-10-21', attempts: 1 }
  await company.transact((unit) => noteStockPosted(unit, [stockPosted(company, delivery)]))
  await company.transact((unit) => noteLedgerPosted(unit, [{ ...ofLedger(company, delivery), ...voucher }]))
}

const delivered = async (company: Company, order: SalesOrder) =>
  (await company.orderNow(order)).lines.map((line) => line.deliveredBaseQuantity.toFixed())

describe('a draft', () => {
  test('carries the lines named, or all that is open, and holds nothing', async () => {
    const company = await newCompany()
    const order = await company.promised([
      { quantity: '2', unit: 'BOX' },
      { quantity: '5', itemId: company.paint },
    ])
    const some = must<Delivery>(await company.delivers(order, ['0.5']))
    expect(some).toMatchObject({ number: 'DN-2026-000001', status: 'DRAFT', version: 1 })
    expect(some.lines.map(({ quantity, baseQuantity }) => [quantity.toFixed(), baseQuantity.toFixed()])).toEqual([
      ['0.5', '6'],
    ])
    expect(await delivered(company, order)).toEqual(['0', '0'])
    expect(await company.deliveryNow(some)).toEqual(some)

    await company.confirmsDelivery(some)
    const rest = must<Delivery>(await company.delivers(order, null))
    expect(rest.lines.map(({ quantity, unit }) => `${quantity.toFixed()} ${unit}`)).toEqual(['1.5 BOX', '5 PCS'])
  })

  test('is refused for more than is open, lines of others, repeated lines, and orders that are no promise', async () => {
    const { company, order } = await companyWithOrder('10')
    const other = await companyWithOrder()
    const draft = must<SalesOrder>(await company.drafts([{ quantity: '1' }]))
    const before = await company.everything()
    expect(await company.delivers(order, ['10.000001'])).toEqual({
      ...{ refusal: 'OverDelivery', salesOrderLineId: lineId(order, 0), path: ['input', 'lines', '0', 'quantity'] },
      ...{ ordered: '10', delivered: '0', requested: '10.000001', open: '10' },
    })
    expect(await company.delivers({ ...order, lines: other.order.lines }, ['1'])).toMatchObject({
      refusal: 'SalesOrderLineNotFound',
    })
    expect(await company.delivers({ ...order, lines: [...order.lines, ...order.lines] }, ['1', '1'])).toMatchObject({
      problem: 'NAMED_TWICE',
    })
    expect(await company.delivers(order, [])).toMatchObject({ problem: 'EMPTY' })
    expect(await company.delivers(order, ['0'])).toMatchObject({ refusal: 'QuantityInvalid' })
    expect(await company.delivers(other.order, ['1'])).toMatchObject({ refusal: 'SalesOrderNotFound' })
    expect(await company.delivers(draft, ['1'])).toMatchObject({ refusal: 'SalesOrderStatusWrong', status: 'DRAFT' })
    expect(await company.everything()).toEqual({ ...(before as object), audit: expect.anything() })
  })
})

describe('confirming', () => {
  test('holds the quantity on the order and asks inventory, what is kept for the order first, in one step', async () => {
    const { company, order } = await companyWithOrder('60')
    const asked = await confirming(company, order, '60')
    expect(asked).toMatchObject({ status: 'CONFIRMING', version: 2 })
    expect(await delivered(company, order)).toEqual(['60'])
    expect(await company.legsOf(asked)).toEqual([
      { kind: 'LEDGER', state: 'PENDING', reason_code: null },
      { kind: 'STOCK', state: 'PENDING', reason_code: null },
    ])
    expect(await database.rows`select type, payload from platform.outbox where aggregate_id = ${asked.sagaId}`).toEqual(
      [
        {
          type: 'inventory.issue-delivery.v1',
          payload: {
            ...{ companyId: company.companyId, deliveryId: asked.id, number: 'DN-2026-000001' },
            ...{ customerId: company.customer.id, warehouseId: company.warehouseId },
            ...{ deliveredOn: '2026-10-21', currency: 'CNY' },
            reservedFor: { documentType: 'SALES_ORDER', documentId: order.id },
            lines: [
              {
                ...{ lineId: lineId(asked, 0), itemId: company.desk, quantity: '60' },
                reservedLineId: lineId(order, 0),
              },
            ],
          },
        },
      ],
    )
  })

  test('of two deliveries of the last quantity at once one goes, and the other is told what is open', async () => {
    const { company, order } = await companyWithOrder('10')
    const drafts = [
      must<Delivery>(await company.delivers(order, ['6'])),
      must<Delivery>(await company.delivers(order, ['6'])),
    ]
    const outcomes = await Promise.all(drafts.map((draft) => company.confirmsDelivery(draft)))
    expect(outcomes.filter(isRefusal)).toMatchObject([{ refusal: 'OverDelivery', delivered: '6', open: '4' }])
    expect(await delivered(company, order)).toEqual(['6'])
  })

  test('is refused while finance could not post it, and for an order that has ended', async () => {
    const { company, order } = await companyWithOrder()
    const draft = must<Delivery>(await company.delivers(order, ['1']))
    expect(await company.confirmsDelivery({ ...draft, version: 2 })).toMatchObject({ refusal: 'StaleVersion' })
    expect(await company.confirmsDelivery({ ...draft, id: newId() })).toMatchObject({ refusal: 'DeliveryNotFound' })
    await company.tell.period('2026-10', 'CLOSED')
    expect(await company.confirmsDelivery(draft)).toMatchObject({ refusal: 'PeriodNotOpen', period: '2026-10' })
    await company.tell.period('2026-10', 'OPEN')
    await company.tell.template('SALES_DELIVERY', ['COGS', 'INV', 'NEW'])
    expect(await company.confirmsDelivery(draft)).toMatchObject({ refusal: 'AccountRuleMissing', accountKey: 'NEW' })
    await company.tell.template('SALES_DELIVERY', ['COGS', 'INV'])
    await company.tell.warehouse(false)
    expect(await company.confirmsDelivery(draft)).toMatchObject({ refusal: 'WarehouseInactive' })
    await company.tell.warehouse()
    await company.closes(order)
    expect(await company.confirmsDelivery(draft)).toMatchObject({ refusal: 'SalesOrderStatusWrong', status: 'CLOSED' })
    expect(await delivered(company, order)).toEqual(['0'])
  })
})

describe('inventory lets the goods go', () => {
  test('the delivery stands, is told, and its legs are posted once stock and ledger say so', async () => {
    const { company, order } = await companyWithOrder('10')
    const asked = await confirming(company, order, '4')
    await answers(company, asked).done()
    expect(await company.deliveryNow(asked)).toMatchObject({ status: 'CONFIRMED', version: 3 })
    expect(
      await database.rows`
        select payload ->> 'status' as status, payload -> 'lines' -> 0 ->> 'quantity' as quantity from platform.outbox
        where aggregate_id = ${asked.id} and type = 'sales.delivery.changed.v1'`,
    ).toEqual([{ status: 'CONFIRMED', quantity: '4' }])
    const held = { ...ofLedger(company, asked), reason: 'PERIOD_CLOSED', facts: { period: '2026-10' }, attempts: 1 }
    await company.transact((unit) => noteLedgerBlocked(unit, [held]))
    expect(await company.legsOf(asked)).toMatchObject([{ state: 'BLOCKED', reason_code: 'PERIOD_CLOSED' }, {}])
    await posted(company, asked)
    expect(await company.legsOf(asked)).toMatchObject([{ state: 'POSTED', reason_code: null }, { state: 'POSTED' }])
  })

  test('twice, or after the end: the second changes nothing', async () => {
    const { company, order } = await companyWithOrder()
    const asked = await confirming(company, order, '1')
    await answers(company, asked).done()
    const before = await company.everything()
    await expect(answers(company, asked).done()).rejects.toThrow('is not CONFIRMING')
    await expect(answers(company, asked).refused('STOCK_INSUFFICIENT')).rejects.toThrow('is not CONFIRMING')
    expect(await company.everything()).toEqual(before)
  })

  test('an order goods went out for can be closed and not given up', async () => {
    const { company, order } = await companyWithOrder()
    await gone(company, order, '1')
    expect(await company.cancels(order)).toEqual({ refusal: 'SalesOrderDelivered', salesOrderId: order.id })
    expect(await company.closes(order)).toMatchObject({ status: 'CLOSED' })
  })
})

describe('inventory does not', () => {
  test('but refuses: everything held is open again, and a clerk sees why and confirms anew or gives it up', async () => {
    const { company, order } = await companyWithOrder()
    const asked = await confirming(company, order, '2')
    await answers(company, asked).refused('STOCK_INSUFFICIENT', { available: '1', requested: '2' })
    const refused = await company.deliveryNow(asked)
    expect(refused).toMatchObject({ status: 'REFUSED', refusal: { reason: 'STOCK_INSUFFICIENT' }, version: 3 })
    expect(await delivered(company, order)).toEqual(['0'])
    expect(await company.legsOf(asked)).toMatchObject([{ state: 'REFUSED' }, { state: 'REFUSED' }])

    const again = must<Delivery>(await company.confirmsDelivery(refused))
    expect(again.sagaId).not.toBe(asked.sagaId)
    await expect(answers(company, asked).done()).rejects.toThrow('is not CONFIRMING')
    await answers(company, again).refused('STOCK_INSUFFICIENT')
    const dropped = must<Delivery>(await company.cancelsDelivery(await company.deliveryNow(asked)))
    expect(dropped).toMatchObject({ status: 'CANCELLED', refusal: null })
    expect(await company.cancels(order)).toMatchObject({ status: 'CANCELLED' })
  })

  test('and never answers: the issue was taken back, and the delivery has ended', async () => {
    const { company, order } = await companyWithOrder()
    const asked = await confirming(company, order, '2')
    await answers(company, asked).stillNothing()
    expect(await company.deliveryNow(asked)).toMatchObject({ status: 'CONFIRMING' })
    expect(await company.legsOf(asked)).toMatchObject([{ state: 'BLOCKED' }, { reason_code: 'NO_REPLY' }])
    await answers(company, asked).nothing()
    expect(await company.deliveryNow(asked)).toMatchObject({ status: 'CANCELLED', refusal: { reason: 'NO_ANSWER' } })
    expect(await delivered(company, order)).toEqual(['0'])
    await posted(company, asked)
    expect(await company.legsOf(asked)).toMatchObject([{ state: 'REFUSED' }, { state: 'REFUSED' }])
  })
})

describe('a confirmed delivery that is cancelled', () => {
  test('waits until its goods are back: they are open on the order again', async () => {
    const { company, order } = await companyWithOrder('10')
    const delivery = await gone(company, order, '4')
    const cancelling = must<Delivery>(await company.cancelsDelivery(delivery))
    expect(cancelling).toMatchObject({ status: 'CANCELLING' })
    expect(
      await database.rows`select type, payload from platform.outbox where aggregate_id = ${cancelling.sagaId}`,
    ).toEqual([
      {
        type: 'inventory.take-back-delivery.v1',
        payload: { companyId: company.companyId, deliveryId: delivery.id },
      },
    ])
    expect(await company.cancelsDelivery(cancelling)).toMatchObject({ refusal: 'DeliveryStatusWrong' })
    expect(await delivered(company, order)).toEqual(['4'])
    await posted(company, delivery)
    await answers(company, cancelling).takenBack()
    expect(await company.deliveryNow(delivery)).toMatchObject({ status: 'CANCELLED', refusal: null })
    expect(await delivered(company, order)).toEqual(['0'])
    expect(await company.legsOf(delivery)).toMatchObject([{ state: 'POSTED' }, { state: 'POSTED' }])
  })

  test('stands as it was when inventory keeps what it did, and says why', async () => {
    const { company, order } = await companyWithOrder('10')
    const delivery = await gone(company, order, '4')
    await answers(company, must<Delivery>(await company.cancelsDelivery(delivery))).kept('PERIOD_NOT_OPEN')
    expect(await company.deliveryNow(delivery)).toMatchObject({
      ...{ status: 'CONFIRMED', refusal: { reason: 'PERIOD_NOT_OPEN' } },
    })
    expect(await company.legsOf(delivery)).toMatchObject([{ state: 'POSTED' }, { state: 'POSTED' }])
    expect(await delivered(company, order)).toEqual(['4'])
  })

  test('is refused while its voucher is not posted', async () => {
    const { company, order } = await companyWithOrder('10')
    const asked = await confirming(company, order, '4')
    await answers(company, asked).done()
    expect(await company.cancelsDelivery(await company.deliveryNow(asked))).toEqual({
      ...{ refusal: 'DeliveryNotPosted', deliveryId: asked.id },
    })
  })
})

test('the database holds the last wall: no more goes out than was ordered', async () => {
  const { order } = await companyWithOrder('10')
  await expect(
    database.rows`update sales_order_line set delivered_base_quantity = 11 where id = ${lineId(order, 0)}`,
  ).rejects.toThrow('delivered_within_ordered')
})
