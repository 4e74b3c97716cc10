import { type BusinessDate, newId, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { daysOf, type PerDiemRate, rateOf } from '../src/domain/per-diem.ts'
import { linesOfClaims } from '../src/store/expense-claim-lines.ts'
import { cancelExpenseClaim } from '../src/use-cases/cancel-expense-claim.ts'
import { setPerDiemRate } from '../src/use-cases/set-per-diem-rate.ts'
import { claimantsOf, today } from './expense-people.ts'
import { useFinanceDatabase } from './finance-database.ts'
import { amount } from './posting-facts.ts'
import { sound } from './voucher-people.ts'

const day = (text: string) => text as BusinessDate
const rate = (id: string, perDay: string, more: Partial<PerDiemRate> = {}): PerDiemRate => ({
  ...{ id, companyId: 'one', expenseTypeId: 'PER_DIEM', grade: null, city: null, effectiveOn: day('2026-01-01') },
  ...{ amount: amount(perDay), version: 1, ...more },
})
const decides = (
  rates: readonly PerDiemRate[],
  spentOn: string,
  city: string | null = null,
  grade: string | null = null,
) => rateOf(rates, { expenseTypeId: 'PER_DIEM', city, spentOn: day(spentOn) }, grade)?.id

describe('of the rates that fit', () => {
  const rates = [
    rate('old', '80.00'),
    rate('new', '100.00', { effectiveOn: day('2026-06-01') }),
    rate('shanghai', '150.00', { city: '上海' }),
    rate('manager', '140.00', { grade: 'MANAGER' }),
    rate('both', '200.00', { city: '上海', grade: 'MANAGER', effectiveOn: day('2026-06-01') }),
  ]
  test('the latest on the day counts', () => {
    expect([decides(rates, '2026-05-31'), decides(rates, '2026-06-01')]).toEqual(['old', 'new'])
    expect(decides(rates, '2025-12-31')).toBeUndefined()
  })
  test('a city is the same with and without 市', () => {
    expect(decides(rates, '2026-06-01', '上海市')).toBe('shanghai')
    const later = rate('later', '160.00', { city: '上海市', effectiveOn: day('2026-07-01') })
    expect(decides([...rates, later], '2026-07-01', '上海')).toBe('later')
  })
  test('the one that names most decides, the lower of two that name as much', () => {
    expect(decides(rates, '2026-06-01', '上海')).toBe('shanghai')
    expect(decides(rates, '2026-05-01', '上海', 'MANAGER')).toBe('manager')
    expect(decides(rates, '2026-06-01', '上海', 'MANAGER')).toBe('both')
    expect(decides(rates, '2026-06-01', '北京', 'MANAGER')).toBe('manager')
  })
})

test('days end with the day of the line', () => {
  expect(daysOf({ spentOn: day('2026-03-01'), perDiemDays: 3 })).toEqual(['2026-02-27', '2026-02-28', '2026-03-01'])
  expect(daysOf({ spentOn: null, perDiemDays: 3 })).toEqual([])
})

const finance = await useFinanceDatabase()

async function peopleWithRates() {
  const people = await claimantsOf(finance)
  const expenseTypeId = people.types.get('PER_DIEM') ?? ''
  const set = (perDay: string, more: Partial<Parameters<typeof setPerDiemRate>[1]> = {}) =>
    people.as(people.clerk, (u) =>
      setPerDiemRate(u, {
        ...{ expenseTypeId, grade: null, city: null, effectiveOn: day('2026-01-01'), amount: perDay },
        ...{ expectedVersion: null, ...more },
      }),
    )
  const line = (perDiemDays: number | null, more = {}) =>
    people.line('PER_DIEM', null, { receiptNumber: null, perDiemDays, ...more })
  const linesOf = async (claimId: string) =>
    (await finance.transactor.read([people.companyId], (tx) => linesOfClaims(tx, [claimId]))).get(claimId) ?? []
  return { ...people, expenseTypeId, set, line, linesOf }
}

test('days are paid at the rate of level, city and day, posted as approved, and counted once', async () => {
  const people = await peopleWithRates()
  sound(await people.set('80.00'))
  sound(await people.set('120.50', { city: '上海', grade: 'STAFF' }))
  const claim = await people.approved([people.line(3, { city: '上海' })])
  expect((await people.linesOf(claim.id)).map(({ amount: paid, tax }) => [paid?.minor, tax?.minor])).toEqual([
    [36_150n, 0n],
  ])
  expect(await people.entriesOf(claim)).toEqual(['1 Dr 6602 361.50', '1 Cr 2241 361.50'])

  const again = sound(await people.save({ lines: [people.line(1)] }))
  expect(await people.submit(again)).toEqual(refuse('PerDiemDayClaimed', { spentOn: today, claimNumber: claim.number }))
  expect((await people.read(again)).status).toBe('DRAFT')
  const reference = { expenseClaimId: claim.id, expectedVersion: claim.version, reason: '行程取消' }
  sound(await people.as(people.approver, (u) => cancelExpenseClaim(u, reference)))
  expect(sound(await people.submit(again))).toMatchObject({ status: 'SUBMITTED', claimedTotal: { minor: 8_000n } })
})

test('what is missing or said twice is a problem of the line, and no amount is typed beside days', async () => {
  const people = await peopleWithRates()
  const problems = async (...lines: ReturnType<typeof people.line>[]) =>
    sound(await people.save({ lines })).problems.map(({ lineNumber, problem }) => `${lineNumber} ${problem}`)
  expect(await problems(people.line(2))).toEqual(['1 PER_DIEM_RATE_MISSING'])
  sound(await people.set('80.00'))
  expect(await problems(people.line(2))).toEqual([])
  expect(await problems(people.line(null))).toEqual(['1 PER_DIEM_DAYS_MISSING', '1 AMOUNT_MISSING'])
  expect(await problems(people.line(2), people.line(1))).toEqual(['2 PER_DIEM_DAY_TWICE'])
  expect(await people.save({ lines: [people.line(1, { amount: '1.00' })] })).toEqual(
    refuse('InvalidInput', { field: 'lines.1.amount', problem: 'BESIDE_PER_DIEM_DAYS' }),
  )
  for (const days of [0, 367])
    expect(await people.save({ lines: [people.line(days)] })).toMatchObject({ problem: 'NOT_1_TO_366' })
})

test('a rate is set once for a type, level, city and day, and changed with its version', async () => {
  const people = await peopleWithRates()
  const first = sound(await people.set('80.00'))
  expect(await people.set('90.00')).toEqual(refuse('StaleVersion', { currentVersion: 1 }))
  expect(sound(await people.set('95.00', { city: '上海市' }))).toMatchObject({ city: '上海', version: 1 })
  expect(await people.set('96.00', { city: '上海' })).toEqual(refuse('StaleVersion', { currentVersion: 1 }))
  expect(sound(await people.set('90.00', { expectedVersion: 1 }))).toMatchObject({ id: first.id, version: 2 })
  expect(await people.set('-1.00', { city: '北京' })).toMatchObject({ field: 'amount', problem: 'NEGATIVE' })
  const unknown = newId()
  expect(await people.set('1.00', { expenseTypeId: unknown })).toEqual(
    refuse('ExpenseTypeNotFound', { expenseTypeId: unknown }),
  )
  sound(await people.set('0.00', { effectiveOn: today }))
  const claim = sound(await people.save({ lines: [people.line(1)] }))
  expect(claim.problems).toEqual([{ lineNumber: 1, problem: 'PER_DIEM_RATE_MISSING' }])
})
