import { expect } from 'vitest'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

scenario('Dear goods go back out of a warehouse where the same item is cheap', async ({ company }) => {
  const { buyer, storekeeper } = company
  const dear = await storekeeper.receives(await buyer.agreesOn(['10 × STEEL at 100.00']), ['10 × STEEL'])
  await storekeeper.receives(await buyer.agreesOn(['10 × STEEL at 18.182']), ['10 × STEEL'], { into: 'EAST' })
  expect(await company.stockOf('STEEL')).toEqual({ EAST: '10 / 181.82', MAIN: '10 / 1000.00' })

  const eight = await buyer.sendsBack(await buyer.returns(dear, ['8 × STEEL'], { from: 'EAST' }))
  expect(await company.entriesOf(eight)).toEqual([['Dr 2202.02 800.00', 'Cr 1403 145.46', 'Cr 6401 654.54']])
  expect(await company.stockOf('STEEL')).toEqual({ EAST: '2 / 36.36', MAIN: '10 / 1000.00' })

  const lastTwo = await buyer.sendsBack(await buyer.returns(dear, ['2 × STEEL'], { from: 'EAST' }))
  expect(await company.entriesOf(lastTwo)).toEqual([['Dr 2202.02 200.00', 'Cr 1403 36.36', 'Cr 6401 163.64']])
  expect(await company.stockOf('STEEL')).toEqual({ EAST: '0 / 0.00', MAIN: '10 / 1000.00' })
  expect(await company.reconciliation()).toEqual({
    stockValue: '1000.00',
    ledgerValue: '1000.00',
    inFlightValue: '0.00',
    difference: '0.00',
  })
})
