import { expect } from 'vitest'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

scenario('The movement summary closes with the balance of the stock accounts', async ({ company }) => {
  const { buyer, storekeeper, accountant } = company
  await storekeeper.receives(await buyer.agreesOn(['100 × STEEL at 10.00']), ['100 × STEEL'], { on: '2026-02-27' })
  const order = await buyer.agreesOn(['50 × STEEL at 11.20', '40 × LAMP at 7.77'])
  const receipt = await storekeeper.receives(order, ['50 × STEEL', '30 × LAMP'])
  await storekeeper.receives(order, ['10 × LAMP'], { into: 'EAST' })
  await buyer.sendsBack(await buyer.returns(receipt, ['10 × STEEL']))
  await company.atRest()

  type Amount = { value: { amount: string } }
  type Summary = {
    stockMovementSummary: {
      total: Record<'opening' | 'received' | 'issued' | 'closing', Amount>
      rows: { nodes: { item: { code: string } | null; valuationArea: { code: string }; figures: object }[] }
    }
    stockTurnoverDifferences: object[]
  }
  const march = await accountant.ask<Summary>('MovementSummary', { period: '2026-03', by: 'ITEM' })
  const { opening, received, issued, closing } = march.stockMovementSummary.total
  // 50 × 11.20 + 30 × 7.77 + 10 × 7.77 came in, 10 × 11.20 went back.
  expect([opening, received, issued, closing].map(({ value }) => value.amount)).toEqual([
    ...['1000.00', '870.80', '112.00', '1758.80'],
  ])
  expect(march.stockMovementSummary.rows.nodes.map(({ item, figures }) => [item?.code, figures])).toEqual([
    ['LAMP', { closing: { quantity: '10', value: { amount: '77.70' } } }],
    ['LAMP', { closing: { quantity: '30', value: { amount: '233.10' } } }],
    ['STEEL', { closing: { quantity: '140', value: { amount: '1448.00' } } }],
  ])
  expect(await company.reconciliation()).toMatchObject({
    ...{ stockValue: closing.value.amount, ledgerValue: closing.value.amount, difference: '0.00' },
  })
  expect(march.stockTurnoverDifferences).toEqual([])
})
