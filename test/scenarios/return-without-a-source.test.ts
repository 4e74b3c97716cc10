import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

for (const { item, costing, back, left } of [
  // 90 / 936.00 are left, 10.40 each.
  { item: 'STEEL', costing: 'at moving average', back: '20.80', left: '92 / 956.80' },
  // 90 / 960.00 are left: 40 at 10.00 and 50 at 11.20.
  { item: 'PAINT', costing: 'first in, first out', back: '21.33', left: '92 / 981.33' },
])
  scenario(`Goods no delivery is known of come back at what the item costs now, ${costing}`, async ({ company }) => {
    const { buyer, storekeeper, sales, biller, administrator } = company
    await storekeeper.receives(await buyer.agreesOn([`100 × ${item} at 10.00`]), [`100 × ${item}`])
    await storekeeper.receives(await buyer.agreesOn([`50 × ${item} at 11.20`]), [`50 × ${item}`])
    await company.atRest()
    await sales.delivers(await sales.promises([`60 × ${item} at 18.00`]))
    const draft = await sales.hasBackFromNowhere([`2 × ${item} at 99.00`])
    expect(await refusalOf(sales.takesIn(draft))).toMatchObject({ code: 'SALES_RETURN_NEEDS_ANOTHER' })
    const returned = await sales.takesIn(draft, administrator)
    expect(returned).toMatchObject({ number: 'SR-2026-000001', status: 'CONFIRMED' })
    expect(await company.legsOf(returned)).toEqual(['STOCK POSTED', 'LEDGER POSTED'])
    expect(await company.entriesOf(returned)).toEqual([[`Dr 1403 ${back}`, `Cr 6401 ${back}`]])
    expect(await company.stockOf(item)).toEqual({ MAIN: left })
    expect(await company.reconciliation()).toMatchObject({ inFlightValue: '0.00', difference: '0.00' })
    const before = await company.everything()
    expect(await refusalOf(biller.writesCredit(returned))).toMatchObject({ code: 'SALES_RETURN_NOT_CREDITABLE' })
    expect(await company.everything()).toEqual(before)
  })

scenario(
  'Where none is on hand they are worth what was stated, and nothing comes in at no cost',
  async ({ company }) => {
    const { sales, administrator } = company
    const unknown = await sales.takesIn(await sales.hasBackFromNowhere(['3 × LAMP']), administrator)
    expect(unknown).toMatchObject({ status: 'REFUSED', refusalCode: 'COST_UNKNOWN' })
    expect(await company.entriesOf(unknown)).toEqual([])
    const known = await sales.takesIn(await sales.hasBackFromNowhere(['3 × LAMP at 3.335']), administrator)
    expect(await company.entriesOf(known)).toEqual([['Dr 1405.01 10.01', 'Cr 6401 10.01']])
    expect(await company.stockOf('LAMP')).toEqual({ MAIN: '3 / 10.01' })
  },
)
