import type { Caller } from '@erp/service-kit'
import { currency, newId, refuse } from '@erp/values'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { noDimensions } from '../src/domain/closing-step.ts'
import { type ForeignItem, revalue } from '../src/domain/revaluation.ts'
import { inForeign } from './entries.ts'
import { sound, useMonthEnd } from './month-end.ts'

const { database, accountantOfNewCompany, balances, enter, run, close, postedBy } = await useMonthEnd()

const usd = (amount: string, rate: string) => inForeign(amount, 'USD', rate)

/** Sets the closing rate of a month as of its last day. */
async function closingRate({ companyId, userId }: Caller, day: string, rate: string, code = 'USD') {
  await database.rows`
    with set as (
      insert into exchange_rate (id, company_id, foreign_currency, rate_type, effective_on, rate)
      values (gen_random_uuid(), ${companyId}::uuid, ${code}, 'CLOSING', ${day}::date, ${rate}::numeric) returning *)
    insert into exchange_rate_revision (exchange_rate_id, version, company_id, rate, changed_by, changed_at)
    select id, version, company_id, rate, ${userId}::uuid, now() from set`
}

describe('the worked receivable of USD 1,000', () => {
  test('loses 50.00 at month end, gains 70.00 when paid: 20.00 in all, and is zero in both currencies', async () => {
    const accountant = await accountantOfNewCompany()
    const customerId = newId()
    await enter(
      accountant,
      '2026-01-10',
      ['Dr', '1122', '7100.00', { customerId, ...usd('1000.00', '7.1') }],
      ['Cr', '6001', '7100.00'],
    )
    expect(await run(accountant, '2026-01', 'FX_REVALUATION')).toEqual(
      refuse('ClosingBlocked', {
        period: '2026-01',
        blockers: [{ step: 'FX_REVALUATION', reason: 'EXCHANGE_RATE_MISSING', facts: { currency: 'USD' } }],
      }),
    )
    await closingRate(accountant, '2026-01-31', '7.05')
    expect(await run(accountant, '2026-01', 'PROFIT_CARRY_FORWARD')).toMatchObject({
      blockers: [{ step: 'FX_REVALUATION', reason: 'REVALUATION_DUE' }],
    })
    const revaluation = await run(accountant, '2026-01', 'FX_REVALUATION')
    expect(await postedBy(revaluation)).toEqual(['Cr 1122 5000', 'Dr 6603.03 5000'])
    const [item] = await database.rows`
      select customer_id, foreign_currency, foreign_amount::int as amount from voucher_line
      where voucher_id = ${sound(revaluation).voucherId}::uuid and foreign_currency is not null`
    expect(item).toEqual({ customer_id: customerId, foreign_currency: 'USD', amount: 0 })
    expect(await postedBy(await run(accountant, '2026-01', 'FX_REVALUATION'))).toEqual([])
    await run(accountant, '2026-01', 'PROFIT_CARRY_FORWARD')
    sound(await close(accountant, '2026-01'))

    await enter(
      accountant,
      '2026-02-10',
      ['Dr', '1002', '7120.00', { cashFlowItem: 'SALES_RECEIPTS' }],
      ['Cr', '1122', '7050.00', { customerId, ...usd('1000.00', '7.12') }],
      ['Cr', '6603.03', '70.00'],
    )
    expect(await postedBy(await run(accountant, '2026-02', 'FX_REVALUATION'))).toEqual([])
    expect((await balances(accountant, '2026-02')).lines).toMatchObject({
      '1122': { closing: 0n },
      '6603.03': { debit: 0n, credit: 7000n },
    })
  })

  test('each customer is revalued for itself; what was paid in advance is not', async () => {
    const accountant = await accountantOfNewCompany()
    const [one, other, supplierId] = [newId(), newId(), newId()]
    await enter(
      accountant,
      '2026-01-10',
      ['Dr', '1122', '7100.00', { customerId: one, ...usd('1000.00', '7.1') }],
      ['Dr', '1122', '1400.00', { customerId: other, ...usd('200.00', '7') }],
      ['Dr', '1123', '710.00', { supplierId, ...usd('100.00', '7.1') }],
      ['Cr', '2241', '9210.00'],
    )
    await closingRate(accountant, '2026-01-31', '7.05')
    const done = sound(await run(accountant, '2026-01', 'FX_REVALUATION'))
    const lines = await database.rows`
      select customer_id as customer, (debit - credit)::int as net from voucher_line
      where voucher_id = ${done.voucherId}::uuid order by net`
    expect(lines).toEqual([
      { customer: one, net: -5000 },
      { customer: other, net: 1000 },
      { customer: null, net: 4000 },
    ])
  })

  test('a balance at the bank says that exchange rates moved it', async () => {
    const accountant = await accountantOfNewCompany()
    await enter(
      accountant,
      '2026-01-10',
      ['Dr', '1002', '7100.00', { cashFlowItem: 'CAPITAL_RECEIVED', ...usd('1000.00', '7.1') }],
      ['Cr', '4001', '7100.00'],
    )
    await closingRate(accountant, '2026-01-31', '7.2')
    const done = sound(await run(accountant, '2026-01', 'FX_REVALUATION'))
    const lines = await database.rows`
      select cash_flow_item as item, (debit - credit)::int as net from voucher_line
      where voucher_id = ${done.voucherId}::uuid order by line_number`
    expect(lines).toEqual([
      { item: 'EXCHANGE_EFFECT', net: 10000 },
      { item: null, net: -10000 },
    ])
    await run(accountant, '2026-01', 'PROFIT_CARRY_FORWARD')
    sound(await close(accountant, '2026-01'))
  })
})

test('cash that no cash-flow item explains is in the way of the close', async () => {
  const accountant = await accountantOfNewCompany()
  await enter(accountant, '2026-01-10', ['Dr', '1002', '5.00'], ['Cr', '4001', '5.00'])
  expect(await close(accountant, '2026-01')).toMatchObject({
    blockers: [{ step: 'TIE_OUT_STATEMENTS', reason: 'CASH_FLOW_UNEXPLAINED', facts: { amount: '5.00' } }],
  })
})

describe('whatever the balances and rates', () => {
  const account = (accountCode: string) => ({
    ...{ accountId: newId(), accountCode, accountKey: null, accountRuleId: null, accountRuleVersion: null },
  })
  const cny = currency('CNY')
  const minor = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n })
  const items = fc.array(
    fc.record({
      account: fc.constant(account('1122')),
      dimensions: fc.constant(noDimensions),
      isCash: fc.boolean(),
      foreign: fc.record({ net: minor, currency: fc.constantFrom(currency('USD'), currency('JPY')) }),
      carrying: minor,
      items: fc.constant([]),
    }),
    { maxLength: 20 },
  )
  const rate = fc.integer({ min: 1, max: 10 ** 9 }).map((units) => `${units / 10 ** 4}`)

  test('a revaluation balances, and a second one finds nothing to do', () => {
    fc.assert(
      fc.property(items, rate, rate, (all: ForeignItem[], dollar, yen) => {
        const rates = new Map([
          [currency('USD'), dollar],
          [currency('JPY'), yen],
        ])
        const to = { differences: account('6603.03'), currency: cny }
        const lines = revalue(all, rates, to)
        const net = (side: string) =>
          lines.filter((line) => line.side === side).reduce((sum, { amount }) => sum + amount.minor, 0n)
        expect(net('DEBIT')).toBe(net('CREDIT'))
        expect(lines.every(({ amount }) => amount.minor > 0n)).toBe(true)

        let next = 0
        const after = all.map((item) => {
          const [line] = revalue([item], rates, to)
          if (line) next += 1
          const moved = line ? (line.side === 'DEBIT' ? line.amount.minor : -line.amount.minor) : 0n
          return { ...item, carrying: item.carrying + moved }
        })
        expect(revalue(after, rates, to)).toEqual([])
        expect(lines.filter(({ accountCode }) => accountCode === '1122')).toHaveLength(next)
      }),
    )
  })
})
