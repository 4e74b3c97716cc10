import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

scenario('An order of 100 with 5 % tolerance takes 60 and then 45', async ({ company }) => {
  const { buyer, storekeeper } = company
  const order = await buyer.agreesOn(['100 × STEEL at 10.00'], { tolerancePercent: '5' })
  const standing = async (receiptStatus: string) =>
    expect(await buyer.ask('ReceiptStatusOfPurchaseOrder', { id: order.id })).toEqual({
      purchaseOrder: { status: 'CONFIRMED', receiptStatus, invoiceStatus: 'OPEN' },
    })
  await standing('NONE')
  const first = await storekeeper.receives(order, ['60 × STEEL'])
  await standing('PARTIAL')
  const second = await storekeeper.receives(order, ['45 × STEEL'])
  await standing('FULL')

  expect(await company.entriesOf(first)).toEqual([['Dr 1403 600.00', 'Cr 2202.02 600.00']])
  expect(await company.entriesOf(second)).toEqual([['Dr 1403 450.00', 'Cr 2202.02 450.00']])
  expect(await company.stockOf('STEEL')).toEqual({ MAIN: '105 / 1050.00' })

  expect(await refusalOf(storekeeper.receives(order, ['0.000001 × STEEL']))).toMatchObject({
    code: 'OVER_RECEIPT',
    received: '105',
    requested: '0.000001',
    allowed: '105',
  })
})

scenario('106 of 100 with 5 % tolerance are refused and nothing happens; 105 are taken', async ({ company }) => {
  const { buyer, storekeeper } = company
  const order = await buyer.agreesOn(['100 × STEEL at 10.00'], { tolerancePercent: '5' })
  const draft = await storekeeper.drafts(order, ['106 × STEEL'])
  const before = await company.everything()

  const refusal = {
    __typename: 'OverReceipt',
    code: 'OVER_RECEIPT',
    path: ['input', 'lines', '0', 'quantity'],
    unit: 'kg',
    ordered: '100',
    received: '0',
    requested: '106',
    tolerance: '5',
    allowed: '105',
  }
  expect(await refusalOf(storekeeper.receives(order, ['106 × STEEL']))).toMatchObject(refusal)
  expect(await refusalOf(storekeeper.confirms(draft))).toMatchObject(refusal)
  expect(await company.everything()).toEqual(before)

  const received = await storekeeper.receives(order, ['105 × STEEL'])
  expect(await company.entriesOf(received)).toEqual([['Dr 1403 1050.00', 'Cr 2202.02 1050.00']])
  expect(await company.everything()).not.toEqual(before)
})

scenario('Of two receipts that race for the last quantity one is taken and one refused', async ({ company }) => {
  const { buyer, storekeeper } = company
  const order = await buyer.agreesOn(['100 × STEEL at 10.00'])
  await storekeeper.session()
  const outcomes = await Promise.allSettled(
    ['60 × STEEL', '60 × STEEL'].map((line) => storekeeper.receives(order, [line])),
  )

  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const [refused] = outcomes.filter((outcome) => outcome.status === 'rejected')
  expect(await refusalOf(Promise.reject(refused?.reason))).toMatchObject({ code: 'OVER_RECEIPT', received: '60' })
  await company.atRest()
  expect(await company.stockOf('STEEL')).toEqual({ MAIN: '60 / 600.00' })
  expect(await company.voucherNumbers()).toEqual(['记-2026-03-0001'])
})
