import { expect } from 'vitest'
import type { GoodsReceipt } from '../support/documents.ts'
import { useScenarios } from '../support/scenario.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()
const yesterday = '2026-03-04'

// DOMAIN.md 2.4, back-dated receipt: 150 worth 1,560.00, 60 issued, then 50 × 8.00 dated before the issue.
async function deliversThenReceives(company: TestCompany) {
  const { buyer, storekeeper, sales, atRest } = company
  await storekeeper.receives(await buyer.agreesOn(['100 × STEEL at 10.00']), ['100 × STEEL'], { on: yesterday })
  await storekeeper.receives(await buyer.agreesOn(['50 × STEEL at 11.20']), ['50 × STEEL'], { on: yesterday })
  await atRest()
  const delivery = await sales.delivers(await sales.promises(['60 × STEEL at 18.00']))
  const late = async (price: string): Promise<GoodsReceipt> => {
    const order = await buyer.agreesOn([`50 × STEEL at ${price}`])
    const receipt = await storekeeper.receives(order, ['50 × STEEL'], { on: yesterday })
    await atRest()
    return receipt
  }
  return { delivery, late }
}

async function catchesUp({ controller }: TestCompany): Promise<void> {
  const { valuationAreas } = await controller.ask<{ valuationAreas: { nodes: { id: string; code: string }[] } }>(
    'ValuationAreas',
  )
  const area = valuationAreas.nodes.find(({ code }) => code === 'MAIN')
  await controller.change('ChangeValuationArea', {
    ...{ valuationAreaId: area?.id, expectedVersion: 1, catchUpBackDatedReceipts: true },
  })
}

scenario('Where the area catches up, what came late sets the cost of earlier deliveries right', async ({ company }) => {
  await catchesUp(company)
  const { delivery, late } = await deliversThenReceives(company)
  expect(await company.entriesOf(delivery)).toEqual([['Dr 6401 624.00', 'Cr 1403 624.00']])

  const receipt = await late('8.00')
  expect(await company.entriesOf(receipt)).toEqual([['Dr 1403 400.00', 'Cr 2202.02 400.00']])
  expect(await company.entriesOf(delivery)).toEqual([
    ['Dr 6401 624.00', 'Cr 1403 624.00'],
    ['Dr 6401 -36.00', 'Cr 1403 -36.00'],
  ])
  expect(await company.stockOf('STEEL')).toEqual({ MAIN: '140 / 1372.00' })
  expect(await company.reconciliation()).toMatchObject({ inFlightValue: '0.00', difference: '0.00' })

  // Taken back, the delivery gives all of it back, the 36.00 included.
  await company.sales.takesBack(delivery)
  await company.atRest()
  expect(await company.stockOf('STEEL')).toEqual({ MAIN: '200 / 1960.00' })
  expect(await company.reconciliation()).toMatchObject({ inFlightValue: '0.00', difference: '0.00' })
})

scenario('Where it does not, everything keeps the value it was recorded at', async ({ company }) => {
  const { delivery, late } = await deliversThenReceives(company)
  await late('8.00')
  expect(await company.entriesOf(delivery)).toEqual([['Dr 6401 624.00', 'Cr 1403 624.00']])
  expect(await company.stockOf('STEEL')).toEqual({ MAIN: '140 / 1336.00' })
  expect(await company.reconciliation()).toMatchObject({ inFlightValue: '0.00', difference: '0.00' })
})
