import { eventually } from '@erp/testing'
import { expect } from 'vitest'
import { delayNews } from '../support/delayed-news.ts'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

scenario(
  'A rule that went while the receipt was being confirmed holds the posting until it is set again',
  async ({ company, system }) => {
    const { buyer, storekeeper, controller } = company
    const order = await buyer.agreesOn(['100 × STEEL at 10.00', '100 × LAMP at 3.00'])
    const rule = await controller.ruleFor('INV', 'RAW_MATERIAL')
    const news = await delayNews(system, 'procurement', `evt.finance.account-rule.${rule.id}`)
    await controller.removes(rule)

    const receipt = await storekeeper.receives(order, ['100 × STEEL'])
    expect(receipt).toMatchObject({ status: 'CONFIRMED' })
    expect(receipt.legs).toMatchObject([
      { kind: 'STOCK', state: 'POSTED', reasonCode: null },
      {
        kind: 'LEDGER',
        state: 'BLOCKED',
        reasonCode: 'ACCOUNT_RULE_MISSING',
        reason: 'There is no account for INV. It is posted by itself once a rule is set.',
      },
    ])
    expect(await company.stockOf('STEEL')).toEqual({ MAIN: '100 / 1000.00' })
    expect(await company.entriesOf(receipt)).toEqual([])
    expect(await company.reconciliation()).toEqual({
      stockValue: '1000.00',
      ledgerValue: '0.00',
      inFlightValue: '1000.00',
      difference: '0.00',
    })

    const lamps = await storekeeper.receives(order, ['100 × LAMP'])
    expect(await company.entriesOf(lamps)).toEqual([['Dr 1405.01 300.00', 'Cr 2202.02 300.00']])

    await controller.restores(rule)
    await eventually(async () => expect(await company.legsOf(receipt)).toEqual(['STOCK POSTED', 'LEDGER POSTED']))
    await news.release()
    await company.atRest()
    expect(await company.entriesOf(receipt)).toEqual([['Dr 1403 1000.00', 'Cr 2202.02 1000.00']])
    expect(await company.voucherNumbers()).toEqual(['记-2026-03-0001', '记-2026-03-0002'])
    expect(await company.stockOf('STEEL')).toEqual({ MAIN: '100 / 1000.00' })
    expect(await company.reconciliation()).toEqual({
      stockValue: '1300.00',
      ledgerValue: '1300.00',
      inFlightValue: '0.00',
      difference: '0.00',
    })
  },
)

scenario(
  'A month that closed while the receipt was being confirmed holds the posting until it is reopened',
  async ({ company, system }) => {
    const { buyer, storekeeper, controller } = company
    const order = await buyer.agreesOn(['100 × STEEL at 10.00'])
    const march = await controller.periodOf('2026-03')
    const news = await delayNews(system, 'procurement', `evt.finance.period.${march.id}`)
    await controller.closes('2026-03')

    const receipt = await storekeeper.receives(order, ['100 × STEEL'])
    expect(await company.legsOf(receipt)).toEqual(['STOCK POSTED', 'LEDGER BLOCKED PERIOD_CLOSED'])
    expect(await company.voucherNumbers()).toEqual([])

    await controller.reopens('2026-03')
    await eventually(async () => expect(await company.legsOf(receipt)).toEqual(['STOCK POSTED', 'LEDGER POSTED']))
    await news.release()
    await company.atRest()
    expect(await company.entriesOf(receipt)).toEqual([['Dr 1403 1000.00', 'Cr 2202.02 1000.00']])
    expect(await company.voucherNumbers()).toEqual(['记-2026-03-0001'])
  },
)
