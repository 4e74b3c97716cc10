import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { transfersOf } from '../support/transferring.ts'

const scenario = await useScenarios()

interface Simulated {
  readonly simulateStockTransfer: {
    readonly simulation: {
      readonly stockEffects: unknown
      readonly vouchers: readonly { readonly lines: readonly unknown[] }[]
      readonly postingObstacle: unknown
    } | null
    readonly userErrors: readonly unknown[]
  }
}

const agreed = { stockValue: '848.75', ledgerValue: '848.75', inFlightValue: '0.00', difference: '0.00' }

scenario('Goods go to another area at once, with the very voucher that was shown before', async ({ company }) => {
  const { buyer, storekeeper, accountant } = company
  await storekeeper.receives(await buyer.agreesOn(['73 × STEEL at 11.626712']), ['73 × STEEL'])
  const draft = await storekeeper.draftsTransfer('20 × STEEL')
  const { simulateStockTransfer: simulated } = await accountant.ask<Simulated>('SimulateStockTransfer', {
    stockTransferId: draft.id,
  })
  expect(simulated).toMatchObject({
    userErrors: [],
    simulation: {
      postingObstacle: null,
      stockEffects: [
        { warehouse: { code: 'MAIN' }, quantity: '-20', value: { amount: '-232.53' }, quantityAfter: '53' },
        { warehouse: { code: 'EAST' }, quantity: '20', value: { amount: '232.53' }, quantityAfter: '20' },
      ],
      vouchers: [
        { total: { amount: '232.53' }, lines: [{ credit: { amount: '232.53' } }, { debit: { amount: '232.53' } }] },
      ],
    },
  })
  expect(await company.stockOf('STEEL')).toEqual({ MAIN: '73 / 848.75' })

  const confirmed = await storekeeper.confirmsTransfer(draft)
  expect(confirmed).toMatchObject({ number: 'ST-2026-000001', status: 'CONFIRMED' })
  expect(await company.legsOf(confirmed)).toEqual(['STOCK POSTED', 'LEDGER POSTED'])
  expect(await company.entriesOf(confirmed)).toEqual([['Cr 1403 232.53', 'Dr 1403 232.53']])
  expect(await company.stockOf('STEEL')).toEqual({ MAIN: '53 / 616.22', EAST: '20 / 232.53' })
  expect(await company.reconciliation()).toEqual(agreed)

  const cancelled = await storekeeper.cancelsTransfer(confirmed)
  expect(cancelled).toMatchObject({ status: 'CANCELLED', legs: [{ state: 'POSTED' }, { state: 'POSTED' }] })
  expect(await company.entriesOf(cancelled)).toHaveLength(2)
  expect(await company.stockOf('STEEL')).toMatchObject({ MAIN: '73 / 848.75' })
  expect(await company.reconciliation()).toEqual(agreed)
})

scenario('A shipment arrives in two parts and three pieces are lost on the way', async ({ company }) => {
  const { buyer, storekeeper, administrator } = company
  await storekeeper.receives(await buyer.agreesOn(['73 × STEEL at 11.626712']), ['73 × STEEL'])
  const shipped = await storekeeper.transfers('20 × STEEL', { kind: 'TWO_STEP' })
  expect(shipped).toMatchObject({ status: 'SHIPPED', lines: [{ inTransitQuantity: '20' }] })
  expect(await company.entriesOf(shipped)).toEqual([['Dr 1405.T 232.53', 'Cr 1403 232.53']])
  expect(await company.stockOf('STEEL')).toEqual({ MAIN: '53 / 616.22', 'IN-TRANSIT': '20 / 232.53' })
  expect(await company.reconciliation()).toEqual(agreed)

  const first = await storekeeper.receivesTransfer(shipped, '12')
  expect(first).toMatchObject({ status: 'SHIPPED', lines: [{ receivedQuantity: '12', inTransitQuantity: '8' }] })
  expect(await refusalOf(storekeeper.losesInTransfer(first, '3', '13'))).toMatchObject({ code: 'MAKER_CONFIRMS' })
  const second = await transfersOf(administrator, () => company).losesInTransfer(first, '3', '13')
  const received = await storekeeper.receivesTransfer(second)
  expect(received).toMatchObject({
    status: 'RECEIVED',
    lines: [{ receivedQuantity: '17', lostQuantity: '3', inTransitQuantity: '0' }],
  })
  expect(await company.legsOf(received)).toEqual(['STOCK POSTED', 'LEDGER POSTED'])
  expect(await company.entriesOf(received)).toEqual([
    ['Dr 1405.T 232.53', 'Cr 1403 232.53'],
    ['Dr 1403 139.52', 'Cr 1405.T 139.52'],
    ['Dr 1901 39.41', 'Cr 1405.T 34.88', 'Cr 2221.01.05 4.53'],
    ['Dr 1403 58.13', 'Cr 1405.T 58.13'],
  ])
  expect(await company.stockOf('STEEL')).toMatchObject({ MAIN: '53 / 616.22', EAST: '17 / 197.65' })
  expect(await company.reconciliation()).toEqual({ ...agreed, stockValue: '813.87', ledgerValue: '813.87' })
})

scenario('Inside one valuation area a quantity moves, and the books have nothing to say', async ({ company }) => {
  const { buyer, storekeeper } = company
  await storekeeper.receives(await buyer.agreesOn(['28 × PAINT at 10.30']), ['28 × PAINT'])
  const moved = await storekeeper.transfers('20 × PAINT', { to: 'YARD' })
  expect(await company.legsOf(moved)).toEqual(['STOCK POSTED', 'LEDGER POSTED'])
  expect(await company.entriesOf(moved)).toEqual([])
  expect(await company.stockOf('PAINT')).toEqual({ MAIN: '28 / 288.40' })
})
