import { expect } from 'vitest'
import { entry, type VoucherLine } from '../support/documents.ts'
import { useScenarios } from '../support/scenario.ts'
import { stockCountingOf } from '../support/stock-counting.ts'

const scenario = await useScenarios()

scenario(
  'Two pieces are missing: counted blind, approved by another, in the books with their VAT',
  async ({ company }) => {
    const { buyer, storekeeper, controller } = company
    await storekeeper.receives(await buyer.agreesOn(['75 × STEEL at 11.626667']), ['75 × STEEL'])
    await storekeeper.receives(await buyer.agreesOn(['10 × PAINT at 10.30']), ['10 × PAINT'])
    const begun = await storekeeper.beginsStocktake('MAIN', '10')
    expect(begun).toMatchObject({
      ...{ number: 'SK-2026-000001', status: 'COUNTING' },
      lines: [
        { item: { code: 'PAINT' }, expectedQuantity: null, difference: null },
        { item: { code: 'STEEL' }, expectedQuantity: null, difference: null },
      ],
    })
    const counted = await storekeeper.counts(begun, '11', '73')
    expect(counted.lines).toMatchObject([
      { countedQuantity: '11', expectedQuantity: null, difference: null },
      { countedQuantity: '73', expectedQuantity: null, difference: null },
    ])
    const submitted = await storekeeper.submits(counted)
    expect(submitted).toMatchObject({
      status: 'SUBMITTED',
      lines: [
        { expectedQuantity: '10', difference: '1' },
        { expectedQuantity: '75', difference: '-2' },
      ],
    })
    await expect(storekeeper.approves(submitted)).rejects.toThrow()
    expect(await company.stockOf('STEEL')).toEqual({ MAIN: '75 / 872.00' })

    const { simulateStocktake } = await company.accountant.ask<{
      simulateStocktake: { simulations: { vouchers: { lines: VoucherLine[] }[] }[]; userErrors: unknown[] }
    }>('SimulateStocktake', {
      stocktakeId: submitted.id,
      decisions: submitted.lines.map(({ id }) => ({ stocktakeLineId: id, inputVatPercent: '13' })),
    })
    expect(simulateStocktake.userErrors).toEqual([])
    expect(
      simulateStocktake.simulations.flatMap(({ vouchers }) => vouchers.map(({ lines }) => lines.map(entry))),
    ).toEqual([
      ['Dr 1901 26.27', 'Cr 1403 23.25', 'Cr 2221.01.05 3.02'],
      ['Dr 1403 10.30', 'Cr 1901 10.30'],
    ])
    const approved = await stockCountingOf(controller, () => company).approves(submitted, '13')
    expect(approved.status).toBe('CONFIRMED')
    expect(await company.legsOf(approved)).toEqual(['STOCK POSTED', 'LEDGER POSTED'])
    expect(await company.entriesOf(approved)).toEqual([
      ['Dr 1901 26.27', 'Cr 1403 23.25', 'Cr 2221.01.05 3.02'],
      ['Dr 1403 10.30', 'Cr 1901 10.30'],
    ])
    expect(await company.stockOf('STEEL')).toEqual({ MAIN: '73 / 848.75' })
    expect(await company.stockOf('PAINT')).toEqual({ MAIN: '11 / 113.30' })
    expect(await company.reconciliation()).toEqual({
      ...{ stockValue: '962.05', ledgerValue: '962.05', inFlightValue: '0.00', difference: '0.00' },
    })
  },
)
