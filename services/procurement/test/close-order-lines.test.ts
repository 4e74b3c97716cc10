import { isRefusal, newId } from '@erp/values'
import { expect, test } from 'vitest'
import type { GoodsReceipt } from '../src/domain/goods-receipt.ts'
import type { PurchaseOrder } from '../src/domain/purchase-order.ts'
import { amendPurchaseOrder } from '../src/use-cases/amend-purchase-order.ts'
import { closePurchaseOrderLines } from '../src/use-cases/close-purchase-order-lines.ts'
import { confirmGoodsReceipt } from '../src/use-cases/confirm-goods-receipt.ts'
import { createGoodsReceipt } from '../src/use-cases/create-goods-receipt.ts'
import { charge, invoicing } from './support/invoicing.ts'
import { orderProcesses } from './support/order-processes.ts'
import { type Company, lineId, must, useProcurement } from './support/procurement.ts'

const { newCompany } = await useProcurement()

const closes = (
  company: Company,
  { id: purchaseOrderId, version: expectedVersion }: PurchaseOrder,
  purchaseOrderLineIds?: readonly string[],
  reason = 'Sold out',
) =>
  company.transact((unit) =>
    closePurchaseOrderLines(
      unit,
      { purchaseOrderId, expectedVersion, reason, purchaseOrderLineIds },
      orderProcesses.startGivingBack,
    ),
  )

async function setUp() {
  const company = await newCompany({ overReceiptPercent: '10' })
  const order = await company.orders([{ quantity: '100' }, { quantity: '50', price: '11.2' }])
  return { company, order, ...invoicing(company) }
}

test('the rest of a line is given up with its reason; what has come is invoiced and sent back as ever', async () => {
  const { company, order, written, confirmed } = await setUp()
  const receipt = await company.received(order, ['60'])
  const closed = must<PurchaseOrder>(await closes(company, order, [lineId(order, 0)]))
  expect(closed).toMatchObject({ version: order.version + 1, revision: order.revision, net: order.net })
  expect(closed.lines).toMatchObject([
    { closedAt: expect.any(Date), closeReason: 'Sold out' },
    { closedAt: null, closeReason: null },
  ])
  expect(await company.orderNow(order)).toEqual(closed)
  const [told] = (await company.outboxOf(order.id)).slice(-1)
  expect(told).toMatchObject({ payload: { lines: [{ closed: true, quantity: '100' }, { quantity: '50' }] } })
  expect(must<{ payload: { lines: object[] } }>(told).payload.lines[1]).not.toHaveProperty('closed')

  const before = await company.everything()
  const refused = { refusal: 'PurchaseOrderLineClosed', purchaseOrderLineId: lineId(order, 0) }
  expect(await company.receives(order, ['1'])).toEqual({
    ...{ ...refused, path: ['input', 'lines', '0', 'purchaseOrderLineId'] },
  })
  expect(await company.everything()).toEqual(before)
  expect(await confirmed(await written([charge(receipt, '60', '600.00', '78.00')]))).toMatchObject({
    status: 'CONFIRMED',
  })
})

test('nothing more is drafted, confirmed, amended or charged ahead for it', async () => {
  const { company, order, written, writes, confirms } = await setUp()
  const arrival = { ...company.arrival(order, ['1']), confirm: false }
  const draft = must<GoodsReceipt>(await company.transact((unit) => createGoodsReceipt(unit, arrival)))
  const ahead = { inTransit: [{ purchaseOrderLineId: lineId(order, 1), quantity: '1', net: '11.20', tax: '1.46' }] }
  const waiting = await written([], ahead)
  const closed = must<PurchaseOrder>(await closes(company, order))
  const before = await company.everything()
  const refused = { refusal: 'PurchaseOrderLineClosed' }
  expect(await company.transact((unit) => createGoodsReceipt(unit, arrival))).toMatchObject(refused)
  expect(
    await company.transact((unit) => confirmGoodsReceipt(unit, { goodsReceiptId: draft.id, expectedVersion: 1 })),
  ).toMatchObject(refused)
  expect(await writes([], ahead)).toMatchObject(refused)
  expect(await confirms(waiting)).toMatchObject(refused)
  const changed = {
    purchaseOrderLineId: lineId(order, 0),
    quantity: '200',
    unitPrice: '10',
    taxCodeId: company.taxCodeId,
  }
  expect(
    await company.transact((unit) =>
      amendPurchaseOrder(
        unit,
        {
          ...{ purchaseOrderId: order.id, expectedVersion: closed.version, reason: 'More' },
          ...{ changedLines: [changed], addedLines: [], removedLineIds: [] },
        },
        orderProcesses,
      ),
    ),
  ).toMatchObject({ ...refused, path: ['input', 'changedLines', '0', 'purchaseOrderLineId'] })
  expect(await company.everything()).toEqual(before)
})

test('a receipt of the same moment either is counted before or meets the closed line', async () => {
  for (let round = 0; round < 4; round += 1) {
    const { company, order } = await setUp()
    const [closed, received] = await Promise.all([closes(company, order), company.receives(order, ['10'])])
    expect(closed).toMatchObject({ lines: [{ closeReason: 'Sold out' }, {}] })
    const [line] = (await company.orderNow(order)).lines
    const arrived = isRefusal(received) ? '0' : '10'
    expect(line?.receivedBaseQuantity.toFixed()).toBe(arrived)
    if (isRefusal(received)) expect(received.refusal).toBe('PurchaseOrderLineClosed')
  }
})

test('what is unknown, closed before, waited for or said without a reason is refused', async () => {
  const { company, order, written, confirmed } = await setUp()
  const [first, second] = [lineId(order, 0), lineId(order, 1)]
  const ahead = { inTransit: [{ purchaseOrderLineId: second, quantity: '7', net: '78.40', tax: '10.19' }] }
  await confirmed(await written([], ahead))
  const closed = must<PurchaseOrder>(await closes(company, order, [first]))
  const other = await newCompany()
  const before = await company.everything()
  expect(await closes(company, order)).toEqual({ refusal: 'StaleVersion', currentVersion: closed.version })
  expect(await closes(company, closed, [first])).toMatchObject({ refusal: 'PurchaseOrderLineClosed' })
  expect(await closes(company, closed, [newId()])).toMatchObject({
    ...{ refusal: 'PurchaseOrderLineNotFound', path: ['input', 'purchaseOrderLineIds', '0'] },
  })
  expect(await closes(company, closed)).toMatchObject({ refusal: 'ChargedGoodsNotCome', inTransit: '7' })
  expect(await closes(company, closed, [])).toMatchObject({ refusal: 'InvalidInput', problem: 'EMPTY' })
  expect(await closes(company, closed, undefined, '')).toMatchObject({ refusal: 'InvalidInput', field: 'reason' })
  expect(await closes(other, closed)).toEqual({ refusal: 'PurchaseOrderNotFound', purchaseOrderId: order.id })
  expect(await company.everything()).toEqual(before)

  const whole = await company.orders([{ quantity: '1' }])
  const all = must<PurchaseOrder>(await closes(company, whole))
  expect(await closes(company, all)).toMatchObject({ refusal: 'InvalidInput', problem: 'ALL_CLOSED' })
})
