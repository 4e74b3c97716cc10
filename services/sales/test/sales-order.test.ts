import { type EventContract, stockReservationRefused, stockReservationReleased } from '@erp/contracts'
import type { SagaFacts, StoredReply } from '@erp/messaging'
import { formatMoney, isRefusal, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { SalesOrder } from '../src/domain/sales-order.ts'
import { startWithdrawing } from '../src/sagas/ask-for-approval.ts'
import { confirmOrder } from '../src/sagas/confirm-order.ts'
import { endOrder } from '../src/sagas/end-order.ts'
import { changeCustomer } from '../src/use-cases/change-customer.ts'
import { changeSalesOrder } from '../src/use-cases/change-sales-order.ts'
import { createSalesOrder } from '../src/use-cases/create-sales-order.ts'
import { day } from './support/day.ts'
import { type Company, lineId, must, type Ordered, useSales } from './support/sales.ts'

const { database, newCompany } = await useSales()

/** The ends of the conversation, as the saga's engine passes them on. */
function answers(company: Company, asked: SalesOrder) {
  const saga: SagaFacts = {
    ...{ sagaId: must(asked.sagaId), type: confirmOrder.type, version: 1 },
    ...{ companyId: company.companyId, documentId: asked.id },
  }
  const told = (contract: EventContract, payload: object): StoredReply => ({ type: contract.type, payload })
  const data = {} as never
  const order = { companyId: company.companyId, documentType: 'SALES_ORDER', documentId: asked.id }
  return {
    kept: () => company.transact((unit) => confirmOrder.onCompleted(unit, saga, data)),
    short: (available: string, requested: string) => {
      const shortage = { itemId: company.desk, warehouseId: company.warehouseId, available, requested }
      return company.transact((unit) =>
        confirmOrder.onRefused(
          unit,
          saga,
          data,
          told(stockReservationRefused, {
            ...{ ...order, reason: 'STOCK_NOT_AVAILABLE', facts: {} },
            shortages: [{ lineId: lineId(asked, 0), ...shortage }],
          }),
        ),
      )
    },
    nothing: () =>
      company.transact((unit) =>
        confirmOrder.onRefused(unit, saga, data, { type: 'timeout', payload: { step: 'reserve' } }),
      ),
    stillNothing: () => company.transact((unit) => confirmOrder.onSuspended(unit, saga, data, 'NO_REPLY')),
    letGo: async () => {
      const done = { type: stockReservationReleased.type, payload: order }
      await company.transact(async (unit) => void (await endOrder.steps[0]?.onDone?.(unit, saga, data, done)))
      await company.transact((unit) => endOrder.onCompleted(unit, saga, data))
    },
  }
}

const commands = ({ sagaId }: SalesOrder) =>
  database.rows`select type, payload from platform.outbox where aggregate_id = ${sagaId} order by pos`

const drafted = async (company: Company, lines: readonly Ordered[], terms?: Parameters<Company['drafts']>[1]) =>
  must<SalesOrder>(await company.drafts(lines, terms))

const amounts = ({ net, tax, gross }: SalesOrder) => [net, tax, gross].map(formatMoney)

describe('a draft is priced', () => {
  test('per line: price less discount times quantity, rounded once, and the tax on that', async () => {
    const company = await newCompany()
    const order = await drafted(company, [
      { quantity: '60' },
      { quantity: '3', price: '3.333333', discount: '10' },
      { quantity: '2', unit: 'BOX', price: '100', discount: '12.5' },
    ])
    expect(order).toMatchObject({ number: 'SO-2026-000001', status: 'DRAFT', version: 1 })
    expect(order.lines.map(({ net, tax }) => [net, tax].map(formatMoney))).toEqual([
      ['1080.00', '140.40'],
      ['9.00', '1.17'],
      ['175.00', '22.75'],
    ])
    expect(amounts(order)).toEqual(['1264.00', '164.32', '1428.32'])
    expect(order.lines[2]?.baseQuantity.toFixed()).toBe('24')
    expect(await company.orderNow(order)).toEqual(order)
  })

  test('with tax in its prices, what the customer was told never drifts: 100.00 is 88.50 and 11.50', async () => {
    const company = await newCompany()
    const order = await drafted(company, [{ quantity: '1', price: '100' }], { pricesIncludeTax: true })
    expect(amounts(order)).toEqual(['88.50', '11.50', '100.00'])
  })

  test('anything wrong with it is refused with its place, and nothing is stored', async () => {
    const company = await newCompany()
    const other = await newCompany()
    const service = newId()
    const gone = newId()
    await company.tell.item(service, 'SERVICE')
    await company.tell.item(gone, 'MERCHANDISE', false)
    const before = await company.everything()
    const refused: [Ordered, object][] = [
      [
        { quantity: '1', itemId: other.desk },
        { refusal: 'ItemUnknown', path: ['input', 'lines', '0', 'itemId'] },
      ],
      [{ quantity: '1', itemId: gone }, { refusal: 'ItemInactive' }],
      [{ quantity: '1', itemId: service }, { refusal: 'ItemNotStocked' }],
      [
        { quantity: '1', unit: 'CRATE' },
        { refusal: 'UnitUnknown', known: ['PCS', 'BOX', 'THIRD'] },
      ],
      [{ quantity: '0' }, { refusal: 'QuantityInvalid', problem: 'NOT_POSITIVE' }],
      [{ quantity: '1', unit: 'THIRD' }, { refusal: 'QuantityNotExact' }],
      [
        { quantity: '1', price: '0' },
        { refusal: 'InvalidInput', problem: 'NOT_POSITIVE' },
      ],
      [{ quantity: '1', price: '1.0000001' }, { problem: 'NOT_A_PRICE_WITH_SIX_DECIMALS' }],
      [{ quantity: '1', discount: '100' }, { problem: 'NOT_FROM_0_TO_99.99_WITH_TWO_DECIMALS' }],
      [{ quantity: '999999999999', price: '999999999999' }, { problem: 'AMOUNT_TOO_LARGE' }],
    ]
    for (const [line, refusal] of refused) expect(await company.drafts([line])).toMatchObject(refusal)
    expect(await company.drafts([])).toMatchObject({ field: 'lines', problem: 'EMPTY' })
    expect(await company.drafts([{ quantity: '1' }], { currency: 'USD' })).toMatchObject({
      ...{ field: 'currency', problem: 'NOT_THE_COMPANYS_OWN' },
    })
    const foreign = (terms: object) =>
      company.transact((unit) => createSalesOrder(unit, { ...company.termsOf([{ quantity: '1' }]), ...terms }))
    expect(await foreign({ customerId: other.customer.id })).toMatchObject({ refusal: 'CustomerNotFound' })
    expect(await foreign({ warehouseId: other.warehouseId })).toMatchObject({ refusal: 'WarehouseUnknown' })
    expect(await foreign({ requestedOn: day('2026-10-19') })).toMatchObject({ problem: 'BEFORE_THE_ORDER' })
    await company.tell.taxCode(false)
    expect(await company.drafts([{ quantity: '1' }])).toMatchObject({ refusal: 'TaxCodeUnknown' })
    await company.tell.warehouse(false)
    expect(await company.drafts([{ quantity: '1' }])).toMatchObject({ refusal: 'WarehouseInactive' })
    await company.tell.company(false)
    expect(await company.drafts([{ quantity: '1' }])).toMatchObject({ refusal: 'CompanyNotActive' })
    expect(await company.everything()).toEqual({ ...(before as object), audit: expect.anything() })
  })
})

describe('confirming', () => {
  test('asks finance for the credit, and then inventory to keep the goods of all lines, in base units', async () => {
    const company = await newCompany()
    const asked = await company.asks([
      { quantity: '2', unit: 'BOX' },
      { quantity: '5', itemId: company.paint },
    ])
    expect(asked).toMatchObject({ status: 'CONFIRMING', version: 2 })
    expect(await company.legsOf(asked)).toEqual([
      { kind: 'CREDIT', state: 'PENDING', reason_code: null },
      { kind: 'STOCK', state: 'PENDING', reason_code: null },
    ])
    const document = {
      ...{ companyId: company.companyId, documentType: 'SALES_ORDER', documentId: asked.id },
      documentNumber: 'SO-2026-000001',
    }
    const credit = {
      ...{ ...document, customerId: company.customer.id, customerVersion: 1, creditLimit: null },
      ...{ amount: '142.38', currency: 'CNY', despiteLimit: false },
    }
    expect(await commands(asked)).toEqual([{ type: 'finance.hold-credit.v1', payload: credit }])
    const [saga] = await database.rows`select data from platform.saga where saga_id = ${asked.sagaId}`
    expect(saga).toEqual({
      data: {
        credit,
        goods: {
          ...{ ...document, customerId: company.customer.id, holdSeconds: null },
          lines: [
            { lineId: lineId(asked, 0), itemId: company.desk, warehouseId: company.warehouseId, quantity: '24' },
            { lineId: lineId(asked, 1), itemId: company.paint, warehouseId: company.warehouseId, quantity: '5' },
          ],
        },
      },
    })
  })

  test('is refused for an order that is not a draft, has moved on, or whose customer nothing is sold to', async () => {
    const company = await newCompany()
    const order = await drafted(company, [{ quantity: '1' }])
    expect(await company.confirms({ ...order, version: 7 })).toEqual({ refusal: 'StaleVersion', currentVersion: 1 })
    expect(await company.confirms({ ...order, id: newId() })).toMatchObject({ refusal: 'SalesOrderNotFound' })
    await company.tell.item(company.desk, 'MERCHANDISE', false)
    expect(await company.confirms(order)).toMatchObject({ refusal: 'ItemInactive' })
    await company.tell.item(company.desk)
    const leaves = { customerId: company.customer.id, expectedVersion: 1, active: false }
    await company.transact((unit) => changeCustomer(unit, leaves))
    expect(await company.confirms(order)).toMatchObject({ refusal: 'CustomerInactive' })
    await company.transact((unit) => changeCustomer(unit, { ...leaves, expectedVersion: 2, active: true }))

    const asked = must<SalesOrder>(await company.confirms(order))
    expect(await company.confirms(asked)).toEqual({
      ...{ refusal: 'SalesOrderStatusWrong', status: 'CONFIRMING', allowed: ['DRAFT', 'HELD'] },
    })
    expect(await company.cancels(asked)).toMatchObject({ refusal: 'SalesOrderStatusWrong' })
  })
})

describe('the answers are', () => {
  test('that credit and goods are kept: the order is a promise, and is told', async () => {
    const company = await newCompany()
    const order = await company.promised([{ quantity: '60' }])
    expect(order).toMatchObject({ status: 'CONFIRMED', version: 3 })
    expect(await company.legsOf(order)).toContainEqual({ kind: 'STOCK', state: 'POSTED', reason_code: null })
    expect(
      await database.rows`
        select payload ->> 'status' as status, payload ->> 'gross' as gross from platform.outbox
        where aggregate_id = ${order.id} and type = 'sales.sales-order.changed.v1'`,
    ).toEqual([{ status: 'CONFIRMED', gross: '1220.40' }])
  })

  test('twice, or after the end: the second changes nothing', async () => {
    const company = await newCompany()
    const asked = await company.asks([{ quantity: '1' }])
    await answers(company, asked).kept()
    const before = await company.everything()
    await expect(answers(company, asked).kept()).rejects.toThrow('is not being confirmed')
    await expect(answers(company, asked).short('0', '1')).rejects.toThrow('is not being confirmed')
    expect(await company.everything()).toEqual(before)
  })

  test('that it has too little: the order is held and says how much is left, and a clerk asks again', async () => {
    const company = await newCompany()
    const asked = await company.asks([{ quantity: '8' }, { quantity: '1', itemId: company.paint }])
    await answers(company, asked).short('5', '8')
    const held = await company.orderNow(asked)
    expect(held).toMatchObject({
      status: 'HELD',
      hold: { reason: 'STOCK_NOT_AVAILABLE', facts: { available: '5', requested: '8' } },
    })
    expect(held.lines.map((line) => line.availableBaseQuantity?.toFixed() ?? null)).toEqual(['5', null])
    expect(await company.legsOf(held)).toEqual([
      { kind: 'CREDIT', state: 'REFUSED', reason_code: 'TAKEN_BACK' },
      { kind: 'STOCK', state: 'REFUSED', reason_code: 'STOCK_NOT_AVAILABLE' },
    ])

    const again = must<SalesOrder>(await company.confirms(held))
    expect(again).toMatchObject({ status: 'CONFIRMING', hold: null })
    expect(again.sagaId).not.toBe(asked.sagaId)
    expect(again.lines.map((line) => line.availableBaseQuantity)).toEqual([null, null])
    await expect(answers(company, asked).kept()).rejects.toThrow('is not being confirmed')
    await answers(company, again).kept()
    expect(await company.orderNow(asked)).toMatchObject({ status: 'CONFIRMED', hold: null })
  })

  test('never: what it may have kept was let go, and the order is held', async () => {
    const company = await newCompany()
    const asked = await company.asks([{ quantity: '1' }])
    await answers(company, asked).stillNothing()
    expect(await company.orderNow(asked)).toMatchObject({ status: 'CONFIRMING' })
    const blocked = { state: 'BLOCKED', reason_code: 'NO_REPLY' }
    expect(await company.legsOf(asked)).toMatchObject([blocked, blocked])
    await answers(company, asked).nothing()
    expect(await company.orderNow(asked)).toMatchObject({ status: 'HELD', hold: { reason: 'NO_ANSWER' } })
  })
})

describe('a held order', () => {
  test('can be changed: it is a draft again with new lines', async () => {
    const company = await newCompany()
    const asked = await company.asks([{ quantity: '8' }, { quantity: '1' }])
    await answers(company, asked).short('5', '8')
    const held = await company.orderNow(asked)
    const change = (expectedVersion: number, lines: Ordered[]) =>
      company.transact((unit) =>
        changeSalesOrder(
          unit,
          { ...company.termsOf(lines), salesOrderId: asked.id, expectedVersion },
          startWithdrawing,
        ),
      )
    expect(await change(held.version - 1, [{ quantity: '5' }])).toMatchObject({ refusal: 'StaleVersion' })
    const changed = must<SalesOrder>(await change(held.version, [{ quantity: '5' }]))
    expect(changed).toMatchObject({ status: 'DRAFT', hold: null, number: asked.number, version: 4 })
    expect(amounts(changed)).toEqual(['90.00', '11.70', '101.70'])
    expect(await company.orderNow(asked)).toEqual(changed)
    await answers(company, must<SalesOrder>(await company.confirms(changed))).kept()
    const promised = await company.orderNow(asked)
    expect(await change(promised.version, [{ quantity: '1' }])).toMatchObject({
      ...{ refusal: 'SalesOrderStatusWrong', status: 'CONFIRMED' },
    })
  })

  test('can be given up: nothing was kept for it', async () => {
    const company = await newCompany()
    const asked = await company.asks([{ quantity: '8' }])
    await answers(company, asked).short('5', '8')
    const cancelled = must<SalesOrder>(await company.cancels(await company.orderNow(asked)))
    expect(cancelled).toMatchObject({ status: 'CANCELLED', hold: null })
    expect(await commands(cancelled)).toHaveLength(1)
    expect(isRefusal(await company.confirms(cancelled))).toBe(true)
  })
})

describe('a confirmed order', () => {
  for (const [verb, status] of [
    ['cancels', 'CANCELLED'],
    ['closes', 'CLOSED'],
  ] as const)
    test(`that somebody ${verb} lets go what is kept for it`, async () => {
      const company = await newCompany()
      const order = await company.promised([{ quantity: '8' }])
      const ended = must<SalesOrder>(await company[verb](order))
      expect(ended).toMatchObject({ status })
      expect(await commands(ended)).toEqual([
        {
          type: 'inventory.release-remaining-stock.v1',
          payload: { companyId: company.companyId, documentType: 'SALES_ORDER', documentId: order.id },
        },
      ])
      expect(await company.legsOf(ended)).toMatchObject([{ state: 'PENDING' }, { state: 'PENDING' }])
      await answers(company, ended).letGo()
      expect(await company.legsOf(ended)).toMatchObject([
        { kind: 'CREDIT', state: 'POSTED' },
        { kind: 'STOCK', state: 'POSTED' },
      ])
      expect(await company[verb](ended)).toMatchObject({ refusal: 'SalesOrderStatusWrong', status })
    })

  test('is closed only once it is a promise', async () => {
    const company = await newCompany()
    expect(await company.closes(await drafted(company, [{ quantity: '1' }]))).toEqual({
      ...{ refusal: 'SalesOrderStatusWrong', status: 'DRAFT', allowed: ['CONFIRMED'] },
    })
  })
})
