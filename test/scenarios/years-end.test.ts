import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { ledgerKeepingOf } from '../support/voucher-writing.ts'

const scenario = await useScenarios()

scenario(
  'One year ends with a profit and the next with a loss, and both go to 未分配利润',
  async ({ company }) => {
    const { accountant, controller } = company
    const keeping = ledgerKeepingOf(accountant, controller)
    await controller.closes('2026-11')
    await keeping.records([['2026-12-31', '年末开票', 'Dr 1121 1000.00', 'Cr 6001 1000.00']])
    expect(await keeping.runs('2026-12', 'PROFIT_CARRY_FORWARD')).toEqual(['Dr 6001 1000.00', 'Cr 4103 1000.00'])
    expect((await refusalOf(controller.closes('2026-12'))).code).toBe('CLOSING_BLOCKED')
    expect(await keeping.runs('2026-12', 'YEAR_CLOSE')).toEqual(['Dr 4103 1000.00', 'Cr 4104.06 1000.00'])
    await controller.closes('2026-12')
    expect(await controller.periodOf('2027-12')).toMatchObject({ status: 'OPEN' })

    await controller.closes('2027-11')
    await keeping.records([['2027-12-31', '年末费用', 'Dr 6602 400.00', 'Cr 2241 400.00']])
    expect(await keeping.runs('2027-12', 'PROFIT_CARRY_FORWARD')).toEqual(['Cr 6602 400.00', 'Dr 4103 400.00'])
    expect(await keeping.runs('2027-12', 'YEAR_CLOSE')).toEqual(['Cr 4103 400.00', 'Dr 4104.06 400.00'])
    await controller.closes('2027-12')

    const { balanceSheet } = await accountant.ask<{
      balanceSheet: { rows: { key: string; closing: object | null; yearOpening: object | null }[] }
    }>('FinancialStatements', { period: '2027-12', on: '2027-12-31' })
    expect(balanceSheet.rows.find(({ key }) => key === 'TOTAL_EQUITY')).toMatchObject({
      yearOpening: { amount: '1000.00' },
      closing: { amount: '600.00' },
    })
  },
  180_000,
)
