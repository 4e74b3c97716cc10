import { formatMoney, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { windowUpTo } from '../src/domain/report-window.ts'
import {
  type BalanceSheet,
  drawUpBalanceSheet,
  drawUpCashFlowStatement,
  drawUpIncomeStatement,
  type IncomeStatement,
} from '../src/use-cases/draw-up-statements.ts'
import { rollUpLedger } from '../src/use-cases/roll-up-ledger.ts'
import { monthOf, useFinanceDatabase } from './finance-database.ts'
import { type Entry, foreign, postByHand, type Written } from './post-by-hand.ts'

const { database, prisma, transactor, openFor } = await useFinanceDatabase()

async function newCompany(accountingStandard: 'CAS' | 'CAS_SMALL' = 'CAS', firstPeriod = '2026-01') {
  const companyId = newId()
  await openFor([{ companyId, accountingStandard, firstPeriod }])
  return companyId
}
const post = (companyId: string, ...vouchers: Written[]) => postByHand(transactor, companyId, vouchers)

const balanceSheetOn = async (companyId: string, on: string) =>
  transactor.read([companyId], (tx) => drawUpBalanceSheet(tx, companyId, { on: windowUpTo(on as never).through }))
const incomeOf = async (companyId: string, period: string, departmentId?: string) =>
  transactor.read([companyId], (tx) =>
    drawUpIncomeStatement(tx, companyId, {
      window: monthOf(period),
      value: departmentId === undefined ? null : { dimension: 'DEPARTMENT', valueId: departmentId },
    }),
  )
const cashFlowOf = async (companyId: string, period: string) =>
  transactor.read([companyId], (tx) => drawUpCashFlowStatement(tx, companyId, { window: monthOf(period) }))

/** What is not zero, by row; the column counts from 0. */
function shown(statement: Pick<BalanceSheet | IncomeStatement, 'rows'> | undefined, column = 0) {
  const rows = (statement?.rows ?? []).flatMap(({ key, figures }) => {
    const figure = figures?.[column]
    return figure && figure.minor !== 0n ? [[key, formatMoney(figure)] as const] : []
  })
  return Object.fromEntries(rows)
}

/** The worked month of a trading company, moving average, whose every figure is known. */
function workedMonth(customerId: string, supplierId: string): Written[] {
  const customer = { customerId }
  const supplier = { supplierId }
  const on = (day: number, ...entries: Entry[]): Written => ({ on: `2026-10-${String(day).padStart(2, '0')}`, entries })
  return [
    on(1, ['Dr 1405.01 1000.00'], ['Cr 2202.02 1000.00', supplier]),
    on(2, ['Dr 1405.01 560.00'], ['Cr 2202.02 560.00', supplier]),
    on(5, ['Dr 6401 624.00'], ['Cr 1405.01 624.00']),
    on(5, ['Dr 1122 1220.40', customer], ['Cr 6001 1080.00'], ['Cr 2221.01.02 140.40']),
    on(
      8,
      ['Dr 2202.02 1000.00', supplier],
      ['Dr 2221.01.01 133.90'],
      ['Dr 1405.01 27.00'],
      ['Dr 6401 3.00'],
      ['Cr 2202.01 1163.90', supplier],
    ),
    on(10, ['Dr 2202.02 112.00', supplier], ['Cr 1405.01 112.00']),
    on(12, ['Dr 1405.01 80.00'], ['Dr 2221.01.01 7.20'], ['Cr 2202.01 87.20', supplier]),
    on(15, ['Dr 1405.01 52.00'], ['Cr 6401 52.00']),
    on(15, ['Dr 1122 -101.70', customer], ['Cr 6001 -90.00'], ['Cr 2221.01.02 -11.70']),
    on(18, ['Dr 2202.01 116.39', supplier], ['Cr 1405.01 103.00'], ['Cr 2221.01.01 13.39']),
    on(
      20,
      ['Dr 2202.02 448.00', supplier],
      ['Dr 2221.01.01 57.20'],
      ['Dr 1405.01 -8.00'],
      ['Cr 2202.01 497.20', supplier],
    ),
    on(22, ['Dr 1901 26.27'], ['Cr 1405.01 23.25'], ['Cr 2221.01.05 3.02']),
    on(23, ['Dr 6602 26.27'], ['Cr 1901 26.27']),
    on(25, ['Dr 1405.T 232.53'], ['Cr 1405.01 232.53']),
    on(26, ['Dr 1405.01 232.53'], ['Cr 1405.T 232.53']),
    on(28, ['Dr 6401 616.22'], ['Cr 1405.01 616.22']),
    on(28, ['Dr 1122 1197.80', customer], ['Cr 6001 1060.00'], ['Cr 2221.01.02 137.80']),
    on(31, ['Dr 2221.01.04 84.61'], ['Cr 2221.02 84.61']),
  ]
}
const carryForward: Written = {
  on: '2026-10-31',
  kind: 'CLOSING',
  entries: [['Dr 6001 2050.00'], ['Cr 6401 1191.22'], ['Cr 6602 26.27'], ['Cr 4103 832.51']],
}

describe('the worked month', async () => {
  const companyId = await newCompany()
  await post(companyId, ...workedMonth(newId(), newId()))

  const profit = {
    REVENUE: '2050.00',
    COST_OF_SALES: '1191.22',
    ADMINISTRATIVE_EXPENSES: '26.27',
    OPERATING_PROFIT: '832.51',
    TOTAL_PROFIT: '832.51',
    NET_PROFIT: '832.51',
    CONTINUING_PROFIT: '832.51',
    TOTAL_COMPREHENSIVE_INCOME: '832.51',
  }
  const worth = {
    ACCOUNTS_RECEIVABLE: '2316.50',
    INVENTORIES: '232.53',
    TOTAL_CURRENT_ASSETS: '2549.03',
    TOTAL_ASSETS: '2549.03',
    ACCOUNTS_PAYABLE: '1631.91',
    TAXES_PAYABLE: '84.61',
    TOTAL_CURRENT_LIABILITIES: '1716.52',
    TOTAL_LIABILITIES: '1716.52',
    UNDISTRIBUTED_PROFIT: '832.51',
    TOTAL_EQUITY: '832.51',
    TOTAL_LIABILITIES_AND_EQUITY: '2549.03',
  }

  test.each(['before 结转损益', 'after it'])(
    'is the same %s: what was earned, and what is owned and owed',
    async (when) => {
      if (when === 'after it') await post(companyId, carryForward)
      const income = await incomeOf(companyId, '2026-10')
      expect(shown(income)).toEqual(profit)
      expect(shown(income, 1)).toEqual(profit)
      expect(shown(income, 2)).toEqual({})
      expect(income?.margins[0]).toMatchObject({
        ...{ grossProfit: { minor: 85_878n }, grossMargin: '41.89', netProfit: { minor: 83_251n } },
        ...{ operatingMargin: '40.61', netMargin: '40.61' },
      })
      expect(income?.margins[2]).toMatchObject({ grossMargin: null, netMargin: null })
      const sheet = await balanceSheetOn(companyId, '2026-10-31')
      expect(shown(sheet)).toEqual(worth)
      expect(sheet).toMatchObject({ difference: { minor: 0n }, outside: [] })
    },
  )

  test('balances on every day of it, and the next year begins with what it left', async () => {
    for (let day = 1; day <= 31; day += 3) {
      const sheet = await balanceSheetOn(companyId, `2026-10-${String(day).padStart(2, '0')}`)
      expect(sheet?.difference.minor).toBe(0n)
    }
    expect(shown(await balanceSheetOn(companyId, '2026-10-05'))).toMatchObject({
      ...{ INVENTORIES: '936.00', ACCOUNTS_RECEIVABLE: '1220.40', UNDISTRIBUTED_PROFIT: '456.00' },
      ...{ ACCOUNTS_PAYABLE: '1560.00', TAXES_PAYABLE: '140.40' },
    })
    expect(shown(await balanceSheetOn(companyId, '2026-10-08'))).toMatchObject({ TAXES_PAYABLE: '6.50' })
    expect(shown(await balanceSheetOn(companyId, '2027-01-31'), 1)).toEqual(worth)
  })

  test('is the same when the ledger is rolled up', async () => {
    await rollUpLedger(prisma)
    expect(shown(await balanceSheetOn(companyId, '2026-10-31'))).toEqual(worth)
    expect(shown(await incomeOf(companyId, '2026-10'))).toEqual(profit)
    const rows = await database.rows`select id from ledger_tail where company_id = ${companyId}::uuid`
    expect(rows).toEqual([])
  })
})

describe('an income statement', () => {
  test('compares with the same period last year and adds up the year', async () => {
    const companyId = await newCompany('CAS_SMALL', '2025-11')
    const sale = (on: string, amount: string): Written => ({
      on,
      entries: [[`Dr 1405.01 ${amount}`], [`Cr 5001 ${amount}`]],
    })
    await post(companyId, sale('2025-11-20', '100.00'), sale('2025-12-05', '40.00'))
    await post(companyId, sale('2026-02-28', '7.00'), sale('2026-08-01', '1000.00'), sale('2026-08-31', '500.00'))
    const columns = async (period: string) => {
      const income = await incomeOf(companyId, period)
      return [0, 1, 2, 3].map((column) => shown(income, column).NET_PROFIT ?? '0.00')
    }
    expect(await columns('2026-08')).toEqual(['1500.00', '1507.00', '0.00', '0.00'])
    expect(await columns('2026-10')).toEqual(['0.00', '1507.00', '0.00', '0.00'])
    const december = await transactor.read([companyId], (tx) =>
      drawUpIncomeStatement(tx, companyId, { window: { ...monthOf('2026-12'), from: '2026-11' as never } }),
    )
    expect([0, 1, 2, 3].map((column) => shown(december, column).NET_PROFIT)).toEqual([
      ...[undefined, '1507.00', '140.00', '140.00'],
    ])
    const toTheFifth = windowUpTo('2026-12-04' as never)
    const cut = await transactor.read([companyId], (tx) => drawUpIncomeStatement(tx, companyId, { window: toTheFifth }))
    expect([2, 3].map((column) => shown(cut, column).NET_PROFIT)).toEqual([undefined, '100.00'])
  })

  test('is drawn up for one department, on any day', async () => {
    const companyId = await newCompany()
    const [north, south] = [newId(), newId()]
    const sale = (on: string, amount: string, departmentId: string | null): Written => ({
      on,
      entries: [
        [`Dr 1002 ${amount}`, { cashFlowItem: 'SALES_RECEIPTS' }],
        [`Cr 6001 ${amount}`, { departmentId }],
      ],
    })
    await post(companyId, sale('2026-03-05', '10.00', north), sale('2026-03-06', '3.00', south))
    await rollUpLedger(prisma)
    await post(companyId, sale('2026-03-20', '4.00', north), sale('2026-03-21', '1.00', null))
    expect(shown(await incomeOf(companyId, '2026-03', north))).toMatchObject({ REVENUE: '14.00' })
    expect(shown(await incomeOf(companyId, '2026-03', south))).toMatchObject({ REVENUE: '3.00' })
    expect(shown(await incomeOf(companyId, '2026-03'))).toMatchObject({ REVENUE: '18.00' })
    const early = await transactor.read([companyId], (tx) =>
      drawUpIncomeStatement(tx, companyId, {
        window: windowUpTo('2026-03-10' as never),
        value: { dimension: 'DEPARTMENT', valueId: north },
      }),
    )
    expect(shown(early)).toMatchObject({ REVENUE: '10.00' })
  })
})

describe('a balance sheet', () => {
  test('moves what a customer paid too much, and what a supplier owes back, to the other side', async () => {
    const companyId = await newCompany()
    const [debtor, payer, supplier] = [{ customerId: newId() }, { customerId: newId() }, { supplierId: newId() }]
    await post(
      companyId,
      { on: '2026-01-10', entries: [['Dr 1122 500.00', debtor], ['Cr 6001 500.00']] },
      {
        on: '2026-01-11',
        entries: [
          ['Dr 1002 120.00', { cashFlowItem: 'SALES_RECEIPTS' }],
          ['Cr 1122 120.00', payer],
        ],
      },
      {
        on: '2026-02-11',
        entries: [
          ['Dr 2202.01 80.00', supplier],
          ['Cr 1002 80.00', { cashFlowItem: 'PURCHASE_PAYMENTS' }],
        ],
      },
    )
    const january = { ACCOUNTS_RECEIVABLE: '500.00', ADVANCES: '120.00', CASH_AND_BANK: '120.00' }
    expect(shown(await balanceSheetOn(companyId, '2026-01-31'))).toMatchObject(january)
    const february = { ...january, CASH_AND_BANK: '40.00', PREPAYMENTS: '80.00' }
    for (const day of ['2026-02-11', '2026-02-28']) {
      expect(shown(await balanceSheetOn(companyId, day))).toMatchObject(february)
      await rollUpLedger(prisma)
    }
    expect(shown(await balanceSheetOn(companyId, '2026-02-10'))).toMatchObject(january)
  })

  test('begins its year with the opening balances taken over in it', async () => {
    const companyId = await newCompany('CAS', '2026-07')
    await post(companyId, {
      on: '2026-07-01',
      kind: 'OPENING',
      entries: [['Dr 1002 900.00'], ['Dr 1405.01 100.00'], ['Cr 4001 800.00'], ['Cr 4103 200.00']],
    })
    await post(companyId, {
      on: '2026-07-09',
      entries: [['Dr 6602 30.00'], ['Cr 1002 30.00', { cashFlowItem: 'OTHER_OPERATING_PAYMENTS' }]],
    })
    const sheet = await balanceSheetOn(companyId, '2026-07-31')
    expect(shown(sheet)).toMatchObject({
      CASH_AND_BANK: '870.00',
      UNDISTRIBUTED_PROFIT: '170.00',
      TOTAL_ASSETS: '970.00',
    })
    expect(shown(sheet, 1)).toMatchObject({
      CASH_AND_BANK: '900.00',
      UNDISTRIBUTED_PROFIT: '200.00',
      TOTAL_ASSETS: '1000.00',
    })
    expect(shown(await incomeOf(companyId, '2026-07'))).toMatchObject({ NET_PROFIT: '-30.00' })
    expect(await cashFlowOf(companyId, '2026-07')).toMatchObject({
      unassigned: { minor: 0n },
      cash: { minor: 87_000n },
    })
  })

  test('names an account that was opened outside of it', async () => {
    const companyId = await newCompany()
    await database.rows`
      insert into account (id, company_id, code, name_zh, name_en, account_class, direction, level, leaf)
      values (${newId()}::uuid, ${companyId}::uuid, '1499', '其他', 'Other', 'ASSET', 'DEBIT', 1, true)`
    expect((await balanceSheetOn(companyId, '2026-01-31'))?.outside).toEqual([])
    await post(companyId, { on: '2026-01-05', entries: [['Dr 1499 7.00'], ['Cr 4001 7.00']] })
    const sheet = await balanceSheetOn(companyId, '2026-01-31')
    expect([sheet?.difference.minor, sheet?.outside.map(({ code }) => code)]).toEqual([-700n, ['1499']])
  })
})

describe('a cash-flow statement', () => {
  test('ties to the movement of cash, whatever its items and currencies', async () => {
    const companyId = await newCompany()
    const flow = (cashFlowItem: string) => ({ cashFlowItem })
    await post(
      companyId,
      { on: '2026-04-01', entries: [['Dr 1002 5000.00', flow('CAPITAL_RECEIVED')], ['Cr 4001 5000.00']] },
      {
        on: '2026-05-02',
        entries: [['Dr 1002 1130.00', flow('SALES_RECEIPTS')], ['Cr 6001 1000.00'], ['Cr 2221.01.02 130.00']],
      },
      {
        on: '2026-05-03',
        entries: [
          ['Dr 6602 100.00'],
          ['Dr 2211 300.00'],
          ['Cr 1001 100.00', flow('OTHER_OPERATING_PAYMENTS')],
          ['Cr 1002 300.00', flow('EMPLOYEE_PAYMENTS')],
        ],
      },
      {
        on: '2026-05-04',
        entries: [
          ['Dr 1001 200.00', flow('CASH_TRANSFER')],
          ['Cr 1002 200.00', flow('CASH_TRANSFER')],
        ],
      },
      {
        on: '2026-05-05',
        entries: [
          ['Dr 1002 710.00', { ...flow('SALES_RECEIPTS'), foreign: foreign('100.00', 'USD', '7.1') }],
          ['Cr 1122 710.00'],
        ],
      },
      { on: '2026-05-31', kind: 'CLOSING', entries: [['Dr 6603.03 5.00'], ['Cr 1002 5.00', flow('EXCHANGE_EFFECT')]] },
    )
    const may = await cashFlowOf(companyId, '2026-05')
    expect(shown(may)).toEqual({
      SALES_RECEIPTS: '1840.00',
      OPERATING_INFLOWS: '1840.00',
      EMPLOYEE_PAYMENTS: '300.00',
      OTHER_OPERATING_PAYMENTS: '100.00',
      OPERATING_OUTFLOWS: '400.00',
      NET_OPERATING: '1440.00',
      EXCHANGE_EFFECT: '-5.00',
      NET_CHANGE: '1435.00',
      OPENING_CASH: '5000.00',
      CLOSING_CASH: '6435.00',
    })
    expect(shown(may, 1)).toMatchObject({ CAPITAL_RECEIVED: '5000.00', NET_CHANGE: '6435.00', CLOSING_CASH: '6435.00' })
    expect(may).toMatchObject({ cash: { minor: 643_500n }, unassigned: { minor: 0n } })
    expect(may?.rows.find(({ key }) => key === 'SALES_RECEIPTS')?.parts).toMatchObject([
      {
        cashFlowItem: 'SALES_RECEIPTS',
        figures: [{ minor: 184_000n }, { minor: 184_000n }, { minor: 0n }, { minor: 0n }],
      },
    ])
  })

  test('shows what flowed without an item', async () => {
    const companyId = await newCompany('CAS_SMALL')
    await post(companyId, { on: '2026-05-02', entries: [['Dr 1002 12.00'], ['Cr 5001 12.00']] })
    expect(await cashFlowOf(companyId, '2026-05')).toMatchObject({
      cash: { minor: 1_200n },
      unassigned: { minor: 1_200n },
    })
  })
})
