import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { lineOf } from '../support/purchasing.ts'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

scenario('What a supplier will not bring is given up line by line, and no longer expected', async ({ company }) => {
  const { buyer, storekeeper, bookkeeper } = company
  const order = await buyer.agreesOn(['100 × STEEL at 10.00', '20 × LAMP at 5.00'])
  const receipt = await storekeeper.receives(order, ['60 × STEEL'])
  await company.atRest()
  const expected = async (itemCode: string) => {
    const { item } = await storekeeper.ask<{ item: { availability: { expected: string } } }>('StockAvailability', {
      itemCode,
    })
    return item.availability.expected
  }
  expect([await expected('STEEL'), await expected('LAMP')]).toEqual(['40', '20'])
  const close = (input: object, version = order.version) =>
    buyer.change<typeof order & { lines: { nodes: { closeReason: string | null }[] } }>('ClosePurchaseOrderLines', {
      ...{ purchaseOrderId: order.id, expectedVersion: version, reason: 'The mill is closed', ...input },
    })
  const before = await company.everything()
  expect(await refusalOf(close({ reason: ' ' }))).toMatchObject({ code: 'INVALID_INPUT', path: ['input', 'reason'] })
  expect(await refusalOf(close({}, 7))).toMatchObject({ code: 'STALE_VERSION' })
  await expect(storekeeper.change('ClosePurchaseOrderLines', { purchaseOrderId: order.id })).rejects.toThrow()
  expect(await company.everything()).toEqual(before)

  const closed = await close({ purchaseOrderLineIds: [lineOf(order, 'STEEL')] })
  expect(closed.lines.nodes).toMatchObject([
    { item: { code: 'STEEL' }, quantity: '100', receivedQuantity: '60', closeReason: 'The mill is closed' },
    { item: { code: 'LAMP' }, closeReason: null },
  ])
  expect(await refusalOf(storekeeper.receives(order, ['1 × STEEL']))).toMatchObject({
    ...{ code: 'PURCHASE_ORDER_LINE_CLOSED', path: ['input', 'lines', '0', 'purchaseOrderLineId'] },
  })
  await company.atRest()
  expect([await expected('STEEL'), await expected('LAMP')]).toEqual(['0', '20'])
  await storekeeper.receives(order, ['20 × LAMP'])
  const invoice = await bookkeeper.matches(await bookkeeper.writesInvoice(receipt, ['60 × STEEL for 600.00 and 78.00']))
  expect(await company.entriesOf(invoice)).toEqual([['Dr 2202.02 600.00', 'Dr 2221.01.01 78.00', 'Cr 2202.01 678.00']])
})
