import { expect } from 'vitest'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

scenario('Fifty receipts at the same time leave fifty vouchers numbered without a gap', async ({ company }) => {
  const { buyer, storekeeper } = company
  const order = await buyer.agreesOn(['50 × STEEL at 10.00', '50 × LAMP at 3.33'])
  await storekeeper.session()

  const fifty = Array.from({ length: 50 }, (_, index) => index + 1)
  const receipts = await Promise.all(fifty.map(() => storekeeper.receives(order, ['1 × STEEL', '1 × LAMP'])))
  await company.atRest()

  const fourDigits = (number: number) => String(number).padStart(4, '0')
  expect(receipts.map(({ number }) => number).sort()).toEqual(fifty.map((number) => `GR-2026-00${fourDigits(number)}`))
  expect(await company.voucherNumbers()).toEqual(fifty.map((number) => `记-2026-03-${fourDigits(number)}`))
  expect(await company.stockOf('STEEL')).toEqual({ MAIN: '50 / 500.00' })
  expect(await company.stockOf('LAMP')).toEqual({ MAIN: '50 / 166.50' })
  expect(await company.reconciliation()).toEqual({
    stockValue: '666.50',
    ledgerValue: '666.50',
    inFlightValue: '0.00',
    difference: '0.00',
  })
})
