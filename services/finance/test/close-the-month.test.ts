import { refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { workedMonth } from './entries.ts'
import { sound, useMonthEnd } from './month-end.ts'

const { database, accountantOfNewCompany, balances, enter, run, close, request, reopen, postedBy, colleagueOf } =
  await useMonthEnd()

async function monthWorked() {
  const accountant = await accountantOfNewCompany()
  sound(await close(accountant, '2026-09', true))
  for (const entries of workedMonth) await enter(accountant, '2026-10-15', ...entries)
  return accountant
}

describe('the worked month', () => {
  test('VAT 84.61 is transferred, 832.51 is carried forward, and the balance sheet is 2,549.03', async () => {
    const accountant = await monthWorked()
    expect(await close(accountant, '2026-10')).toEqual(
      refuse('ClosingBlocked', {
        period: '2026-10',
        blockers: [
          { step: 'VAT_TRANSFER', reason: 'VAT_NOT_TRANSFERRED', facts: { amount: '84.61' } },
          { step: 'PROFIT_CARRY_FORWARD', reason: 'PROFIT_NOT_CARRIED_FORWARD', facts: { count: '3' } },
        ],
      }),
    )
    expect(await postedBy(await run(accountant, '2026-10', 'FX_REVALUATION'))).toEqual([])
    expect(await postedBy(await run(accountant, '2026-10', 'VAT_TRANSFER'))).toEqual([
      'Dr 2221.01.04 8461',
      'Cr 2221.02 8461',
    ])
    expect(await postedBy(await run(accountant, '2026-10', 'PROFIT_CARRY_FORWARD'))).toEqual([
      'Dr 6001 205000',
      'Cr 6401 119122',
      'Cr 6602 2627',
      'Cr 4103 83251',
    ])
    expect(sound(await close(accountant, '2026-10'))).toMatchObject({ status: 'CLOSED' })
    const { lines, total } = await balances(accountant)
    expect(lines).toMatchObject({
      '1405.01': { closing: 23253n },
      '1122': { closing: 231650n },
      '2202': { closing: -163191n },
      '2202.02': { closing: 0n },
      '2221': { closing: -8461n },
      '2221.01': { closing: 0n },
      '4103': { closing: -83251n },
      '6001': { closing: 0n },
      '6401': { closing: 0n },
      '6602': { closing: 0n },
    })
    expect(total.closing.debit.minor).toBe(total.closing.credit.minor)
  })

  test('a step that is run again posts nothing, and after a late voucher only the difference', async () => {
    const accountant = await monthWorked()
    const again = async () => [
      ...(await postedBy(await run(accountant, '2026-10', 'VAT_TRANSFER'))),
      ...(await postedBy(await run(accountant, '2026-10', 'PROFIT_CARRY_FORWARD'))),
    ]
    expect(await again()).toHaveLength(6)
    expect(await again()).toEqual([])
    await enter(
      accountant,
      '2026-10-31',
      ['Dr', '6601', '100.00'],
      ['Dr', '2221.01.01', '13.00'],
      ['Cr', '2202.01', '113.00'],
    )
    expect(await again()).toEqual(['Dr 2221.01.04 -1300', 'Cr 2221.02 -1300', 'Cr 6601 10000', 'Dr 4103 10000'])
    const kept = await database.rows`
      select step, run_number, voucher_id is not null as posted from closing_run
      where company_id = ${accountant.companyId}::uuid order by step desc, run_number`
    expect(kept).toEqual([
      { step: 'VAT_TRANSFER', run_number: 1, posted: true },
      { step: 'VAT_TRANSFER', run_number: 2, posted: false },
      { step: 'VAT_TRANSFER', run_number: 3, posted: true },
      { step: 'PROFIT_CARRY_FORWARD', run_number: 1, posted: true },
      { step: 'PROFIT_CARRY_FORWARD', run_number: 2, posted: false },
      { step: 'PROFIT_CARRY_FORWARD', run_number: 3, posted: true },
    ])
  })

  test('of many who run a step at once, one posts', async () => {
    const accountant = await monthWorked()
    const outcomes = await Promise.all([1, 2, 3].map(() => run(accountant, '2026-10', 'PROFIT_CARRY_FORWARD')))
    const vouchers = outcomes.map((outcome) => sound(outcome)).filter(({ voucherId }) => voucherId !== null)
    expect(vouchers).toHaveLength(1)
  })

  test('input tax above output tax stays where it is', async () => {
    const accountant = await accountantOfNewCompany()
    await enter(accountant, '2026-01-10', ['Dr', '2221.01.01', '13.00'], ['Cr', '2202.01', '13.00'])
    expect(await postedBy(await run(accountant, '2026-01', 'VAT_TRANSFER'))).toEqual([])
    sound(await close(accountant, '2026-01'))
    await enter(accountant, '2026-02-10', ['Dr', '1122', '20.00'], ['Cr', '2221.01.02', '20.00'])
    expect(await postedBy(await run(accountant, '2026-02', 'VAT_TRANSFER'))).toEqual([
      'Dr 2221.01.04 700',
      'Cr 2221.02 700',
    ])
  })

  test('income and expenses are carried forward by account and dimension', async () => {
    const accountant = await accountantOfNewCompany()
    const [sales, buying] = [crypto.randomUUID(), crypto.randomUUID()]
    await enter(
      accountant,
      '2026-01-10',
      ['Dr', '6602', '30.00', { departmentId: sales }],
      ['Dr', '6602', '20.00', { departmentId: buying }],
      ['Cr', '2241', '50.00'],
    )
    const first = sound(await run(accountant, '2026-01', 'PROFIT_CARRY_FORWARD'))
    await enter(
      accountant,
      '2026-01-20',
      ['Dr', '6602', '5.00', { departmentId: sales }],
      ['Dr', '6602', '-5.00', { departmentId: buying }],
    )
    expect(await close(accountant, '2026-01')).toMatchObject({ refusal: 'ClosingBlocked' })
    const second = sound(await run(accountant, '2026-01', 'PROFIT_CARRY_FORWARD'))
    const carried = (voucherId: string | null) => database.rows`
      select department_id as department, (credit - debit)::int as amount from voucher_line
      where voucher_id = ${voucherId}::uuid and department_id is not null order by 2`
    expect(await carried(first.voucherId)).toEqual([
      { department: buying, amount: 2000 },
      { department: sales, amount: 3000 },
    ])
    expect(await carried(second.voucherId)).toEqual([
      { department: buying, amount: -500 },
      { department: sales, amount: 500 },
    ])
    sound(await close(accountant, '2026-01'))
  })
})

describe('year end', () => {
  const december = async (side: 'profit' | 'loss') => {
    const accountant = await accountantOfNewCompany()
    sound(await close(accountant, '2026-11', true))
    await enter(
      accountant,
      '2026-12-31',
      side === 'profit' ? ['Dr', '2241', '1000.00'] : ['Dr', '6602', '1000.00'],
      side === 'profit' ? ['Cr', '6001', '1000.00'] : ['Cr', '2241', '1000.00'],
    )
    return accountant
  }

  test('with profit: carried, closed into 未分配利润, and the next year opens', async () => {
    const accountant = await december('profit')
    expect(await run(accountant, '2026-12', 'YEAR_CLOSE')).toMatchObject({ refusal: 'ClosingBlocked' })
    expect(await postedBy(await run(accountant, '2026-12', 'PROFIT_CARRY_FORWARD'))).toEqual([
      'Dr 6001 100000',
      'Cr 4103 100000',
    ])
    expect(await close(accountant, '2026-12')).toMatchObject({
      blockers: [{ step: 'YEAR_CLOSE', reason: 'YEAR_NOT_CLOSED', facts: { amount: '1000.00' } }],
    })
    expect(await postedBy(await run(accountant, '2026-12', 'YEAR_CLOSE'))).toEqual([
      'Dr 4103 100000',
      'Cr 4104.06 100000',
    ])
    sound(await close(accountant, '2026-12'))
    const next = await database.rows`
      select min(period) as first, max(period) as last, count(*)::int from fiscal_period
      where company_id = ${accountant.companyId}::uuid and status = 'OPEN'`
    expect(next).toEqual([{ first: '2027-01', last: '2027-12', count: 12 }])
    expect((await balances(accountant, '2027-01')).lines['4104.06']).toMatchObject({ opening: -100000n })
  })

  test('with loss, the other way round; a late voucher moves the difference', async () => {
    const accountant = await december('loss')
    await run(accountant, '2026-12', 'PROFIT_CARRY_FORWARD')
    expect(await postedBy(await run(accountant, '2026-12', 'YEAR_CLOSE'))).toEqual([
      'Cr 4103 100000',
      'Dr 4104.06 100000',
    ])
    await enter(accountant, '2026-12-31', ['Dr', '6602', '1.00'], ['Cr', '2241', '1.00'])
    await run(accountant, '2026-12', 'PROFIT_CARRY_FORWARD')
    expect(await postedBy(await run(accountant, '2026-12', 'YEAR_CLOSE'))).toEqual(['Cr 4103 100', 'Dr 4104.06 100'])
    sound(await close(accountant, '2026-12'))
  })

  test('corrections of earlier years go past the profit of this one; other months have no year end', async () => {
    const accountant = await accountantOfNewCompany()
    await enter(accountant, '2026-01-31', ['Dr', '6901', '70.00'], ['Cr', '2241', '70.00'])
    expect(await postedBy(await run(accountant, '2026-01', 'PROFIT_CARRY_FORWARD'))).toEqual([
      'Cr 6901 7000',
      'Dr 4104.06 7000',
    ])
    expect(await run(accountant, '2026-01', 'YEAR_CLOSE')).toEqual(refuse('NotYearEnd', { period: '2026-01' }))
    expect(await run(accountant, '2026-03', 'VAT_TRANSFER')).toEqual(refuse('EarlierPeriodOpen', { period: '2026-01' }))
    expect(await run(accountant, '2031-03', 'VAT_TRANSFER')).toEqual(refuse('PeriodNotFound', { period: '2031-03' }))
  })
})

describe('a close is certified, and reopened only by two', () => {
  const certificates = ({ companyId }: { companyId: string }) => database.rows`
    select p.period, certificate_number as number, length(digest) as digest, v.reason
    from closing_certificate c join fiscal_period p on p.id = c.period_id
    left join closing_certificate_void v on v.certificate_id = c.id
    where c.company_id = ${companyId}::uuid order by 1, 2`

  test('reopened, its certificate is void; closed again, it has the next', async () => {
    const accountant = await accountantOfNewCompany()
    const colleague = colleagueOf(accountant)
    await enter(accountant, '2026-01-10', ['Dr', '1403', '5.00'], ['Cr', '2202.02', '5.00'])
    sound(await close(accountant, '2026-01'))
    expect(await certificates(accountant)).toEqual([{ period: '2026-01', number: 1, digest: 64, reason: null }])

    expect(await reopen(colleague, '2026-01')).toEqual(refuse('SecondPersonNeeded', { period: '2026-01' }))
    sound(await request(accountant, '2026-01'))
    expect(await reopen(accountant, '2026-01')).toEqual(refuse('SecondPersonNeeded', { period: '2026-01' }))
    expect(sound(await reopen(colleague, '2026-01'))).toMatchObject({ status: 'OPEN' })
    expect(await certificates(accountant)).toEqual([
      { period: '2026-01', number: 1, digest: 64, reason: 'late invoice' },
    ])

    await enter(accountant, '2026-01-31', ['Dr', '1403', '1.00'], ['Cr', '2202.02', '1.00'])
    sound(await close(accountant, '2026-01'))
    expect(await certificates(accountant)).toEqual([
      { period: '2026-01', number: 1, digest: 64, reason: 'late invoice' },
      { period: '2026-01', number: 2, digest: 64, reason: null },
    ])
    expect(await reopen(colleague, '2026-01')).toEqual(refuse('SecondPersonNeeded', { period: '2026-01' }))
    const digests = await database.rows<{ digest: string }>`
      select distinct digest from closing_certificate where company_id = ${accountant.companyId}::uuid`
    expect(digests).toHaveLength(2)
  })

  test('only the latest, with a reason, and only what is closed', async () => {
    const accountant = await accountantOfNewCompany()
    sound(await close(accountant, '2026-02', true))
    expect(await certificates(accountant)).toHaveLength(2)
    expect(await request(accountant, '2026-01')).toEqual(refuse('LaterPeriodClosed', { period: '2026-02' }))
    expect(await request(accountant, '2026-02', ' ')).toEqual(refuse('ReasonMissing'))
    expect(await request(accountant, '2026-03')).toEqual(
      refuse('PeriodNotClosed', { period: '2026-03', status: 'OPEN' }),
    )
  })
})
