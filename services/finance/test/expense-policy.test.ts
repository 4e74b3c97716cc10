import { type BusinessDate, currency, money, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { cityName } from '../src/domain/city.ts'
import {
  type ExpensePolicy,
  findViolations,
  type PolicyLine,
  type SpentElsewhere,
} from '../src/domain/expense-policy.ts'
import { expenseMessages } from '../src/graphql/expense-messages.ts'
import { setExpensePolicy } from '../src/use-cases/set-expense-policy.ts'
import { withdrawExpenseClaim } from '../src/use-cases/submit-expense-claim.ts'
import { claimantsOf } from './expense-people.ts'
import { useFinanceDatabase } from './finance-database.ts'
import { sound } from './voucher-people.ts'

const cny = currency('CNY')
const on = '2026-03-31' as BusinessDate
const policy = (id: string, limit: string, more: Partial<ExpensePolicy> = {}): ExpensePolicy => ({
  ...{ id, companyId: 'one', measure: 'LINE_AMOUNT', expenseTypeId: null, grade: null, city: null, dayLimit: null },
  ...{ amountLimit: money(BigInt(limit.replace('.', '')), cny), severity: 'BLOCK', active: true, version: 1, ...more },
})
const line = (lineNumber: number, amount: string, more: Partial<PolicyLine> = {}): PolicyLine => ({
  ...{ lineNumber, expenseTypeId: 'HOTEL', city: null, spentOn: on },
  ...{ baseAmount: money(BigInt(amount.replace('.', '')), cny), ...more },
})
const found = (
  policies: readonly ExpensePolicy[],
  lines: readonly PolicyLine[],
  grade: string | null = null,
  elsewhere: readonly SpentElsewhere[] = [],
) =>
  findViolations(policies, lines, { grade, on, elsewhere }).map(
    (one) => `${one.lineNumber} ${one.policyId} ${one.actual}>${one.limit}`,
  )

describe('of the limits that fit a line', () => {
  const general = policy('general', '300.00')
  const shanghai = policy('shanghai', '500.00', { city: '上海' })
  const manager = policy('manager', '800.00', { city: '上海', grade: 'MANAGER' })
  test('the one that names most decides', () => {
    const lines = [line(1, '400.00'), line(2, '400.00', { city: '上海' }), line(3, '600.00', { city: '上海' })]
    expect(found([general, shanghai, manager], lines)).toEqual(['1 general 400.00>300.00', '3 shanghai 600.00>500.00'])
    expect(found([general, shanghai, manager], lines, 'MANAGER')).toEqual(['1 general 400.00>300.00'])
  })
  test('the stricter of two that name as much', () => {
    expect(found([general, policy('strict', '100.00')], [line(1, '200.00')])).toEqual(['1 strict 200.00>100.00'])
  })
  test('one that warns and one that blocks, each for itself; none that is out of use', () => {
    const both = [policy('warns', '100.00', { severity: 'WARN' }), general, policy('old', '1.00', { active: false })]
    expect(found(both, [line(1, '200.00'), line(2, '400.00')])).toEqual([
      ...['1 warns 200.00>100.00', '2 warns 400.00>100.00', '2 general 400.00>300.00'],
    ])
  })
  test('a limit of the day counts all of its lines, exactly what is allowed is allowed', () => {
    const daily = policy('daily', '300.00', { measure: 'DAY_AMOUNT' })
    const other = { spentOn: '2026-03-30' as BusinessDate }
    expect(found([daily], [line(1, '200.00'), line(2, '100.00'), line(3, '0.01'), line(4, '300.00', other)])).toEqual([
      '3 daily 300.01>300.00',
    ])
  })
  test('a limit of the day counts what was spent by other claims, where the same limit decides', () => {
    const daily = policy('daily', '300.00', { measure: 'DAY_AMOUNT' })
    const inShanghai = policy('shanghai', '500.00', { measure: 'DAY_AMOUNT', city: '上海' })
    const { lineNumber: _, ...elsewhere } = line(0, '250.00')
    const there = { ...elsewhere, city: '上海市' }
    expect(found([daily], [line(1, '50.00'), line(2, '0.01')], null, [elsewhere])).toEqual(['2 daily 300.01>300.00'])
    const lines = [line(1, '260.00'), line(2, '260.00', { city: ' 上海 ' })]
    expect(found([daily, inShanghai], lines, null, [there])).toEqual(['2 shanghai 510.00>500.00'])
    const before = { ...elsewhere, spentOn: '2026-03-30' as BusinessDate }
    expect(found([daily], [line(1, '300.00')], null, [before])).toEqual([])
  })
  test('a city is the same however it is written', () => {
    const limit = policy('berlin', '1.00', { city: 'Berlin' })
    for (const city of ['BERLIN', ' berlin', 'Ｂｅｒｌｉｎ'])
      expect(found([limit], [line(1, '2.00', { city })])).toHaveLength(1)
    for (const city of ['Bern', '上海', null]) expect(found([limit], [line(1, '2.00', { city })])).toEqual([])
    expect(['上海市', '上海', '沙市', '津市市', '市', ' '].map(cityName)).toEqual([
      '上海',
      '上海',
      '沙市',
      '津市',
      '市',
      null,
    ])
  })
  test('an age counts days', () => {
    const age = policy('age', '0', { measure: 'AGE', amountLimit: null, dayLimit: 30 })
    const days = ['2026-03-01', '2026-02-28'].map((day, index) =>
      line(index + 1, '1.00', { spentOn: day as BusinessDate }),
    )
    expect(found([age], days)).toEqual(['2 age 31>30'])
  })
})

const finance = await useFinanceDatabase()

test('a warning goes with the claim, and what blocks keeps it from being submitted', async () => {
  const people = await claimantsOf(finance)
  const set = (amountLimit: string | null, severity: 'WARN' | 'BLOCK', more: object = {}) =>
    people.as(people.clerk, (u) =>
      setExpensePolicy(u, {
        ...{ expensePolicyId: null, expectedVersion: null, measure: 'LINE_AMOUNT', amountLimit, dayLimit: null },
        ...{
          expenseTypeId: people.types.get('HOTEL') ?? null,
          grade: null,
          city: null,
          severity,
          active: true,
          ...more,
        },
      }),
    )
  sound(await set('1000.00', 'WARN'))
  const warned = await people.submitted()
  expect(warned.findings).toMatchObject([{ lineNumber: 1, severity: 'WARN', limit: '1000.00', actual: '1060.00' }])
  const policy = sound(await set('1050.00', 'BLOCK', { city: '上海' }))
  const blocked = sound(await people.save({ lines: people.journey() }))
  expect(await people.submit(blocked)).toMatchObject(
    refuse('ExpensePolicyViolated', { findings: [{ policyId: policy.id, limit: '1050.00' }] }),
  )
  sound(await set('1100.00', 'BLOCK', { city: '上海', expensePolicyId: policy.id, expectedVersion: 1 }))
  expect(sound(await people.submit(blocked))).toMatchObject({ status: 'SUBMITTED' })

  expect(await set(null, 'WARN')).toEqual(refuse('InvalidInput', { field: 'amountLimit', problem: 'MISSING' }))
  expect(await set('1.00', 'WARN', { expensePolicyId: policy.id, expectedVersion: 1 })).toEqual(
    refuse('StaleVersion', { currentVersion: 2 }),
  )
})

test('a limit of the day is not escaped by a second claim, nor by two that are submitted at once', async () => {
  const people = await claimantsOf(finance)
  const daily = {
    measure: 'DAY_AMOUNT',
    expenseTypeId: people.types.get('MEAL') ?? null,
    amountLimit: '300.00',
  } as const
  const any = { expensePolicyId: null, expectedVersion: null, grade: null, dayLimit: null } as const
  sound(
    await people.as(people.clerk, (u) =>
      setExpensePolicy(u, { ...daily, ...any, city: '上海市', severity: 'BLOCK', active: true }),
    ),
  )
  const meal = async (amount: string, city = '上海') =>
    sound(await people.save({ lines: [people.line('MEAL', amount, { city })] }))
  const exceeded = (actual: string) => ({
    ...{ refusal: 'ExpensePolicyViolated', findings: [{ lineNumber: 1, limit: '300.00', actual }] },
  })
  const first = sound(await people.submit(await meal('200.00')))
  const second = await meal('150.00', '上海市')
  expect(second.findings).toMatchObject([{ actual: '350.00' }])
  expect(await people.submit(second)).toMatchObject(exceeded('350.00'))
  expect(sound(await people.submit(await meal('100.00')))).toMatchObject({ findings: [] })
  const back = { expenseClaimId: first.id, expectedVersion: first.version, reason: '重填' }
  sound(await people.as(people.employee, (u) => withdrawExpenseClaim(u, back, people.approvals)))
  expect(sound(await people.submit(second))).toMatchObject({ status: 'SUBMITTED' })

  const both = [await meal('30.00'), await meal('40.00')]
  const outcomes = await Promise.all(both.map((claim) => people.submit(claim)))
  expect(outcomes.filter((one) => 'refusal' in one)).toHaveLength(1)
  expect(await people.submit(await meal('300.00', '北京'))).toMatchObject({ status: 'SUBMITTED' })
})

test('what is in the way is said in both languages', () => {
  const problems = [{ lineNumber: 2, problem: 'RECEIPT_MISSING' }] as const
  const { en, zh } = expenseMessages.ExpenseClaimIncomplete
  expect(en({ refusal: 'ExpenseClaimIncomplete', problems })).toBe(
    'The claim is not complete: line 2 has no receipt number.',
  )
  expect(zh({ refusal: 'ExpenseClaimIncomplete', problems })).toBe('报销单不完整：第 2 行缺少票据号。')
  const found = {
    lineNumber: 1,
    policyId: 'one',
    measure: 'AGE',
    severity: 'BLOCK',
    limit: '30',
    actual: '31',
  } as const
  const violated = { refusal: 'ExpensePolicyViolated', findings: [found] } as const
  expect(expenseMessages.ExpensePolicyViolated.en(violated)).toContain('line 1, days since it was spent 31 of 30')
  expect(expenseMessages.ExpensePolicyViolated.zh(violated)).toBe('超出报销标准：第 1 行距发生天数 31，标准 30。')
})
