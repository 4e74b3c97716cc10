import { newId, type Period } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { accountLedgerEntries, accountTurnover } from '../src/store/account-ledger.ts'
import { controlledBalance } from '../src/store/ledger.ts'
import { ledgerDifferences } from '../src/store/ledger-differences.ts'
import { rollUpLedger } from '../src/use-cases/roll-up-ledger.ts'
import { reconcileStock } from '../src/use-cases/stock-reconciliation.ts'
import { monthOf, stockDocument, useFinanceDatabase } from './finance-database.ts'
import { cny } from './posting-facts.ts'

const { database, prisma, transactor, accountantOfNewCompany, post, balances } = await useFinanceDatabase()

const on = (businessDate: string) => ({ businessDate })

async function tailRows(companyId: string) {
  const [row] = await database.rows<{ count: number }>`
    select count(*)::int from ledger_tail where company_id = ${companyId}::uuid`
  return row?.count
}

describe('the trial balance', () => {
  test('shows opening, turnover, year to date and closing; every column balances', async () => {
    const accountant = await accountantOfNewCompany()
    const { companyId } = accountant
    await post([stockDocument(companyId, [{ stock: '100.00' }], on('2026-08-31'))])
    await post([stockDocument(companyId, [{ stock: '40.00' }], on('2026-09-01'))])
    await post([stockDocument(companyId, [{ stock: '-30.00' }], on('2026-09-30'))])
    await post([stockDocument(companyId, [{ stock: '7.00' }], on('2026-10-01'))])
    const september = await balances(accountant, '2026-09')
    expect(september.lines).toEqual({
      '1405': { opening: 10000n, debit: 4000n, credit: 3000n, closing: 11000n },
      '1405.01': { opening: 10000n, debit: 4000n, credit: 3000n, closing: 11000n },
      '2202': { opening: -10000n, debit: 3000n, credit: 4000n, closing: -11000n },
      '2202.02': { opening: -10000n, debit: 3000n, credit: 4000n, closing: -11000n },
    })
    const yuan = (minor: bigint) => ({ minor, currency: 'CNY' })
    expect(september.total).toEqual({
      opening: { debit: yuan(10000n), credit: yuan(10000n) },
      turnover: { debit: yuan(7000n), credit: yuan(7000n) },
      yearToDate: { debit: yuan(17000n), credit: yuan(17000n) },
      closing: { debit: yuan(11000n), credit: yuan(11000n) },
    })
    expect((await balances(accountant, '2026-07')).lines).toEqual({})
  })

  test('is the same before, while and after the tail is folded', async () => {
    const accountant = await accountantOfNewCompany()
    const { companyId } = accountant
    for (const stock of ['1.00', '2.00', '-0.50']) await post([stockDocument(companyId, [{ stock }])])
    const before = await balances(accountant)
    expect(await tailRows(companyId)).toBe(6)
    await rollUpLedger(prisma)
    expect(await tailRows(companyId)).toBe(0)
    expect(await balances(accountant)).toEqual(before)
    await post([stockDocument(companyId, [{ stock: '4.00' }])])
    expect((await balances(accountant)).lines['1405.01']).toEqual({
      ...{ opening: 0n, debit: 700n, credit: 50n, closing: 650n },
    })
  })
})

test('balances and tail are the sum of the lines at any instant, however postings and roll-ups interleave', async () => {
  const accountant = await accountantOfNewCompany()
  const { companyId } = accountant
  let posting = true
  const rollUps = Promise.all(
    [1, 2].map(async () => {
      while (posting) await rollUpLedger(prisma)
    }),
  )
  const checks = (async () => {
    while (posting) {
      expect(await transactor.read([companyId], (tx) => ledgerDifferences(tx, companyId))).toEqual([])
      const { total } = await balances(accountant)
      expect(total.turnover.debit).toEqual(total.turnover.credit)
    }
  })()
  await Promise.all(
    [1, 2, 3].map(async () => {
      for (let batch = 0; batch < 8; batch += 1)
        await post([1, 2, 3].map(() => stockDocument(companyId, [{ stock: '1.00' }, { stock: '2.34' }])))
    }),
  )
  posting = false
  await Promise.all([rollUps, checks])
  await rollUpLedger(prisma)
  expect(await tailRows(companyId)).toBe(0)
  expect((await balances(accountant)).lines['1405.01']).toMatchObject({ debit: 72n * 334n, closing: 72n * 334n })
  expect(await transactor.read([companyId], (tx) => ledgerDifferences(tx, companyId))).toEqual([])
})

test.each(['PERIOD', 'DAY', 'AUXILIARY_VALUE', 'AUXILIARY_YEAR', 'COMBINATION'])(
  'a kept balance that was tampered with is found: %s',
  async (balance) => {
    const { companyId } = await accountantOfNewCompany()
    await post([stockDocument(companyId, [{ stock: '1.00' }])])
    await rollUpLedger(prisma)
    const tamper = {
      PERIOD: () => database.rows`
        update account_period_balance set debit = debit + 1 where company_id = ${companyId}::uuid and debit > 0`,
      DAY: () => database.rows`
        update account_day_balance set debit = debit + 1 where company_id = ${companyId}::uuid and debit > 0`,
      AUXILIARY_VALUE: () => database.rows`
        update auxiliary_period_balance set debit = debit + 1
        where company_id = ${companyId}::uuid and debit > 0 and dimension = 'ITEM'`,
      AUXILIARY_YEAR: () => database.rows`
        update auxiliary_year_balance set debit = debit + 1
        where company_id = ${companyId}::uuid and debit > 0 and dimension = 'ITEM'`,
      COMBINATION: () => database.rows`
        update dimension_period_balance set debit = debit + 1 where company_id = ${companyId}::uuid and debit > 0`,
    }[balance]
    await tamper?.()
    const differences = (period: string | null) =>
      transactor.read([companyId], (tx) => ledgerDifferences(tx, companyId, period as Period | null))
    const found = await differences(null)
    expect(found.filter((one) => one.balance === balance)).toEqual([
      {
        ...{ balance, accountId: expect.any(String), period: balance === 'AUXILIARY_YEAR' ? '2026-12' : '2026-10' },
        ...{ cachedDebit: 101n, cachedCredit: 0n, postedDebit: 100n, postedCredit: 0n },
      },
    ])
    expect(await differences('2026-10')).toEqual(found)
    expect((await differences('2026-09')).filter((one) => one.balance !== 'AUXILIARY_YEAR')).toEqual([])
  },
)

describe("an account's ledger", () => {
  test('runs by posting date, page after page, from the opening balance to the closing one', async () => {
    const { companyId } = await accountantOfNewCompany()
    await post([stockDocument(companyId, [{ stock: '100.00' }], on('2026-09-30'))])
    await post([stockDocument(companyId, [{ stock: '3.00' }, { stock: '4.00' }], on('2026-10-20'))])
    await post([stockDocument(companyId, [{ stock: '-2.00' }], on('2026-10-21'))])
    await post([stockDocument(companyId, [{ stock: '5.00', itemClass: 'FINISHED_GOODS' }], on('2026-10-01'))])
    const october = monthOf('2026-10')
    const page = (code: string, limit: number, after?: Parameters<typeof accountLedgerEntries>[2]['after']) =>
      transactor.read([companyId], (tx) =>
        accountLedgerEntries(tx, { companyId, code, currency: cny }, { window: october, limit, after }),
      )
    const all = await page('1405', 100)
    const shown = (entries: typeof all) =>
      entries.map(({ postingDate, line, balance }) => [
        postingDate,
        line.debit.minor - line.credit.minor,
        balance.minor,
      ])
    expect(shown(all)).toEqual([
      ['2026-10-01', 500n, 10500n],
      ['2026-10-20', 300n, 10800n],
      ['2026-10-20', 400n, 11200n],
      ['2026-10-21', -200n, 11000n],
    ])
    const position = ({ postingDate, line }: (typeof all)[number]) => ({ postingDate, ...line })
    const walked = [...(await page('1405', 1))]
    for (let last = walked.at(-1); last; last = walked.length < 4 ? walked.at(-1) : undefined)
      walked.push(...(await page('1405', 1, position(last))))
    expect(shown(walked)).toEqual(shown(all))
    expect(shown(await page('1405.01', 2))).toEqual([
      ['2026-10-20', 300n, 10300n],
      ['2026-10-20', 400n, 10700n],
    ])
    expect(
      await transactor.read([companyId], (tx) => accountTurnover(tx, { companyId, code: '1405' }, october)),
    ).toEqual({
      ...{ opening: 10000n, debit: 1200n, credit: 200n },
    })
    expect(await page('1405.0', 5)).toEqual([])
  })
})

describe('the stock accounts', () => {
  test('add up what inventory valued, in all periods and classes, and nothing else', async () => {
    const { companyId } = await accountantOfNewCompany()
    await post([
      stockDocument(companyId, [{ stock: '10.00' }, { stock: '20.00', itemClass: 'RAW_MATERIAL' }]),
      stockDocument(companyId, [{ stock: '-5.00', clearing: '-8.00' }], on('2026-12-01')),
    ])
    expect(await transactor.read([companyId], (tx) => controlledBalance(tx, companyId, 'INV'))).toBe(2500n)
    expect(await transactor.read([companyId], (tx) => controlledBalance(tx, companyId, 'GRIR'))).toBe(-2200n)
    const reconciliation = await transactor.read([companyId], (tx) => reconcileStock(tx, companyId), { snapshot: true })
    expect(reconciliation).toMatchObject({ id: companyId, ledgerValue: { minor: 2500n, currency: 'CNY' } })
    expect(JSON.parse(reconciliation?.watermark ?? '')).toEqual({
      ...{ epoch: null, appliedSeq: 0, earlier: [], appliedAbove: [], parked: [] },
    })
  })

  test('of a company without books cannot be compared', async () => {
    const companyId = newId()
    expect(await transactor.read([companyId], (tx) => reconcileStock(tx, companyId))).toBeUndefined()
  })
})
