import { eventually } from '@erp/testing'
import { formatMoney, isRefusal, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { GoodsReceipt } from '../src/domain/goods-receipt.ts'
import { findGoodsReceipt } from '../src/store/goods-receipts.ts'
import { cancelGoodsReceipt } from '../src/use-cases/cancel-goods-receipt.ts'
import { confirmGoodsReceipt } from '../src/use-cases/confirm-goods-receipt.ts'
import { createGoodsReceipt } from '../src/use-cases/create-goods-receipt.ts'
import { simulateGoodsReceipt } from '../src/use-cases/simulate-goods-receipt.ts'
import { day } from './support/day.ts'
import { type Company, lineId, must, useProcurement } from './support/procurement.ts'

const { database, transactor, newCompany } = await useProcurement()

const confirms = (company: Company, goodsReceiptId: string, expectedVersion = 1) =>
  company.transact((unit) => confirmGoodsReceipt(unit, { goodsReceiptId, expectedVersion }))

async function draftOf(company: Company, arrival: Parameters<typeof createGoodsReceipt>[1]): Promise<GoodsReceipt> {
  return must(await company.transact((unit) => createGoodsReceipt(unit, { ...arrival, confirm: false })))
}

function told(receiptId: string) {
  return database.rows<{ payload: unknown }>`
    select payload from platform.outbox where aggregate_id = ${receiptId} and type = 'procurement.goods-receipt.confirmed.v1'`
}

describe('a confirmed receipt', () => {
  test('counts on the order, opens its legs and tells inventory quantity and value', async () => {
    const company = await newCompany()
    const order = await company.orders([{ quantity: '100' }, { itemId: company.paint, quantity: '50', price: '11.2' }])
    const receipt = await company.received(order, ['60', '50'])

    expect(receipt).toMatchObject({ number: 'GR-2026-000001', status: 'CONFIRMED', version: 1 })
    expect(receipt.lines.map((line) => line.netValue && formatMoney(line.netValue))).toEqual(['600.00', '560.00'])
    expect(await company.receiptNow(receipt)).toEqual(receipt)
    expect((await company.orderNow(order)).lines.map((line) => line.receivedQuantity.toFixed())).toEqual(['60', '50'])
    expect(await told(receipt.id)).toEqual([
      {
        payload: {
          companyId: company.companyId,
          goodsReceiptId: receipt.id,
          number: 'GR-2026-000001',
          supplierId: company.supplier.id,
          warehouseId: company.warehouseId,
          receivedOn: '2026-10-15',
          currency: 'CNY',
          lines: [
            {
              lineId: lineId(receipt, 0),
              purchaseOrderId: order.id,
              purchaseOrderLineId: lineId(order, 0),
              itemId: company.desk,
              quantity: '60',
              netValue: '600.00',
            },
            {
              lineId: lineId(receipt, 1),
              purchaseOrderId: order.id,
              purchaseOrderLineId: lineId(order, 1),
              itemId: company.paint,
              quantity: '50',
              netValue: '560.00',
            },
          ],
        },
      },
    ])
    expect(
      await database.rows`select kind, state from document_leg where document_id = ${receipt.id} order by kind`,
    ).toEqual([
      { kind: 'LEDGER', state: 'PENDING' },
      { kind: 'STOCK', state: 'PENDING' },
    ])
  })

  test('of boxes has the price of the boxes and the quantity of the pieces', async () => {
    const company = await newCompany()
    const order = await company.orders([{ quantity: '3', unit: 'BOX', price: '33.335' }])
    const receipt = await company.received(order, ['1.5'])
    expect(await told(receipt.id)).toMatchObject([{ payload: { lines: [{ quantity: '18', netValue: '50.00' }] } }])
    expect((await company.orderNow(order)).lines[0]).toMatchObject({ unit: 'BOX' })
    expect((await company.orderNow(order)).lines[0]?.receivedQuantity.toFixed()).toBe('1.5')
    expect((await company.orderNow(order)).lines[0]?.receivedBaseQuantity.toFixed()).toBe('18')
  })

  test('of an order in another currency is valued at its own rate', async () => {
    const company = await newCompany()
    const order = await company.orders([{ quantity: '100' }], 'USD')
    const arrival = company.arrival(order, ['100'])
    const before = await company.everything()
    expect(await company.transact((unit) => createGoodsReceipt(unit, arrival))).toMatchObject({
      refusal: 'InvalidInput',
      field: 'exchangeRate',
      problem: 'MISSING_FOR_FOREIGN_CURRENCY',
    })
    expect(await company.transact((unit) => createGoodsReceipt(unit, { ...arrival, exchangeRate: '0' }))).toMatchObject(
      {
        problem: 'NOT_A_RATE_WITH_EIGHT_DECIMALS',
      },
    )
    expect(await company.everything()).toEqual(before)

    const receipt = must<GoodsReceipt>(
      await company.transact((unit) => createGoodsReceipt(unit, { ...arrival, exchangeRate: '7.10' })),
    )
    expect(receipt.netValue && formatMoney(receipt.netValue)).toBe('7100.00')
    expect(receipt).toMatchObject({ currency: 'CNY', orderCurrency: 'USD' })
    expect(await company.receiptNow(receipt)).toEqual(receipt)

    const own = await company.orders([{ quantity: '1' }])
    expect(
      await company.transact((unit) => createGoodsReceipt(unit, { ...company.arrival(own, ['1']), exchangeRate: '1' })),
    ).toMatchObject({ problem: 'SAME_CURRENCY' })
  })

  test('in a currency without decimals is worth whole units', async () => {
    const company = await newCompany({ baseCurrency: 'JPY' })
    const order = await company.orders([{ quantity: '3', price: '3.5' }])
    const receipt = await company.received(order, ['1'])
    expect(receipt.netValue && formatMoney(receipt.netValue)).toBe('4')
  })
})

describe('the tolerance', () => {
  test('of 5 % lets 105 of 100 in and not 106', async () => {
    const company = await newCompany({ overReceiptPercent: '5' })
    const order = await company.orders([{ quantity: '100' }])
    await company.received(order, ['40'])
    const before = await company.everything()
    expect(await company.receives(order, ['66'])).toEqual({
      refusal: 'OverReceipt',
      purchaseOrderLineId: lineId(order, 0),
      unit: 'PCS',
      ordered: '100',
      received: '40',
      requested: '66',
      tolerance: '5',
      allowed: '105',
      path: ['input', 'lines', '0', 'quantity'],
    })
    expect(await company.everything()).toEqual(before)
    await company.received(order, ['65'])
    expect(await company.receives(order, ['0.000001'])).toMatchObject({ refusal: 'OverReceipt', received: '105' })
  })

  test('counts two lines of one receipt together', async () => {
    const company = await newCompany()
    const order = await company.orders([{ quantity: '100' }])
    const line = { purchaseOrderLineId: lineId(order, 0), quantity: '60' }
    const twice = (quantity: string) => ({ ...company.arrival(order, []), lines: [line, { ...line, quantity }] })
    expect(await company.transact((unit) => createGoodsReceipt(unit, twice('41')))).toMatchObject({
      refusal: 'OverReceipt',
      requested: '101',
    })
    must(await company.transact((unit) => createGoodsReceipt(unit, twice('40'))))
    expect((await company.orderNow(order)).lines[0]?.receivedQuantity.toFixed()).toBe('100')
  })

  test('holds in the database too, whoever writes', async () => {
    const company = await newCompany()
    const order = await company.orders([{ quantity: '100' }])
    await expect(
      database.rows`update purchase_order_line set received_base_quantity = 101 where id = ${lineId(order, 0)}`,
    ).rejects.toThrow('received_within_tolerance')
  })

  test('of two receipts for the last quantity, one wins and the other is told what is left', async () => {
    const company = await newCompany()
    const order = await company.orders([{ quantity: '100' }])
    await company.received(order, ['90'])
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => company.receives(order, ['10'])))
    expect(outcomes.filter((outcome) => !isRefusal(outcome))).toHaveLength(1)
    for (const refused of outcomes.filter(isRefusal))
      expect(refused).toMatchObject({ refusal: 'OverReceipt', received: '100' })
    expect((await company.orderNow(order)).lines[0]?.receivedQuantity.toFixed()).toBe('100')
    expect(await database.rows`select count(*) from goods_receipt where company_id = ${company.companyId}`).toEqual([
      { count: '2' },
    ])
  })

  test('holds when receipts of many lines in opposite order race: no deadlock, nothing lost', async () => {
    const company = await newCompany()
    const order = await company.orders(Array.from({ length: 5 }, () => ({ quantity: '40' })))
    const arrival = company.arrival(order, ['1', '1', '1', '1', '1'])
    const outcomes = await Promise.all(
      Array.from({ length: 48 }, (_, index) =>
        company.transact((unit) =>
          createGoodsReceipt(unit, { ...arrival, lines: index % 2 ? arrival.lines : arrival.lines.toReversed() }),
        ),
      ),
    )
    expect(outcomes.filter((outcome) => !isRefusal(outcome))).toHaveLength(40)
    expect((await company.orderNow(order)).lines.map((line) => line.receivedQuantity.toFixed())).toEqual(
      Array.from({ length: 5 }, () => '40'),
    )
    const numbers = await database.rows<{ number: string }>`
      select number from goods_receipt where company_id = ${company.companyId} order by number`
    expect(numbers.map(({ number }) => number)).toEqual(
      Array.from({ length: 40 }, (_, index) => `GR-2026-${String(index + 1).padStart(6, '0')}`),
    )
  })
})

describe('before confirming, everything finance could refuse is asked, and nothing happens', () => {
  test.each(['CLOSING', 'CLOSED'] as const)('a period that is %s', async (status) => {
    const company = await newCompany()
    const order = await company.orders([{ quantity: '100' }])
    await company.tell.period('2026-10', status)
    const before = await company.everything()
    expect(await company.receives(order, ['1'])).toEqual({
      refusal: 'PeriodNotOpen',
      period: '2026-10',
      status,
      path: ['input', 'receivedOn'],
    })
    expect(await company.everything()).toEqual(before)
    await company.tell.period('2026-10', 'OPEN')
    await company.received(order, ['1'])
  })

  test('a period that a module of theirs is done with', async () => {
    const company = await newCompany()
    const order = await company.orders([{ quantity: '100' }])
    await company.tell.period('2026-10', 'OPEN', ['PURCHASING'])
    const before = await company.everything()
    expect(await company.receives(order, ['1'])).toMatchObject({
      ...{ refusal: 'PeriodNotOpen', status: 'SEALED', module: 'PURCHASING' },
    })
    expect(await company.everything()).toEqual(before)
    await company.tell.period('2026-10', 'OPEN', ['SALES'])
    await company.received(order, ['1'])
  })

  test('a period that the books do not have', async () => {
    const company = await newCompany()
    const order = await company.orders([{ quantity: '100' }])
    const before = await company.everything()
    expect(await company.receives(order, ['1'], '2027-01-01')).toMatchObject({
      refusal: 'PeriodNotOpen',
      status: 'UNKNOWN',
    })
    expect(await company.everything()).toEqual(before)
  })

  test('an account rule that was removed, or covers another item class', async () => {
    const company = await newCompany()
    const order = await company.orders([{ quantity: '100' }, { itemId: company.paint, quantity: '10' }])
    await company.tell.rule(company.inventoryRule, 'INV', null, false)
    const before = await company.everything()
    const missing = {
      refusal: 'AccountRuleMissing',
      eventKind: 'PURCHASE_RECEIPT',
      accountKey: 'INV',
      valuationAreaId: company.valuationAreaId,
    }
    expect(await company.receives(order, ['1'])).toEqual({ ...missing, itemClass: 'MERCHANDISE' })
    expect(await company.everything()).toEqual(before)

    await company.tell.rule(newId(), 'INV', 'MERCHANDISE')
    expect(await company.receives(order, ['1', '1'])).toEqual({ ...missing, itemClass: 'RAW_MATERIAL' })
    await company.received(order, ['1'])
  })

  test('a template that is not active', async () => {
    const company = await newCompany()
    const order = await company.orders([{ quantity: '100' }])
    await database.rows`delete from voucher_template_replica where company_id = ${company.companyId}`
    const before = await company.everything()
    expect(await company.receives(order, ['1'])).toEqual({
      refusal: 'VoucherTemplateMissing',
      eventKind: 'PURCHASE_RECEIPT',
    })
    expect(await company.everything()).toEqual(before)
  })

  test('an item or warehouse that is no longer used, and a service', async () => {
    const company = await newCompany()
    const service = newId()
    await company.tell.item(service, 'SERVICE')
    const order = await company.orders([{ quantity: '100' }, { itemId: service, quantity: '1' }])
    const before = await company.everything()
    expect(await company.receives(order, ['1', '1'])).toMatchObject({ refusal: 'ItemNotStocked', itemId: service })
    await company.tell.item(company.desk, 'MERCHANDISE', false)
    expect(await company.receives(order, ['1'])).toMatchObject({ refusal: 'ItemInactive', itemId: company.desk })
    await company.tell.item(company.desk)
    await company.tell.warehouse(false)
    expect(await company.receives(order, ['1'])).toMatchObject({ refusal: 'WarehouseInactive' })
    await company.tell.warehouse()
    const { audit: _, ...then } = before as { audit: number }
    expect(await company.everything()).toMatchObject(then)
  })
})

describe('what is not even a draft', () => {
  test.each([
    ['quantity 0', '0', 'NOT_POSITIVE'],
    ['a negative quantity', '-5', 'NOT_POSITIVE'],
    ['seven decimals', '0.0000001', 'TOO_MANY_DECIMALS'],
  ])('%s', async (_, quantity, problem) => {
    const company = await newCompany()
    const order = await company.orders([{ quantity: '100' }])
    const before = await company.everything()
    expect(await company.receives(order, [quantity])).toMatchObject({
      refusal: 'QuantityInvalid',
      text: quantity,
      problem,
    })
    expect(await company.everything()).toEqual(before)
  })

  test("unknown lines, another company's lines, a draft order, an unknown warehouse, two suppliers' currencies", async () => {
    const [company, other] = [await newCompany(), await newCompany()]
    const order = await company.orders([{ quantity: '100' }])
    const foreign = await company.orders([{ quantity: '100' }], 'USD')
    const theirs = await other.orders([{ quantity: '100' }])
    const before = await company.everything()
    const arrival = company.arrival(order, ['1'])
    const receive = (change: object) => company.transact((unit) => createGoodsReceipt(unit, { ...arrival, ...change }))
    for (const purchaseOrderLineId of [newId(), 'no id', lineId(theirs, 0)])
      expect(await receive({ lines: [{ purchaseOrderLineId, quantity: '1' }] })).toEqual({
        refusal: 'PurchaseOrderLineNotFound',
        purchaseOrderLineId,
        path: ['input', 'lines', '0', 'purchaseOrderLineId'],
      })
    expect(await receive({ warehouseId: other.warehouseId })).toMatchObject({ refusal: 'WarehouseUnknown' })
    expect(
      await receive({ lines: [...arrival.lines, { purchaseOrderLineId: lineId(foreign, 0), quantity: '1' }] }),
    ).toMatchObject({
      refusal: 'InvalidInput',
      problem: 'OTHER_CURRENCY',
    })
    expect(await receive({ lines: [] })).toMatchObject({ refusal: 'InvalidInput', problem: 'EMPTY' })
    expect(await company.everything()).toEqual(before)
  })
})

describe('a draft', () => {
  test('counts nothing until it is confirmed, then once', async () => {
    const company = await newCompany()
    const order = await company.orders([{ quantity: '100' }])
    const draft = await draftOf(company, company.arrival(order, ['60']))
    expect(draft).toMatchObject({ status: 'DRAFT', netValue: null, number: 'GR-2026-000001' })
    expect((await company.orderNow(order)).lines[0]?.receivedQuantity.toFixed()).toBe('0')
    expect(await told(draft.id)).toEqual([])

    const confirmed = must<GoodsReceipt>(await confirms(company, draft.id))
    expect(confirmed).toMatchObject({ status: 'CONFIRMED', version: 2 })
    expect(await company.receiptNow(draft)).toEqual(confirmed)
    const before = await company.everything()
    expect(await confirms(company, draft.id, 2)).toEqual({ refusal: 'GoodsReceiptNotDraft', status: 'CONFIRMED' })
    expect(
      await company.transact((unit) => cancelGoodsReceipt(unit, { goodsReceiptId: draft.id, expectedVersion: 2 })),
    ).toEqual({
      refusal: 'GoodsReceiptNotDraft',
      status: 'CONFIRMED',
    })
    expect(await company.everything()).toEqual(before)
    expect(await told(draft.id)).toHaveLength(1)
  })

  test('is confirmed by one of many who try at once', async () => {
    const company = await newCompany()
    const order = await company.orders([{ quantity: '100' }])
    const draft = await draftOf(company, company.arrival(order, ['10']))
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => confirms(company, draft.id)))
    expect(outcomes.filter(isRefusal)).toEqual(
      Array.from({ length: 5 }, () => ({ refusal: 'GoodsReceiptNotDraft', status: 'CONFIRMED' })),
    )
    expect(await told(draft.id)).toHaveLength(1)
    expect((await company.orderNow(order)).lines[0]?.receivedQuantity.toFixed()).toBe('10')
  })

  test('that somebody else is confirming right now is not confirmed again, nor called too much', async () => {
    const company = await newCompany()
    const order = await company.orders([{ quantity: '100' }])
    const draft = await draftOf(company, company.arrival(order, ['100']))
    let other: ReturnType<typeof confirms> | undefined
    await company.transact(async (unit) => {
      const confirmed = await confirmGoodsReceipt(unit, { goodsReceiptId: draft.id, expectedVersion: 1 })
      other = confirms(company, draft.id)
      await eventually(async () =>
        expect(
          await database.rows`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        ).toHaveLength(1),
      )
      return confirmed
    })
    expect(await other).toEqual({ refusal: 'GoodsReceiptNotDraft', status: 'CONFIRMED' })
    expect(await told(draft.id)).toHaveLength(1)
    expect((await company.orderNow(order)).lines[0]?.receivedQuantity.toFixed()).toBe('100')
  })

  test('of a stale version, of another company, or beyond what is left by now is refused', async () => {
    const [company, other] = [await newCompany(), await newCompany()]
    const order = await company.orders([{ quantity: '100' }])
    const draft = await draftOf(company, company.arrival(order, ['60']))
    await company.received(order, ['50'])
    const before = await company.everything()
    expect(await confirms(company, draft.id, 3)).toEqual({ refusal: 'StaleVersion', currentVersion: 1 })
    expect(await confirms(other, draft.id)).toEqual({ refusal: 'GoodsReceiptNotFound', goodsReceiptId: draft.id })
    expect(await confirms(company, draft.id)).toMatchObject({ refusal: 'OverReceipt', received: '50', requested: '60' })
    expect(await company.everything()).toEqual(before)
    expect(
      await company.transact((unit) => cancelGoodsReceipt(unit, { goodsReceiptId: draft.id, expectedVersion: 1 })),
    ).toMatchObject({ status: 'CANCELLED', version: 2 })
  })
})

describe('the same key', () => {
  test('with the same input gives the same receipt; with other input it is refused', async () => {
    const company = await newCompany()
    const order = await company.orders([{ quantity: '100' }])
    const idempotencyKey = newId()
    const once = (quantity: string) => {
      const input = company.arrival(order, [quantity])
      return transactor.once(
        company.caller,
        { operation: 'createGoodsReceipt', idempotencyKey, input },
        (unit) => createGoodsReceipt(unit, input),
        findGoodsReceipt,
      )
    }
    const [first, ...others] = await Promise.all([once('10'), once('10'), once('10')])
    expect(others).toEqual([first, first])
    const before = await company.everything()
    expect(await once('10')).toEqual(first)
    expect(await once('11')).toEqual({ refusal: 'IdempotencyKeyReused' })
    expect(await company.everything()).toEqual(before)
  })
})

describe('a simulation', () => {
  const simulate = (company: Company, arrival: Parameters<typeof createGoodsReceipt>[1]) =>
    transactor.read([company.companyId], (tx) => simulateGoodsReceipt(tx, company.companyId, arrival, new Date()))

  test('tells what confirming tells, and writes nothing', async () => {
    const company = await newCompany()
    const order = await company.orders([{ quantity: '3', unit: 'BOX', price: '33.335' }])
    const arrival = company.arrival(order, ['1.5'])
    const before = await company.everything()
    const { id } = must<{ id: string }>(await simulate(company, arrival))
    expect(await company.everything()).toEqual(before)

    const receipt = must<GoodsReceipt>(await company.transact((unit) => createGoodsReceipt(unit, arrival)))
    const [confirmed] = await told(receipt.id)
    const simulated = JSON.parse(Buffer.from(id, 'base64url').toString())
    const withoutIds = (payload: { lines: { lineId: string }[] }) => ({
      ...payload,
      goodsReceiptId: '',
      number: '',
      lines: payload.lines.map((line) => ({ ...line, lineId: '' })),
    })
    expect(withoutIds(simulated)).toEqual(withoutIds(confirmed?.payload as { lines: { lineId: string }[] }))
  })

  test('is refused as confirming is', async () => {
    const company = await newCompany()
    const order = await company.orders([{ quantity: '100' }])
    expect(await simulate(company, company.arrival(order, ['101']))).toMatchObject({ refusal: 'OverReceipt' })
    expect(await simulate(company, company.arrival(order, ['0']))).toMatchObject({ refusal: 'QuantityInvalid' })
    await company.tell.period('2026-10', 'CLOSED')
    expect(await simulate(company, { ...company.arrival(order, ['1']), receivedOn: day('2026-10-31') })).toMatchObject({
      refusal: 'PeriodNotOpen',
    })
  })
})
