import { StaleDocument } from '@erp/service-kit'
import { formatMoney, isRefusal, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { PurchaseOrder } from '../src/domain/purchase-order.ts'
import { draftGoodsReceipt, type NewGoodsReceipt } from '../src/domain/receive-goods.ts'
import { readReceivingFacts } from '../src/store/receiving-facts.ts'
import { amendPurchaseOrder } from '../src/use-cases/amend-purchase-order.ts'
import { cancelPurchaseOrder } from '../src/use-cases/cancel-purchase-order.ts'
import { confirmPurchaseOrder } from '../src/use-cases/confirm-purchase-order.ts'
import { createPurchaseOrder } from '../src/use-cases/create-purchase-order.ts'
import { takeInGoods } from '../src/use-cases/take-in-goods.ts'
import type { Unit } from '../src/use-cases/unit.ts'
import { day } from './support/day.ts'
import { orderProcesses } from './support/order-processes.ts'
import { type Company, lineId, must, useProcurement } from './support/procurement.ts'

const { database, newCompany } = await useProcurement()

function draft(company: Company, line: object = {}, order: object = {}) {
  return company.transact((unit) =>
    createPurchaseOrder(unit, {
      supplierId: company.supplier.id,
      orderedOn: day('2026-10-01'),
      lines: [{ itemId: company.desk, quantity: '3', unitPrice: '10', taxCodeId: company.taxCodeId, ...line }],
      ...order,
    }),
  )
}

function amends(company: Company, order: PurchaseOrder, amendment: object, expectedVersion = order.version) {
  return company.transact((unit) =>
    amendPurchaseOrder(
      unit,
      {
        purchaseOrderId: order.id,
        expectedVersion,
        reason: 'agreed by phone',
        changedLines: [],
        addedLines: [],
        removedLineIds: [],
        ...amendment,
      },
      orderProcesses,
    ),
  )
}

test('net, tax and gross are exact: each line rounds once, the totals are their sums', async () => {
  const company = await newCompany()
  const terms = { itemId: company.desk, taxCodeId: company.taxCodeId }
  const order = must<PurchaseOrder>(
    await draft(
      company,
      {},
      {
        lines: [
          { ...terms, quantity: '3', unitPrice: '3.335' },
          { ...terms, quantity: '0.333333', unitPrice: '10.05' },
          { ...terms, quantity: '3', unit: 'BOX', unitPrice: '100' },
        ],
      },
    ),
  )
  expect(
    order.lines.map((line) => [formatMoney(line.net), formatMoney(line.tax), line.baseQuantity.toFixed()]),
  ).toEqual([
    ['10.01', '1.30', '3'],
    ['3.35', '0.44', '0.333333'],
    ['300.00', '39.00', '36'],
  ])
  expect([order.net, order.tax, order.gross].map(formatMoney)).toEqual(['313.36', '40.74', '354.10'])
  expect(await company.orderNow(order)).toEqual(order)
})

test('numbers count up by company, kind and year', async () => {
  const [one, other] = [await newCompany(), await newCompany()]
  const numbers = []
  for (const company of [one, one, other]) numbers.push(must<PurchaseOrder>(await draft(company)).number)
  numbers.push(must<PurchaseOrder>(await draft(one, {}, { orderedOn: day('2027-01-02') })).number)
  expect(numbers).toEqual(['PO-2026-000001', 'PO-2026-000002', 'PO-2026-000001', 'PO-2027-000001'])
})

describe('a draft is refused, and nothing happens', () => {
  const unknown = newId()
  test.each([
    ['an unknown item', () => ({ itemId: unknown }), { refusal: 'ItemUnknown', itemId: unknown }],
    ['what is no id', () => ({ itemId: 'desk' }), { refusal: 'ItemUnknown', itemId: 'desk' }],
    ['quantity 0', () => ({ quantity: '0' }), { refusal: 'QuantityInvalid', text: '0', problem: 'NOT_POSITIVE' }],
    ['a negative quantity', () => ({ quantity: '-1' }), { refusal: 'QuantityInvalid', problem: 'NOT_POSITIVE' }],
    ['seven decimals', () => ({ quantity: '1.0000001' }), { refusal: 'QuantityInvalid', problem: 'TOO_MANY_DECIMALS' }],
    [
      'a quantity too large',
      () => ({ quantity: '1000000000000' }),
      { refusal: 'QuantityInvalid', problem: 'TOO_LARGE' },
    ],
    ['an inexact unit', () => ({ unit: 'THIRD', quantity: '1' }), { refusal: 'QuantityNotExact', quantity: '1' }],
    ['an unknown unit', () => ({ unit: 'CRATE' }), { refusal: 'UnitUnknown', known: ['PCS', 'BOX', 'THIRD'] }],
    ['a price of zero', () => ({ unitPrice: '0' }), { refusal: 'InvalidInput', problem: 'NOT_POSITIVE' }],
    ['a price with seven decimals', () => ({ unitPrice: '1.0000001' }), { refusal: 'InvalidInput' }],
    ['an unknown tax code', () => ({ taxCodeId: unknown }), { refusal: 'TaxCodeUnknown', taxCodeId: unknown }],
    [
      'an amount beyond what the books hold',
      () => ({ quantity: '999999999999', unitPrice: '999999999999' }),
      { refusal: 'InvalidInput', problem: 'AMOUNT_TOO_LARGE' },
    ],
    ['a tolerance above 100', () => ({ overReceiptPercent: '101' }), { refusal: 'InvalidInput' }],
  ])('%s', async (_, line, refusal) => {
    const company = await newCompany()
    const before = await company.everything()
    expect(await draft(company, line())).toMatchObject(refusal)
    expect(await company.everything()).toEqual(before)
  })

  test('no lines, an unknown supplier, an item that is not dealt in', async () => {
    const company = await newCompany()
    await company.tell.item(company.paint, 'RAW_MATERIAL', false)
    const before = await company.everything()
    expect(await draft(company, {}, { lines: [] })).toMatchObject({ refusal: 'InvalidInput', problem: 'EMPTY' })
    expect(await draft(company, {}, { supplierId: unknown })).toMatchObject({ refusal: 'SupplierNotFound' })
    expect(await draft(company, { itemId: company.paint })).toMatchObject({
      refusal: 'ItemInactive',
      path: ['input', 'lines', '0', 'itemId'],
    })
    expect(await company.everything()).toEqual(before)
  })

  test("another company's item, supplier and order are not found", async () => {
    const [company, other] = [await newCompany(), await newCompany()]
    const order = must<PurchaseOrder>(await draft(other))
    const before = await company.everything()
    expect(await draft(company, { itemId: other.desk })).toMatchObject({ refusal: 'ItemUnknown' })
    expect(await draft(company, {}, { supplierId: other.supplier.id })).toMatchObject({ refusal: 'SupplierNotFound' })
    expect(
      await company.transact((unit) =>
        confirmPurchaseOrder(unit, { purchaseOrderId: order.id, expectedVersion: 1 }, orderProcesses),
      ),
    ).toEqual({ refusal: 'PurchaseOrderNotFound', purchaseOrderId: order.id })
    expect(await company.everything()).toEqual(before)
  })
})

test('confirming keeps the first revision and tells the others, once', async () => {
  const company = await newCompany()
  const order = await company.orders([{ quantity: '100' }])
  expect(order).toMatchObject({ status: 'CONFIRMED', revision: 1, version: 2 })
  const before = await company.everything()
  const again = { purchaseOrderId: order.id, expectedVersion: 2 }
  expect(await company.transact((unit) => confirmPurchaseOrder(unit, again, orderProcesses))).toEqual({
    refusal: 'PurchaseOrderNotDraft',
    status: 'CONFIRMED',
  })
  expect(await company.everything()).toEqual(before)
  expect(
    await database.rows`
      select payload ->> 'status' as status, payload -> 'lines' -> 0 ->> 'net' as net, payload ->> 'gross' as gross
      from platform.outbox where aggregate_id = ${order.id}`,
  ).toEqual([{ status: 'CONFIRMED', net: '1000.00', gross: '1130.00' }])
  expect(
    await database.rows`select revision, reason from purchase_order_revision where purchase_order_id = ${order.id}`,
  ).toEqual([{ revision: 1, reason: '' }])
})

test('a stale version is refused with the current one', async () => {
  const company = await newCompany()
  const order = must<PurchaseOrder>(await draft(company))
  const before = await company.everything()
  const stale = { purchaseOrderId: order.id, expectedVersion: 7 }
  for (const attempt of [
    (unit: Unit) => confirmPurchaseOrder(unit, stale, orderProcesses),
    (unit: Unit) => cancelPurchaseOrder(unit, stale, orderProcesses.startGivingBack),
  ])
    expect(await company.transact<unknown>(attempt)).toEqual({
      refusal: 'StaleVersion',
      currentVersion: 1,
    })
  expect(await company.everything()).toEqual(before)
})

test('a draft can be given up, a confirmed order cannot', async () => {
  const company = await newCompany()
  const order = must<PurchaseOrder>(await draft(company))
  const cancel = (id: string, expectedVersion: number) =>
    company.transact((unit) =>
      cancelPurchaseOrder(unit, { purchaseOrderId: id, expectedVersion }, orderProcesses.startGivingBack),
    )
  expect(await cancel(order.id, 1)).toMatchObject({ status: 'CANCELLED', version: 2 })
  expect(await cancel((await company.orders([{ quantity: '1' }])).id, 2)).toMatchObject({
    refusal: 'PurchaseOrderNotDraft',
  })
})

describe('an amendment', () => {
  test('is the next revision; the one before is kept as it was', async () => {
    const company = await newCompany()
    const order = await company.orders([{ quantity: '100' }, { quantity: '5' }])
    await company.received(order, ['40'])
    const terms = { quantity: '60', unitPrice: '11', taxCodeId: company.taxCodeId }
    const amended = must<PurchaseOrder>(
      await amends(company, order, {
        changedLines: [{ purchaseOrderLineId: lineId(order, 0), ...terms }],
        addedLines: [
          { itemId: company.paint, quantity: '2', unit: 'BOX', unitPrice: '5', taxCodeId: company.taxCodeId },
        ],
        removedLineIds: [lineId(order, 1)],
      }),
    )
    expect(amended).toMatchObject({ revision: 2, version: 3 })
    expect(
      amended.lines.map((line) => [line.lineNumber, line.revision, line.quantity.toFixed(), formatMoney(line.net)]),
    ).toEqual([
      [1, 2, '60', '660.00'],
      [3, 2, '2', '10.00'],
    ])
    expect(formatMoney(amended.gross)).toBe('757.10')
    const now = await company.orderNow(order)
    expect(now.lines).toEqual(amended.lines)
    expect(now.lines[0]?.receivedQuantity.toFixed()).toBe('40')
    expect(
      await database.rows`
        select revision, reason, net_minor, jsonb_array_length(lines) as lines
        from purchase_order_revision where purchase_order_id = ${order.id} order by revision`,
    ).toEqual([
      { revision: 1, reason: '', net_minor: '105000', lines: 2 },
      { revision: 2, reason: 'agreed by phone', net_minor: '67000', lines: 2 },
    ])
  })

  test('below what has arrived is refused; exactly that is not', async () => {
    const company = await newCompany()
    const order = await company.orders([{ quantity: '100' }])
    await company.received(order, ['40'])
    const to = (quantity: string) => ({
      changedLines: [
        { purchaseOrderLineId: lineId(order, 0), quantity, unitPrice: '10', taxCodeId: company.taxCodeId },
      ],
    })
    const before = await company.everything()
    expect(await amends(company, order, to('39.999999'))).toEqual({
      refusal: 'QuantityBelowReceived',
      purchaseOrderLineId: lineId(order, 0),
      ordered: '39.999999',
      received: '40',
      allowed: '39.999999',
      path: ['input', 'changedLines', '0', 'quantity'],
    })
    expect(await company.everything()).toEqual(before)
    expect(await amends(company, order, to('40'))).toMatchObject({ revision: 2 })
    expect(await company.receives(order, ['0.000001'])).toMatchObject({ refusal: 'OverReceipt', allowed: '40' })
  })

  test('a price change of a line received within tolerance is fine; a tolerance below it is not', async () => {
    const company = await newCompany({ overReceiptPercent: '5' })
    const order = await company.orders([{ quantity: '100' }])
    await company.received(order, ['105'])
    const line = {
      purchaseOrderLineId: lineId(order, 0),
      quantity: '100',
      unitPrice: '12',
      taxCodeId: company.taxCodeId,
    }
    expect(await amends(company, order, { changedLines: [{ ...line, overReceiptPercent: '4.99' }] })).toMatchObject({
      refusal: 'QuantityBelowReceived',
      received: '105',
      allowed: '104.99',
    })
    expect(await amends(company, order, { changedLines: [line] })).toMatchObject({ revision: 2 })
  })

  test('is refused whole: a received line stays, unknown and repeated lines are named', async () => {
    const company = await newCompany()
    const order = await company.orders([{ quantity: '100' }])
    await company.received(order, ['40'])
    const before = await company.everything()
    const first = lineId(order, 0)
    const terms = { purchaseOrderLineId: first, quantity: '50', unitPrice: '10', taxCodeId: company.taxCodeId }
    expect(await amends(company, order, { removedLineIds: [first] })).toMatchObject({
      refusal: 'LineAlreadyReceived',
      received: '40',
    })
    expect(await amends(company, order, { removedLineIds: [newId()] })).toMatchObject({
      refusal: 'PurchaseOrderLineNotFound',
    })
    expect(await amends(company, order, { changedLines: [terms, terms] })).toMatchObject({ problem: 'NAMED_TWICE' })
    expect(await amends(company, order, {})).toMatchObject({ problem: 'NOTHING_TO_AMEND' })
    expect(await amends(company, order, { changedLines: [terms], reason: ' ' })).toMatchObject({ field: 'reason' })
    expect(await amends(company, order, { changedLines: [terms] }, 1)).toMatchObject({
      refusal: 'StaleVersion',
      currentVersion: 2,
    })
    expect(await company.everything()).toEqual(before)
  })

  test('of two at once on the same version, one wins', async () => {
    const company = await newCompany()
    const order = await company.orders([{ quantity: '100' }])
    const to = (quantity: string) => ({
      changedLines: [
        { purchaseOrderLineId: lineId(order, 0), quantity, unitPrice: '10', taxCodeId: company.taxCodeId },
      ],
    })
    const outcomes = await Promise.all([amends(company, order, to('90')), amends(company, order, to('80'))])
    expect(outcomes.filter(isRefusal)).toEqual([{ refusal: 'StaleVersion', currentVersion: 3 }])
    expect(await company.orderNow(order)).toMatchObject({ revision: 2, version: 3 })
  })

  test('between deciding on a receipt and counting it is noticed: the receipt is decided anew, at the new price', async () => {
    const company = await newCompany()
    const order = await company.orders([{ quantity: '100' }])
    const arrival = company.arrival(order, ['10'])
    const orderLineIds = [lineId(order, 0)]
    await company.transact(async (unit) => {
      const { companyId } = company
      const facts = await readReceivingFacts(unit.tx, companyId, { ...arrival, orderLineIds })
      const draft = must<NewGoodsReceipt>(
        draftGoodsReceipt(arrival, { id: newId(), companyId, newLineId: newId, now: unit.now }, facts),
      )
      const terms = { quantity: '100', unitPrice: '12', taxCodeId: company.taxCodeId }
      must(await amends(company, order, { changedLines: [{ purchaseOrderLineId: lineId(order, 0), ...terms }] }))
      await expect(takeInGoods(unit, draft, facts)).rejects.toBeInstanceOf(StaleDocument)
    })
    const receipt = await company.received(order, ['10'])
    expect(receipt.netValue && formatMoney(receipt.netValue)).toBe('120.00')
  })

  test('and receipts racing for the same line never leave more received than allowed', async () => {
    const company = await newCompany()
    const order = await company.orders([{ quantity: '100' }])
    const lower = amends(company, order, {
      changedLines: [
        { purchaseOrderLineId: lineId(order, 0), quantity: '50', unitPrice: '10', taxCodeId: company.taxCodeId },
      ],
    })
    const outcomes = await Promise.all([lower, ...Array.from({ length: 6 }, () => company.receives(order, ['20']))])
    const now = (await company.orderNow(order)).lines[0]
    const received = outcomes.slice(1).filter((outcome) => !isRefusal(outcome)).length * 20
    expect(now?.receivedQuantity.toFixed()).toBe(String(received))
    expect(received).toBeLessThanOrEqual(Number(now?.quantity.toFixed()))
    expect(received).toBeGreaterThanOrEqual(40)
  })
})
