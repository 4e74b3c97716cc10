import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

scenario('An order is written, promised and amended, and remembers what it said before', async ({ company }) => {
  const { buyer } = company
  const draft = await buyer.orders(['100 × STEEL at 10.00', '40 × PAINT at 36.50'])
  expect(draft).toMatchObject({ number: 'PO-2026-000001', status: 'DRAFT', revision: 1, version: 1 })

  const confirmed = await buyer.confirms(draft)
  expect(confirmed).toMatchObject({ id: draft.id, status: 'CONFIRMED', revision: 1, version: 2 })

  const amended = await buyer.amends(confirmed, 'More steel at a new price', ['120 × STEEL at 10.50'])
  expect(amended).toMatchObject({ id: draft.id, status: 'CONFIRMED', revision: 2, version: 3 })

  const { purchaseOrder } = await buyer.ask<Record<string, unknown>>('PurchaseOrderWithRevisions', {
    number: 'PO-2026-000001',
  })
  expect(purchaseOrder).toEqual({
    number: 'PO-2026-000001',
    status: 'CONFIRMED',
    revision: 2,
    version: 3,
    net: { amount: '2720.00' },
    tax: { amount: '353.60' },
    gross: { amount: '3073.60' },
    lines: {
      nodes: [
        {
          lineNumber: 1,
          item: { code: 'STEEL' },
          unit: 'kg',
          quantity: '120',
          baseQuantity: '120',
          unitPrice: '10.5',
          net: { amount: '1260.00' },
          receivedQuantity: '0',
          receivedBaseQuantity: '0',
          returnedBaseQuantity: '0',
        },
        {
          lineNumber: 2,
          item: { code: 'PAINT' },
          unit: 'L',
          quantity: '40',
          baseQuantity: '40',
          unitPrice: '36.5',
          net: { amount: '1460.00' },
          receivedQuantity: '0',
          receivedBaseQuantity: '0',
          returnedBaseQuantity: '0',
        },
      ],
    },
    revisions: [
      {
        revision: 1,
        reason: '',
        net: { amount: '2460.00' },
        lines: [
          { lineNumber: 1, quantity: '100', unitPrice: '10' },
          { lineNumber: 2, quantity: '40', unitPrice: '36.5' },
        ],
      },
      {
        revision: 2,
        reason: 'More steel at a new price',
        net: { amount: '2720.00' },
        lines: [
          { lineNumber: 1, quantity: '120', unitPrice: '10.5' },
          { lineNumber: 2, quantity: '40', unitPrice: '36.5' },
        ],
      },
    ],
  })
})

scenario(
  'What was received before an amendment keeps its price; what comes later has the new one',
  async ({ company }) => {
    const { buyer, storekeeper } = company
    const order = await buyer.agreesOn(['100 × STEEL at 10.00'])
    const before = await storekeeper.receives(order, ['60 × STEEL'])
    await buyer.amends(order, 'The price went up', ['100 × STEEL at 11.20'])
    const after = await storekeeper.receives(order, ['40 × STEEL'])

    expect(await company.entriesOf(before)).toEqual([['Dr 1403 600.00', 'Cr 2202.02 600.00']])
    expect(await company.entriesOf(after)).toEqual([['Dr 1403 448.00', 'Cr 2202.02 448.00']])
    expect(await company.stockOf('STEEL')).toEqual({ MAIN: '100 / 1048.00' })
  },
)

scenario('An order cannot be amended below what has arrived', async ({ company }) => {
  const { buyer, storekeeper } = company
  const order = await buyer.agreesOn(['100 × STEEL at 10.00'])
  await storekeeper.receives(order, ['60 × STEEL'])
  const before = await company.everything()

  expect(await refusalOf(buyer.amends(order, 'Enough came', ['59.999999 × STEEL at 10.00']))).toMatchObject({
    __typename: 'QuantityBelowReceived',
    code: 'QUANTITY_BELOW_RECEIVED',
    path: ['input', 'changedLines', '0', 'quantity'],
    ordered: '59.999999',
    received: '60',
    allowed: '59.999999',
  })
  expect(await company.everything()).toEqual(before)

  expect(await buyer.amends(order, 'Enough came', ['60 × STEEL at 10.00'])).toMatchObject({ revision: 2 })
})
