import { expect } from 'vitest'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

scenario(
  'Stock value = ledger value + value in flight whenever somebody looks, and at rest nothing is in flight',
  async ({ company }) => {
    const { buyer, storekeeper } = company
    const order = await buyer.agreesOn(['1000 × STEEL at 10.01', '1000 × LAMP at 7.77'])
    await storekeeper.session()

    const looks: string[] = []
    let receiving = true
    const watching = (async () => {
      while (receiving) looks.push((await company.reconciliation()).difference)
    })()
    const receipts = []
    for (let batch = 0; batch < 10; batch += 1)
      receipts.push(
        ...(await Promise.all([
          storekeeper.receives(order, ['10 × STEEL', '3 × LAMP']),
          storekeeper.receives(order, ['7.5 × STEEL'], { into: 'EAST' }),
          storekeeper.receives(order, ['11 × LAMP']),
        ])),
      )
    const [first] = receipts
    if (first) await buyer.sendsBack(await buyer.returns(first, ['1.5 × STEEL', '1 × LAMP']))
    receiving = false
    await watching

    expect(looks.length).toBeGreaterThan(20)
    expect(looks.filter((difference) => difference !== '0.00')).toEqual([])
    await company.atRest()
    // 10 × (100.10 + 23.31 + 75.08 + 85.47) − 15.02 − 7.77
    expect(await company.reconciliation()).toEqual({
      stockValue: '2816.81',
      ledgerValue: '2816.81',
      inFlightValue: '0.00',
      difference: '0.00',
    })
  },
)
