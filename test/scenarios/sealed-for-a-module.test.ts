import { eventually } from '@erp/testing'
import { expect } from 'vitest'
import { delayNews } from '../support/delayed-news.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

const march = (module: string) => ({ period: '2026-03', module })
const seals = ({ controller }: TestCompany, module: string) => controller.change('SealPeriod', march(module))
const unseals = ({ controller }: TestCompany, module: string) =>
  controller.change('UnsealPeriod', { ...march(module), reason: 'A late delivery' })
const sealedFor = (module: string) => ({
  ...{ __typename: 'PeriodNotOpen', period: '2026-03', periodStatus: 'SEALED', module },
  message: `Period 2026-03 is sealed for ${module}; ask finance or choose a later day.`,
})

scenario('A month that purchasing is done with takes no receipt, and stock still moves', async ({ company }) => {
  const { buyer, storekeeper } = company
  const order = await buyer.agreesOn(['100 × STEEL at 10.00'])
  const receipt = await storekeeper.receives(order, ['20 × STEEL'])
  const back = await buyer.returns(receipt, ['5 × STEEL'])
  await seals(company, 'SALES')
  await seals(company, 'PURCHASING')
  await company.atRest()
  const before = await company.everything()

  const receives = () => storekeeper.receives(order, ['30 × STEEL'])
  expect(await refusalOf(receives())).toMatchObject({ ...sealedFor('PURCHASING'), path: ['input', 'receivedOn'] })
  expect(await refusalOf(buyer.sendsBack(back))).toMatchObject(sealedFor('PURCHASING'))
  expect(await company.everything()).toEqual(before)
  const april = await storekeeper.receives(order, ['10 × STEEL'], { on: '2026-04-01' })
  expect(await company.entriesOf(april)).toEqual([['Dr 1403 100.00', 'Cr 2202.02 100.00']])

  await unseals(company, 'PURCHASING')
  await seals(company, 'INVENTORY')
  await company.atRest()
  expect(await refusalOf(receives())).toMatchObject(sealedFor('INVENTORY'))
  await unseals(company, 'INVENTORY')
  await company.atRest()
  expect(await company.entriesOf(await receives())).toEqual([['Dr 1403 300.00', 'Cr 2202.02 300.00']])
})

scenario(
  'A month that was sealed while a receipt was being confirmed holds it until it is unsealed',
  async ({ company, system }) => {
    const { buyer, storekeeper, controller } = company
    const order = await buyer.agreesOn(['100 × STEEL at 10.00'])
    const { id } = await controller.periodOf('2026-03')
    const news = await delayNews(system, 'procurement', `evt.finance.period.${id}`)
    await seals(company, 'PURCHASING')

    const receipt = await storekeeper.receives(order, ['100 × STEEL'])
    expect(await company.legsOf(receipt)).toEqual(['STOCK POSTED', 'LEDGER BLOCKED PERIOD_CLOSED'])
    expect(await company.voucherNumbers()).toEqual([])
    await unseals(company, 'PURCHASING')
    await eventually(async () => expect(await company.legsOf(receipt)).toEqual(['STOCK POSTED', 'LEDGER POSTED']))
    await news.release()
    await company.atRest()
    expect(await company.entriesOf(receipt)).toEqual([['Dr 1403 1000.00', 'Cr 2202.02 1000.00']])
  },
)
