import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

scenario('No more goes back than arrived and is still here', async ({ company }) => {
  const { buyer, storekeeper } = company
  const receipt = await storekeeper.receives(await buyer.agreesOn(['100 × STEEL at 10.00']), ['60 × STEEL'])
  const earlier = await buyer.returns(receipt, ['60 × STEEL'])
  await buyer.sendsBack(await buyer.returns(receipt, ['15 × STEEL']))
  const before = await company.everything()

  const exceeds = {
    __typename: 'ReturnExceedsReceived',
    code: 'RETURN_EXCEEDS_RECEIVED',
    path: ['input', 'lines', '0', 'quantity'],
    received: '60',
    returned: '15',
    available: '45',
  }
  expect(await refusalOf(buyer.returns(receipt, ['45.000001 × STEEL']))).toMatchObject({
    ...exceeds,
    requested: '45.000001',
  })
  expect(await refusalOf(buyer.sendsBack(earlier))).toMatchObject({ ...exceeds, requested: '60' })
  expect(await company.everything()).toEqual(before)
})

scenario('Of two returns of the same goods at once one goes back', async ({ company }) => {
  const { buyer, storekeeper } = company
  const receipt = await storekeeper.receives(await buyer.agreesOn(['100 × STEEL at 10.00']), ['100 × STEEL'])
  const drafts = [await buyer.returns(receipt, ['60 × STEEL']), await buyer.returns(receipt, ['60 × STEEL'])]
  const outcomes = await Promise.allSettled(drafts.map((draft) => buyer.sendsBack(draft)))

  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const [refused] = outcomes.filter((outcome) => outcome.status === 'rejected')
  expect(await refusalOf(Promise.reject(refused?.reason))).toMatchObject({ returned: '60', available: '40' })
  await company.atRest()
  expect(await company.stockOf('STEEL')).toEqual({ MAIN: '40 / 400.00' })
  expect(await company.voucherNumbers()).toEqual(['记-2026-03-0001', '记-2026-03-0002'])
})

scenario(
  'A return whose goods lie elsewhere is refused by inventory, and goes when they have come',
  async ({ company }) => {
    const { buyer, storekeeper } = company
    const order = await buyer.agreesOn(['100 × STEEL at 10.00'])
    const receipt = await storekeeper.receives(order, ['50 × STEEL'], { into: 'MAIN' })
    await storekeeper.receives(order, ['8 × STEEL'], { into: 'YARD' })
    const draft = await buyer.returns(receipt, ['10 × STEEL'], { from: 'YARD' })

    const refused = await buyer.sendsBack(draft)
    expect(refused).toMatchObject({
      status: 'REFUSED',
      refusalCode: 'STOCK_INSUFFICIENT',
      refusalReason: 'There is not enough in stock: 8 of 10.',
      legs: [
        { kind: 'STOCK', state: 'REFUSED', reasonCode: 'STOCK_INSUFFICIENT' },
        { kind: 'LEDGER', state: 'REFUSED' },
      ],
    })
    expect(await company.entriesOf(refused)).toEqual([])
    expect(await company.stockOf('STEEL')).toEqual({ MAIN: '58 / 580.00' })
    expect(await company.voucherNumbers()).toEqual(['记-2026-03-0001', '记-2026-03-0002'])

    await storekeeper.receives(order, ['2 × STEEL'], { into: 'YARD' })
    const back = await buyer.sendsBack(refused)
    expect(back).toMatchObject({ id: draft.id, status: 'CONFIRMED', refusalCode: null })
    expect(await company.legsOf(back)).toEqual(['STOCK POSTED', 'LEDGER POSTED'])
    expect(await company.entriesOf(back)).toEqual([['Dr 2202.02 100.00', 'Cr 1403 100.00']])
    expect(await company.stockOf('STEEL')).toEqual({ MAIN: '50 / 500.00' })
  },
)

scenario('A refused return can be given up, and what it held can go back another way', async ({ company }) => {
  const { buyer, storekeeper } = company
  const receipt = await storekeeper.receives(await buyer.agreesOn(['10 × LAMP at 10.00']), ['10 × LAMP'])
  const refused = await buyer.sendsBack(await buyer.returns(receipt, ['10 × LAMP'], { from: 'EAST' }))
  expect(refused).toMatchObject({ status: 'REFUSED', refusalCode: 'STOCK_INSUFFICIENT' })

  expect(await buyer.givesUp(refused)).toMatchObject({ status: 'CANCELLED' })
  const back = await buyer.sendsBack(await buyer.returns(receipt, ['10 × LAMP']))
  expect(await company.entriesOf(back)).toEqual([['Dr 2202.02 100.00', 'Cr 1405.01 100.00']])
  expect(await company.stockOf('LAMP')).toEqual({ MAIN: '0 / 0.00' })
})
