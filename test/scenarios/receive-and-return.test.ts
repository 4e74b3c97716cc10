import { expect } from 'vitest'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

const items = [
  { item: 'STEEL', costing: 'at moving average', layers: [] },
  {
    item: 'PAINT',
    costing: 'first in, first out',
    layers: ['GR-2026-000001 100 / 1000.00', 'GR-2026-000002 40 / 448.00'],
  },
] as const

for (const { item, costing, layers } of items) {
  scenario(`Two receipts and a return before the invoice, ${costing}`, async ({ company }) => {
    const { buyer, storekeeper, accountant } = company
    const first = await storekeeper.receives(await buyer.agreesOn([`100 × ${item} at 10.00`]), [`100 × ${item}`])
    expect(first).toMatchObject({ number: 'GR-2026-000001', status: 'CONFIRMED' })
    expect(await company.legsOf(first)).toEqual(['STOCK POSTED', 'LEDGER POSTED'])
    expect(await company.entriesOf(first)).toEqual([['Dr 1403 1000.00', 'Cr 2202.02 1000.00']])
    expect(await company.stockOf(item)).toEqual({ MAIN: '100 / 1000.00' })

    const second = await storekeeper.receives(await buyer.agreesOn([`50 × ${item} at 11.20`]), [`50 × ${item}`])
    expect(second).toMatchObject({ number: 'GR-2026-000002', status: 'CONFIRMED' })
    expect(await company.entriesOf(second)).toEqual([['Dr 1403 560.00', 'Cr 2202.02 560.00']])
    const { stockBalances } = await accountant.ask<Record<string, unknown>>('StockBalances')
    expect(stockBalances).toEqual({
      nodes: [
        {
          item: { code: item },
          valuationArea: { code: 'MAIN' },
          quantity: '150',
          value: { amount: '1560.00' },
          unitCost: '10.400000',
          warehouses: [{ warehouse: { code: 'MAIN' }, onHand: '150' }],
        },
      ],
    })

    const back = await buyer.sendsBack(await buyer.returns(second, [`10 × ${item}`]))
    expect(back).toMatchObject({ number: 'PR-2026-000001', status: 'CONFIRMED' })
    expect(await company.legsOf(back)).toEqual(['STOCK POSTED', 'LEDGER POSTED'])
    expect(await company.entriesOf(back)).toEqual([['Dr 2202.02 112.00', 'Cr 1403 112.00']])
    expect(await company.stockOf(item)).toEqual({ MAIN: '140 / 1448.00' })
    expect(await company.layersOf(item)).toEqual(layers)
    expect(await company.reconciliation()).toEqual({
      stockValue: '1448.00',
      ledgerValue: '1448.00',
      inFlightValue: '0.00',
      difference: '0.00',
    })
    expect(await company.voucherNumbers()).toEqual(['记-2026-03-0001', '记-2026-03-0002', '记-2026-03-0003'])
  })
}
