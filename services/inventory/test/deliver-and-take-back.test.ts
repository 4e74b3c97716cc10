import {
  cancelDeliveryIssue,
  goodsReceiptConfirmed,
  issueDelivery,
  type PayloadOf,
  receiveSalesReturn,
  reserveStock,
  stockDocumentPosted,
  voucherTemplateActivated,
} from '@erp/contracts'
import type { Reply } from '@erp/messaging'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { CostingMethod, Item } from '../src/domain/item.ts'
import type { Warehouse } from '../src/domain/warehouse.ts'
import { disagreements } from './disagreements.ts'
import { trimmed, useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const { database, hear, command } = inventory
const company = await inventory.company()
const main = await company.warehouse('MAIN')
const east = await company.warehouse('EAST')
await hear(
  voucherTemplateActivated,
  ...(['SALES_DELIVERY', 'SALES_RETURN'] as const).map((eventKind) => ({
    ...{ companyId: company.companyId, templateId: newId(), eventKind, templateVersion: 1 },
    accountKeys: ['INV', 'COGS'],
  })),
  {
    ...{ companyId: company.companyId, templateId: newId(), eventKind: 'SALES_GIFT', templateVersion: 1 },
    accountKeys: ['INV'],
  },
)

type Delivery = PayloadOf<typeof issueDelivery>
type SalesReturn = PayloadOf<typeof receiveSalesReturn>

/** An item with 100 for 1,000.00 and 50 for 560.00. */
async function stocked(costing: CostingMethod) {
  const item = await company.item(newId().slice(-12), costing)
  await hear(
    goodsReceiptConfirmed,
    company.receipt(main, [[item, '100', '1000.00']]),
    company.receipt(main, [[item, '50', '560.00']]),
  )
  return item
}

const head = (warehouse: Warehouse) => ({
  ...{ companyId: company.companyId, customerId: newId(), warehouseId: warehouse.id, currency: 'CNY' },
})

function delivery(item: Item, quantity: string): Delivery {
  return {
    ...{ ...head(main), deliveryId: newId(), number: 'DN-2026-000001', deliveredOn: '2026-03-10' },
    lines: [{ lineId: newId(), itemId: item.id, quantity }],
  }
}

function salesReturn(item: Item, quantity: string, of: Delivery | null, into: Warehouse = main): SalesReturn {
  return {
    ...{ ...head(into), salesReturnId: newId(), number: 'SR-2026-000001', returnedOn: '2026-03-20' },
    lines: [{ lineId: newId(), deliveryLineId: of?.lines[0]?.lineId ?? null, itemId: item.id, quantity }],
  }
}

const kindOf = ({ contract: { type } }: Reply) => type
const cancel = ({ companyId, deliveryId }: Delivery) =>
  command(cancelDeliveryIssue, { companyId, deliveryId, reason: 'No answer' })

async function told(documentId: string) {
  const rows = await database.rows<{ payload: unknown }>`
    select payload from platform.outbox
    where type = ${stockDocumentPosted.type} and payload ->> 'documentId' = ${documentId} order by pos`
  return rows.map(({ payload }) => stockDocumentPosted.schema.parse(payload))
}

async function layersOf({ id }: Item) {
  const rows = await database.rows<{ quantity: string; value: string }>`
    select quantity::text, value::text from stock_layer where item_id = ${id} order by sequence`
  return rows.map(({ quantity, value }) => `${trimmed(quantity)} / ${value}`)
}

describe('a delivery', () => {
  test.each([
    ['MOVING_AVERAGE', '-624.00', '90 / 93600'],
    ['FIFO', '-600.00', '90 / 96000'],
  ] as const)('%s: 60 leave at %s and are told as S1', async (costing, value, balance) => {
    const item = await stocked(costing)
    const sixty = delivery(item, '60')
    const reply = await command(issueDelivery, sixty)
    const [posted] = await told(sixty.deliveryId)
    expect(kindOf(reply)).toBe('inventory.delivery-issue.done.v1')
    expect(reply.payload).toMatchObject({ deliveryId: sixty.deliveryId, stockDocumentId: posted?.stockDocumentId })
    expect(posted).toMatchObject({
      ...{ eventKind: 'SALES_DELIVERY', documentType: 'DELIVERY', customerId: sixty.customerId, supplierId: null },
      lines: [{ quantity: '-60', stockValue: value, clearingValue: value, differenceValue: '0.00' }],
    })
    expect((await company.stockOf(item)).balances).toEqual([balance])

    await command(issueDelivery, sixty)
    expect(await told(sixty.deliveryId)).toHaveLength(1)
  })

  test('that is given away clears its output VAT too, and is taken back with it', async () => {
    const item = await stocked('MOVING_AVERAGE')
    const sold = delivery(item, '60')
    const gift = { ...sold, givenAway: true, lines: sold.lines.map((line) => ({ ...line, outputTax: '140.40' })) }
    await command(issueDelivery, gift)
    await cancel(gift)
    const line = { quantity: '-60', stockValue: '-624.00', clearingValue: '-764.40', differenceValue: '-140.40' }
    const back = { quantity: '60', stockValue: '624.00', clearingValue: '764.40', differenceValue: '140.40' }
    expect(await told(gift.deliveryId)).toMatchObject([
      { eventKind: 'SALES_GIFT', documentType: 'DELIVERY', lines: [line] },
      { eventKind: 'SALES_GIFT', documentType: 'DELIVERY', lines: [back] },
    ])
    expect((await company.stockOf(item)).balances).toEqual(['150 / 156000'])
  })

  test('of more than there is is refused with what there is, and nothing moves', async () => {
    const item = await stocked('FIFO')
    const tooMuch = delivery(item, '150.5')
    const reply = await command(issueDelivery, tooMuch)
    expect(kindOf(reply)).toBe('inventory.delivery-issue.refused.v1')
    expect(reply.payload).toMatchObject({
      reason: 'STOCK_INSUFFICIENT',
      facts: { itemId: item.id, available: '150', requested: '150.5' },
    })
    expect(await told(tooMuch.deliveryId)).toEqual([])
    expect(await company.stockOf(item)).toEqual({ balances: ['150 / 156000'], onHand: ['150'] })
  })

  test('into a closed period is refused', async () => {
    const item = await stocked('FIFO')
    await company.period('CLOSED', 2)
    const reply = await command(issueDelivery, delivery(item, '1'))
    await company.period('OPEN', 3)
    expect(reply.payload).toMatchObject({ reason: 'PERIOD_NOT_OPEN', facts: { period: '2026-03' } })
    expect((await company.stockOf(item)).balances).toEqual(['150 / 156000'])
  })

  test.each(['MOVING_AVERAGE', 'FIFO'] as const)('%s: is undone at the same value, once', async (costing) => {
    const item = await stocked(costing)
    const layers = await layersOf(item)
    const sixty = delivery(item, '60')
    await command(issueDelivery, sixty)
    expect(kindOf(await cancel(sixty))).toBe('inventory.delivery-issue.cancelled.v1')
    await cancel(sixty)
    expect((await company.stockOf(item)).balances).toEqual(['150 / 156000'])
    expect(await layersOf(item)).toEqual(layers)
    expect((await told(sixty.deliveryId)).map(({ lines }) => lines[0]?.stockValue)).toEqual(
      costing === 'FIFO' ? ['-600.00', '600.00'] : ['-624.00', '624.00'],
    )
  })
})

describe('goods that are kept', () => {
  const order = { documentType: 'SALES_ORDER', documentId: newId() }
  const keeps = (item: Item, lineId: string, quantity: string) =>
    command(reserveStock, {
      ...{ companyId: company.companyId, ...order, documentNumber: 'SO-2026-000001', holdSeconds: null },
      lines: [{ lineId, itemId: item.id, warehouseId: main.id, quantity }],
    })
  const reservedOf = ({ id }: Item) => database.rows<{ reserved: string }>`
    select trim_scale(reserved)::text as reserved from warehouse_stock where item_id = ${id}`

  test('leave for the order they are kept for, part by part, and for nobody else', async () => {
    const item = await company.item(newId().slice(-12), 'FIFO')
    await hear(goodsReceiptConfirmed, company.receipt(main, [[item, '10', '100.00']]))
    const orderLine = newId()
    await keeps(item, orderLine, '8')

    const reply = await command(issueDelivery, delivery(item, '3'))
    expect(reply.payload).toMatchObject({ reason: 'STOCK_INSUFFICIENT', facts: { available: '2', requested: '3' } })

    const part = delivery(item, '5')
    const lines = part.lines.map((line) => ({ ...line, reservedLineId: orderLine }))
    expect(kindOf(await command(issueDelivery, { ...part, reservedFor: order, lines }))).toBe(
      'inventory.delivery-issue.done.v1',
    )
    expect((await company.stockOf(item)).onHand).toEqual(['5'])
    expect(await reservedOf(item)).toEqual([{ reserved: '3' }])
  })
})

describe('goods that come back from a customer', () => {
  test.each([
    ['MOVING_AVERAGE', '52.00'],
    ['FIFO', '50.00'],
  ] as const)('%s: 5 of 60 come in at %s and are told as S3', async (costing, value) => {
    const item = await stocked(costing)
    const sixty = delivery(item, '60')
    await command(issueDelivery, sixty)
    const five = salesReturn(item, '5', sixty)
    expect(kindOf(await command(receiveSalesReturn, five))).toBe('inventory.sales-return-receipt.done.v1')
    expect(await told(five.salesReturnId)).toMatchObject([
      { eventKind: 'SALES_RETURN', documentType: 'SALES_RETURN', lines: [{ quantity: '5', stockValue: value }] },
    ])
    await command(receiveSalesReturn, five)
    expect((await company.stockOf(item)).onHand).toEqual(['95'])
  })

  test('in three parts return exactly what left, and a fourth is refused', async () => {
    const item = await company.item(newId().slice(-12), 'MOVING_AVERAGE')
    await hear(goodsReceiptConfirmed, company.receipt(main, [[item, '3', '10.00']]))
    const three = delivery(item, '3')
    await command(issueDelivery, three)
    const values: (string | undefined)[] = []
    for (const into of [main, east, main]) {
      const one = salesReturn(item, '1', three, into)
      await command(receiveSalesReturn, one)
      values.push((await told(one.salesReturnId))[0]?.lines[0]?.stockValue)
    }
    expect(values).toEqual(['3.33', '3.34', '3.33'])
    const fourth = await command(receiveSalesReturn, salesReturn(item, '1', three))
    expect(fourth.payload).toMatchObject({
      reason: 'RETURNED_TOO_MUCH',
      facts: { deliveryLineId: three.lines[0]?.lineId, returnable: '0', requested: '1' },
    })
    expect((await company.stockOf(item)).onHand.toSorted()).toEqual(['1', '2'])
  })

  test('two returns of the last unit into two warehouses at once: one is refused', async () => {
    const item = await company.item(newId().slice(-12), 'FIFO')
    await hear(goodsReceiptConfirmed, company.receipt(main, [[item, '1', '10.00']]))
    const one = delivery(item, '1')
    await command(issueDelivery, one)
    const replies = await Promise.all(
      [main, east].map((into) => command(receiveSalesReturn, salesReturn(item, '1', one, into))),
    )
    expect(replies.map(kindOf).toSorted()).toEqual([
      'inventory.sales-return-receipt.done.v1',
      'inventory.sales-return-receipt.refused.v1',
    ])
  })

  test('without a delivery come in at what the item costs now, and not where nobody knows', async () => {
    const item = await stocked('MOVING_AVERAGE')
    const two = salesReturn(item, '2', null)
    await command(receiveSalesReturn, two)
    expect((await told(two.salesReturnId))[0]?.lines[0]?.stockValue).toBe('20.80')
    const unknown = await company.item(newId().slice(-12), 'FIFO')
    const reply = await command(receiveSalesReturn, salesReturn(unknown, '2', null))
    expect(reply.payload).toMatchObject({ reason: 'COST_UNKNOWN', facts: { itemId: unknown.id } })

    const stated = salesReturn(unknown, '3', null)
    const dear = { ...stated, lines: stated.lines.map((line) => ({ ...line, statedCost: '10.01' })) }
    await command(receiveSalesReturn, dear)
    expect((await told(dear.salesReturnId))[0]?.lines[0]?.stockValue).toBe('10.01')
    const cheap = salesReturn(unknown, '3', null)
    await command(receiveSalesReturn, { ...cheap, lines: cheap.lines.map((line) => ({ ...line, statedCost: '1.00' })) })
    expect((await told(cheap.salesReturnId))[0]?.lines[0]?.stockValue).toBe('10.01')
  })

  test('of a delivery that never left are refused', async () => {
    const item = await stocked('FIFO')
    const reply = await command(receiveSalesReturn, salesReturn(item, '1', delivery(item, '1')))
    expect(reply.payload).toMatchObject({ reason: 'DELIVERY_NOT_POSTED' })
    expect((await company.stockOf(item)).balances).toEqual(['150 / 156000'])
  })
})

test('balances, layers and counts are what their entries add up to', async () => {
  expect(await disagreements(database)).toEqual([])
})
