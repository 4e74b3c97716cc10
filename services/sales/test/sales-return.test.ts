import { salesReturnReceiptRefused } from '@erp/contracts'
import type { SagaFacts } from '@erp/messaging'
import { isRefusal, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { SalesReturn } from '../src/domain/sales-return.ts'
import { receiveSalesReturn } from '../src/sagas/receive-sales-return.ts'
import { cancelDelivery } from '../src/use-cases/cancel-delivery.ts'
import { cancelSalesReturn } from '../src/use-cases/cancel-sales-return.ts'
import { type Company, lineId, must, useSales } from './support/sales.ts'

const { database, newCompany } = await useSales()

async function companyWithDelivery(quantity = '60', unit?: string) {
  const company = await newCompany()
  const order = await company.promised([{ quantity, ...(unit ? { unit } : {}) }])
  return { company, order, delivery: await company.delivered(order, null) }
}

type Delivered = Awaited<ReturnType<typeof companyWithDelivery>>['delivery']

/** A return that waits for inventory's answer. */
async function confirming(company: Company, delivery: Delivered, quantity: string): Promise<SalesReturn> {
  return must(await company.confirmsReturn(must<SalesReturn>(await company.hasBack(delivery, quantity))))
}

/** Inventory's part of the conversation, as the saga's engine passes it on. */
function answers(company: Company, { id, sagaId }: SalesReturn) {
  const { companyId } = company
  const type = receiveSalesReturn.type
  const saga: SagaFacts = { sagaId: must(sagaId), type, version: 1, companyId, documentId: id }
  const data = {} as never
  return {
    done: () => company.transact((unit) => receiveSalesReturn.onCompleted(unit, saga, data)),
    refused: (reason: string, facts: Record<string, string> = {}) =>
      company.transact((unit) =>
        receiveSalesReturn.onRefused(unit, saga, data, {
          type: salesReturnReceiptRefused.type,
          payload: { companyId, salesReturnId: id, reason, facts },
        }),
      ),
    nothing: () => company.transact((unit) => receiveSalesReturn.onSuspended(unit, saga, data, 'NO_REPLY')),
  }
}

const held = async (company: Company, delivery: Delivered) =>
  (await company.deliveryNow(delivery)).lines[0]?.returnedBaseQuantity.toFixed()

describe('a draft', () => {
  test('names what comes back, by the piece of a box too, and holds nothing', async () => {
    const { company, delivery } = await companyWithDelivery('2', 'BOX')
    const draft = must<SalesReturn>(await company.hasBack(delivery, '5', 'PCS'))
    expect(draft).toMatchObject({ number: 'SR-2026-000001', status: 'DRAFT', warehouseId: company.warehouseId })
    expect(draft.lines[0]?.baseQuantity.toFixed()).toBe('5')
    expect(await company.returnNow(draft)).toEqual(draft)
    expect(await held(company, delivery)).toBe('0')
  })

  test('is refused for more than went out, lines of others, days before the delivery, and bad units', async () => {
    const { company, delivery } = await companyWithDelivery('60')
    const other = await companyWithDelivery()
    const before = await company.everything()
    expect(await company.hasBack(delivery, '60.000001')).toEqual({
      ...{ refusal: 'ReturnExceedsDelivered', deliveryLineId: lineId(delivery, 0) },
      ...{ delivered: '60', returned: '0', requested: '60.000001', available: '60' },
      path: ['input', 'lines', '0', 'quantity'],
    })
    expect(await company.hasBack(other.delivery, '1')).toMatchObject({ refusal: 'DeliveryLineNotFound' })
    expect(await company.hasBack(delivery, '1', undefined, '2026-10-20')).toMatchObject({
      problem: 'BEFORE_THE_DELIVERY',
    })
    expect(await company.hasBack(delivery, '1', 'CRATE')).toMatchObject({ refusal: 'UnitUnknown' })
    expect(await company.hasBack(delivery, '0')).toMatchObject({ refusal: 'QuantityInvalid' })
    expect(await company.everything()).toEqual({ ...(before as object), audit: expect.anything() })
  })
})

describe('confirming', () => {
  test('holds the quantity on the delivery line and asks inventory, in one step', async () => {
    const { company, delivery } = await companyWithDelivery('60')
    const asked = await confirming(company, delivery, '5')
    expect(asked).toMatchObject({ status: 'CONFIRMING', version: 2 })
    expect(await held(company, delivery)).toBe('5')
    expect(await database.rows`select type, payload from platform.outbox where aggregate_id = ${asked.sagaId}`).toEqual(
      [
        {
          type: 'inventory.receive-sales-return.v1',
          payload: {
            ...{ companyId: company.companyId, salesReturnId: asked.id, number: 'SR-2026-000001' },
            ...{ customerId: company.customer.id, warehouseId: company.warehouseId },
            ...{ returnedOn: '2026-10-25', currency: 'CNY' },
            lines: [
              {
                ...{ lineId: lineId(asked, 0), deliveryLineId: lineId(delivery, 0) },
                ...{ itemId: company.desk, quantity: '5' },
              },
            ],
          },
        },
      ],
    )
    expect(await company.confirmsReturn(asked)).toMatchObject({ refusal: 'SalesReturnStatusWrong' })
  })

  test('of two returns of the same goods at once one comes back', async () => {
    const { company, delivery } = await companyWithDelivery('60')
    const drafts = [
      must<SalesReturn>(await company.hasBack(delivery, '40')),
      must<SalesReturn>(await company.hasBack(delivery, '40')),
    ]
    const outcomes = await Promise.all(drafts.map((draft) => company.confirmsReturn(draft)))
    expect(outcomes.filter(isRefusal)).toMatchObject([
      { refusal: 'ReturnExceedsDelivered', returned: '40', available: '20' },
    ])
    expect(await held(company, delivery)).toBe('40')
  })

  test('is refused while finance could not post it', async () => {
    const { company, delivery } = await companyWithDelivery()
    const draft = must<SalesReturn>(await company.hasBack(delivery, '1'))
    expect(await company.confirmsReturn({ ...draft, version: 2 })).toMatchObject({ refusal: 'StaleVersion' })
    expect(await company.confirmsReturn({ ...draft, id: newId() })).toMatchObject({ refusal: 'SalesReturnNotFound' })
    await company.tell.period('2026-10', 'CLOSED')
    expect(await company.confirmsReturn(draft)).toMatchObject({ refusal: 'PeriodNotOpen' })
    expect(await held(company, delivery)).toBe('0')
  })
})

describe('inventory answers', () => {
  test('that the goods are in stock: the return stands and is told, once', async () => {
    const { company, delivery } = await companyWithDelivery()
    const asked = await confirming(company, delivery, '5')
    await answers(company, asked).done()
    expect(await company.returnNow(asked)).toMatchObject({ status: 'CONFIRMED', version: 3 })
    expect(
      await database.rows`
        select payload -> 'lines' -> 0 ->> 'quantity' as quantity from platform.outbox
        where aggregate_id = ${asked.id} and type = 'sales.sales-return.confirmed.v1'`,
    ).toEqual([{ quantity: '5' }])
    const before = await company.everything()
    await expect(answers(company, asked).done()).rejects.toThrow('is not being confirmed')
    expect(await company.everything()).toEqual(before)
  })

  test('that they are not: everything held is free again, and a clerk confirms anew or gives it up', async () => {
    const { company, delivery } = await companyWithDelivery()
    const asked = await confirming(company, delivery, '5')
    await answers(company, asked).refused('RETURNED_TOO_MUCH', { returnable: '3', requested: '5' })
    const refused = await company.returnNow(asked)
    expect(refused).toMatchObject({ status: 'REFUSED', refusal: { reason: 'RETURNED_TOO_MUCH' } })
    expect(await held(company, delivery)).toBe('0')
    expect(await company.legsOf(asked)).toMatchObject([{ state: 'REFUSED' }, { state: 'REFUSED' }])
    const again = must<SalesReturn>(await company.confirmsReturn(refused))
    await answers(company, again).refused('RETURNED_TOO_MUCH')
    const { id: salesReturnId, version: expectedVersion } = await company.returnNow(asked)
    expect(await company.transact((unit) => cancelSalesReturn(unit, { salesReturnId, expectedVersion }))).toMatchObject(
      { status: 'CANCELLED', refusal: null },
    )
  })

  test('never: everything stays held and the legs say so; a late answer ends it', async () => {
    const { company, delivery } = await companyWithDelivery()
    const asked = await confirming(company, delivery, '5')
    await answers(company, asked).nothing()
    expect(await company.returnNow(asked)).toMatchObject({ status: 'CONFIRMING' })
    expect(await held(company, delivery)).toBe('5')
    expect(await company.legsOf(asked)).toMatchObject([{ state: 'BLOCKED', reason_code: 'NO_REPLY' }, {}])
    await answers(company, asked).done()
    expect(await company.returnNow(asked)).toMatchObject({ status: 'CONFIRMED' })
  })
})

test('a delivery of which goods came back cannot be taken back as a whole', async () => {
  const { company, delivery } = await companyWithDelivery()
  await confirming(company, delivery, '5')
  const start = () => Promise.reject(new Error('It is not started'))
  const { id: deliveryId, version: expectedVersion } = delivery
  const processes = { startTakingBack: start, startWithdrawing: start }
  expect(await company.transact((unit) => cancelDelivery(unit, { deliveryId, expectedVersion }, processes))).toEqual({
    refusal: 'DeliveryReturned',
    deliveryId,
  })
})

test('the database holds the last wall: no more comes back than went out', async () => {
  const { delivery } = await companyWithDelivery('60')
  await expect(
    database.rows`update delivery_line set returned_base_quantity = 61 where id = ${lineId(delivery, 0)}`,
  ).rejects.toThrow('returned_within_delivered')
})
