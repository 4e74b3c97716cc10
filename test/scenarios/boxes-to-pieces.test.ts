import { expect } from 'vitest'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

scenario(
  'Three boxes of twelve come in as 36 pieces for 300.00 and go back by the piece to the last cent',
  async ({ company }) => {
    const { buyer, storekeeper } = company
    const receipt = await storekeeper.receives(await buyer.agreesOn(['3 box × TILE at 100.00']), ['3 × TILE'])
    expect(receipt.lines.nodes).toMatchObject([{ unit: 'box', quantity: '3', baseQuantity: '36' }])
    expect(await company.stockOf('TILE')).toEqual({ MAIN: '36 / 300.00' })

    const five = await buyer.sendsBack(await buyer.returns(receipt, ['5 piece × TILE']))
    expect(await company.entriesOf(five)).toEqual([['Dr 2202.02 41.67', 'Cr 1405.01 41.67']])
    expect(await company.stockOf('TILE')).toEqual({ MAIN: '31 / 258.33' })

    const rest = await buyer.sendsBack(await buyer.returns(receipt, ['31 piece × TILE']))
    expect(await company.entriesOf(rest)).toEqual([['Dr 2202.02 258.33', 'Cr 1405.01 258.33']])
    expect(await company.stockOf('TILE')).toEqual({ MAIN: '0 / 0.00' })
  },
)

scenario('Three pieces for 10.00 go back one by one as 3.33, 3.34 and 3.33', async ({ company }) => {
  const { buyer, storekeeper } = company
  const receipt = await storekeeper.receives(await buyer.agreesOn(['3 × LAMP at 3.333333']), ['3 × LAMP'])
  expect(await company.stockOf('LAMP')).toEqual({ MAIN: '3 / 10.00' })

  for (const value of ['3.33', '3.34', '3.33']) {
    const one = await buyer.sendsBack(await buyer.returns(receipt, ['1 × LAMP']))
    expect(await company.entriesOf(one)).toEqual([[`Dr 2202.02 ${value}`, `Cr 1405.01 ${value}`]])
  }
  expect(await company.stockOf('LAMP')).toEqual({ MAIN: '0 / 0.00' })
  expect((await company.reconciliation()).difference).toBe('0.00')
})
