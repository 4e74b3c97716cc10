import { expect } from 'vitest'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

interface Simulated {
  readonly simulation: {
    readonly stockEffects: unknown
    readonly vouchers: readonly ({ readonly lines: readonly unknown[] } & Record<string, unknown>)[]
    readonly postingObstacle: unknown
  } | null
  readonly userErrors: readonly unknown[]
}

interface Posted {
  readonly goodsReceipt: {
    readonly number: string
    readonly stockEntries: unknown
    readonly vouchers: readonly ({ readonly lines: { readonly nodes: readonly unknown[] } } & Record<string, unknown>)[]
  }
}

scenario('Simulating a receipt shows the very voucher that confirming then posts', async ({ company }) => {
  const { buyer, storekeeper, accountant } = company
  const order = await buyer.agreesOn(['100 × STEEL at 10.40', '3 box × TILE at 100.00'])
  await storekeeper.receives(order, ['40 × STEEL'])
  const draft = await storekeeper.drafts(order, ['60 × STEEL', '3 × TILE'])
  const before = await company.everything()

  const { simulateDraftGoodsReceipt: simulated } = await accountant.ask<{ simulateDraftGoodsReceipt: Simulated }>(
    'SimulateDraftGoodsReceipt',
    { goodsReceiptId: draft.id },
  )
  expect(simulated.userErrors).toEqual([])
  expect(simulated.simulation?.postingObstacle).toBe(null)
  expect(simulated.simulation?.vouchers).toMatchObject([{ word: '记', period: '2026-03', total: { amount: '924.00' } }])
  expect(await company.everything()).toEqual(before)

  await storekeeper.confirms(draft)
  const { goodsReceipt } = await accountant.ask<Posted>('PostedAsSimulated', { id: draft.id })
  expect(simulated.simulation?.stockEffects).toEqual(goodsReceipt.stockEntries)
  expect(simulated.simulation?.vouchers).toEqual(
    goodsReceipt.vouchers.map(({ lines, ...voucher }) => ({ ...voucher, lines: lines.nodes })),
  )
})

scenario(
  'What was never written down can be simulated too, and is refused as confirming would be',
  async ({ company }) => {
    const { buyer, storekeeper, accountant } = company
    const order = await buyer.agreesOn(['100 × STEEL at 10.40'])
    const before = await company.everything()

    const { simulateGoodsReceipt: simulated } = await accountant.ask<{ simulateGoodsReceipt: Simulated }>(
      'SimulateGoodsReceipt',
      { input: storekeeper.deliveryNote(order, ['100 × STEEL']) },
    )
    expect(simulated).toMatchObject({
      simulation: {
        stockEffects: [
          { item: { code: 'STEEL' }, quantity: '100', value: { amount: '1040.00' }, quantityAfter: '100' },
        ],
        vouchers: [{ total: { amount: '1040.00' }, lines: [{ accountKey: 'INV' }, { accountKey: 'GRIR' }] }],
      },
      userErrors: [],
    })

    const { simulateGoodsReceipt: tooMuch } = await accountant.ask<{ simulateGoodsReceipt: Simulated }>(
      'SimulateGoodsReceipt',
      { input: storekeeper.deliveryNote(order, ['100.5 × STEEL']) },
    )
    expect(tooMuch).toMatchObject({
      simulation: null,
      userErrors: [{ code: 'OVER_RECEIPT', ordered: '100', requested: '100.5', allowed: '100' }],
    })
    expect(await company.everything()).toEqual(before)
  },
)
