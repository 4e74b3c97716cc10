import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

scenario('Who decides on an old version of a document is told the current one', async ({ company }) => {
  const { buyer, storekeeper, controller } = company
  const draftOrder = await buyer.orders(['100 × STEEL at 10.00'])
  const order = await buyer.confirms(await buyer.orders(['100 × STEEL at 10.00']))
  await buyer.amends(order, 'A better price', ['100 × STEEL at 9.00'])
  const receipt = await storekeeper.receives(order, ['50 × STEEL'])
  const draft = await storekeeper.drafts(order, ['10 × STEEL'])
  const back = await buyer.returns(receipt, ['1 × STEEL'])
  const rule = await controller.ruleFor('INV', 'RAW_MATERIAL')
  const period = await controller.periodOf('2026-03')
  const before = await company.everything()

  const stale = (currentVersion: number) => ({ __typename: 'StaleVersion', code: 'STALE_VERSION', currentVersion })
  const old = { version: 0 }
  const amend = buyer.amends(order, 'On the old revision', ['100 × STEEL at 8.00'])
  expect(await refusalOf(amend)).toMatchObject(stale(3))
  expect(await refusalOf(buyer.confirms({ ...draftOrder, ...old }))).toMatchObject(stale(1))
  expect(await refusalOf(buyer.cancels({ ...draftOrder, ...old }))).toMatchObject(stale(1))
  expect(await refusalOf(storekeeper.confirms({ ...draft, ...old }))).toMatchObject(stale(1))
  expect(await refusalOf(storekeeper.cancels({ ...draft, ...old }))).toMatchObject(stale(1))
  expect(await refusalOf(buyer.sendsBack({ ...back, ...old }))).toMatchObject(stale(1))
  expect(await refusalOf(buyer.givesUp({ ...back, ...old }))).toMatchObject(stale(1))
  expect(await refusalOf(controller.removes({ ...rule, ...old }))).toMatchObject(stale(1))
  expect(
    await refusalOf(controller.change('ClosePeriod', { period: '2026-03', expectedVersion: period.version - 1 })),
  ).toMatchObject(stale(period.version))
  expect(await company.everything()).toEqual(before)
})

scenario('Of two people who confirm the same draft at once one succeeds', async ({ company }) => {
  const { buyer, storekeeper } = company
  const draft = await storekeeper.drafts(await buyer.agreesOn(['100 × STEEL at 10.00']), ['100 × STEEL'])
  const outcomes = await Promise.allSettled([storekeeper.confirms(draft), storekeeper.confirms(draft)])

  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const [refused] = outcomes.filter((outcome) => outcome.status === 'rejected')
  expect(await refusalOf(Promise.reject(refused?.reason))).toMatchObject({ code: 'GOODS_RECEIPT_NOT_DRAFT' })
  await company.atRest()
  expect(await company.stockOf('STEEL')).toEqual({ MAIN: '100 / 1000.00' })
  expect(await company.voucherNumbers()).toEqual(['记-2026-03-0001'])
})
