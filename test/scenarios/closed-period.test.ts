import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

scenario('Nothing is dated into a closed month; reopened, it takes the same documents', async ({ company }) => {
  const { buyer, storekeeper, controller, accountant } = company
  const order = await buyer.agreesOn(['100 × STEEL at 10.00'])
  const receipt = await storekeeper.receives(order, ['20 × STEEL'])
  const draft = await storekeeper.drafts(order, ['30 × STEEL'])
  const back = await buyer.returns(receipt, ['5 × STEEL'])
  await controller.closes('2026-03')
  const before = await company.everything()

  const closed = {
    __typename: 'PeriodNotOpen',
    code: 'PERIOD_NOT_OPEN',
    period: '2026-03',
    periodStatus: 'CLOSED',
  }
  const note = storekeeper.deliveryNote(order, ['30 × STEEL'])
  expect(await refusalOf(storekeeper.receives(order, ['30 × STEEL']))).toMatchObject({
    ...closed,
    path: ['input', 'receivedOn'],
  })
  expect(await refusalOf(storekeeper.confirms(draft))).toMatchObject({ ...closed, path: ['input', 'receivedOn'] })
  expect(await refusalOf(buyer.sendsBack(back))).toMatchObject({ ...closed, path: ['input', 'returnedOn'] })
  expect(await accountant.ask('SimulateGoodsReceipt', { input: note })).toMatchObject({
    simulateGoodsReceipt: { simulation: null, userErrors: [closed] },
  })
  expect(await company.everything()).toEqual(before)

  await controller.reopens('2026-03')
  await company.atRest()
  const confirmed = await storekeeper.confirms(draft)
  expect(await company.entriesOf(confirmed)).toEqual([['Dr 1403 300.00', 'Cr 2202.02 300.00']])
  expect(await company.entriesOf(await buyer.sendsBack(back))).toEqual([['Dr 2202.02 50.00', 'Cr 1403 50.00']])
})

scenario('The month after a closed one is open', async ({ company }) => {
  const { buyer, storekeeper, controller } = company
  const order = await buyer.agreesOn(['100 × STEEL at 10.00'])
  await controller.closes('2026-03')
  await company.atRest()

  const receipt = await storekeeper.receives(order, ['100 × STEEL'], { on: '2026-04-01' })
  expect(await company.entriesOf(receipt)).toEqual([['Dr 1403 1000.00', 'Cr 2202.02 1000.00']])
})
