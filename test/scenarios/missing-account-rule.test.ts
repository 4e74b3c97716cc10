import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

scenario('Goods without an account are refused before anything happens', async ({ company }) => {
  const { buyer, storekeeper, controller } = company
  const order = await buyer.agreesOn(['100 × STEEL at 10.00', '100 × LAMP at 10.00'])
  const draft = await storekeeper.drafts(order, ['100 × STEEL'])
  const rule = await controller.ruleFor('INV', 'RAW_MATERIAL')
  await controller.removes(rule)
  const before = await company.everything()

  const missing = {
    __typename: 'AccountRuleMissing',
    code: 'ACCOUNT_RULE_MISSING',
    eventKind: 'PURCHASE_RECEIPT',
    accountKey: 'INV',
    itemClass: 'RAW_MATERIAL',
    valuationAreaId: company.warehouses.get('MAIN')?.valuationArea.id,
  }
  expect(await refusalOf(storekeeper.receives(order, ['100 × STEEL']))).toMatchObject(missing)
  expect(await refusalOf(storekeeper.confirms(draft))).toMatchObject(missing)
  expect(await company.everything()).toEqual(before)

  const lamps = await storekeeper.receives(order, ['100 × LAMP'])
  expect(await company.entriesOf(lamps)).toEqual([['Dr 1405.01 1000.00', 'Cr 2202.02 1000.00']])

  await controller.restores(rule)
  await company.atRest()
  const steel = await storekeeper.confirms(draft)
  expect(await company.entriesOf(steel)).toEqual([['Dr 1403 1000.00', 'Cr 2202.02 1000.00']])
})
