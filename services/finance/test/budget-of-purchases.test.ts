import { budgetInForceChanged } from '@erp/contracts'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { announceUntoldBudgets } from '../src/use-cases/announce-budgets.ts'
import { setAccountRule } from '../src/use-cases/set-account-rule.ts'
import { thisMonth, thisYear } from './budget-people.ts'
import { useFinanceDatabase } from './finance-database.ts'
import { amended, goods, orderOf, purchasersOf, service } from './purchase-people.ts'

const finance = await useFinanceDatabase()

/** A company whose sales department may spend so much this month, and whose goods may cost so much. */
async function withBudget(amount: string, level: 'NONE' | 'WARN' | 'BLOCK' = 'BLOCK') {
  const company = await purchasersOf(finance)
  await company.inForce(`6602/SALES ${thisMonth} ${amount}`, `1405.01 ${thisMonth} ${amount}`)
  await company.control(level)
  const item = (name: string, committed: string, actual: string) =>
    `${name} ${thisMonth} ${amount} ${committed} ${actual}`
  const standing = (stock: readonly [string, string], sales: readonly [string, string]) => [
    item('1405.01/-/-', ...stock),
    item('6602/SALES/-', ...sales),
  ]
  return { ...company, standing, advice: (net: string) => service(net, company.departmentId) }
}
const nothing = ['0.00', '0.00'] as const

describe('an order', () => {
  test('reserves its services for their department and its goods for nobody, and each posting takes its share over', async () => {
    const company = await withBudget('1000.00')
    const [stock, advice] = [goods('100', '800.00', { departmentId: company.departmentId }), company.advice('600.00')]
    const order = orderOf(stock, advice)
    expect(await company.reserves(order)).toBe('reserved')
    expect(await company.figures()).toEqual(company.standing(['800.00', '0.00'], ['600.00', '0.00']))

    await company.receives(stock, '25', '210.00')
    await company.invoice({ line: advice, net: '150.00', departmentId: company.departmentId }).counts()
    expect(await company.figures()).toEqual(company.standing(['600.00', '210.00'], ['450.00', '150.00']))

    await company.receives(stock, '80', '640.00')
    const dearer = company.invoice({ line: advice, net: '500.00', departmentId: company.departmentId })
    await dearer.counts()
    expect(await company.figures()).toEqual(company.standing(['0.00', '850.00'], ['0.00', '650.00']))
    await company.sendsBack(stock, '15', '120.00')
    await dearer.isTakenBack()
    expect(await company.figures()).toEqual(company.standing(['80.00', '730.00'], ['450.00', '150.00']))
    expect(await company.open()).toBe('530.00')
  })

  test('is refused with the figures where budgets block, and nothing is reserved; it may be reserved all the same', async () => {
    const company = await withBudget('1000.00')
    await company.reserves(orderOf(company.advice('400.00')))
    const order = orderOf(company.advice('600.01'), goods('1', '10.00'))
    expect(await company.reserves(order)).toBe(`BUDGET_EXCEEDED; 6602 ${thisMonth} BLOCK has 600.00 of 600.01`)
    expect(await company.figures()).toEqual(company.standing(nothing, ['400.00', '0.00']))
    const short = `reserved; 6602 ${thisMonth} BLOCK has 600.00 of 600.01`
    expect(await company.reserves(order, { despiteBudget: true })).toBe(short)
    expect(await company.figures()).toEqual(company.standing(['10.00', '0.00'], ['1000.01', '0.00']))
  })

  test('is told what budgets warn of, and nothing where they inform', async () => {
    const warned = await withBudget('100.00', 'WARN')
    expect(await warned.reserves(orderOf(warned.advice('100.01')))).toBe(
      `reserved; 6602 ${thisMonth} WARN has 100.00 of 100.01`,
    )
    const informed = await withBudget('100.00', 'NONE')
    expect(await informed.reserves(orderOf(informed.advice('500.00')))).toBe('reserved')
    expect(await informed.figures()).toEqual(informed.standing(nothing, ['500.00', '0.00']))
  })

  test('reserves what it says now: more has to fit, less never has to, and what came stays taken', async () => {
    const company = await withBudget('1000.00')
    const stock = goods('100', '800.00')
    const order = orderOf(stock)
    await company.reserves(order)
    await company.receives(stock, '50', '400.00')
    await company.enter(`${thisMonth}-01`, ['Dr', '1405.01', '150.00'], ['Cr', '1002', '150.00'])
    const more = amended(order, { ...stock, quantity: '150', net: '1200.00' })
    expect(await company.reserves(more)).toBe(`BUDGET_EXCEEDED; 1405.01 ${thisMonth} BLOCK has 50.00 of 400.00`)
    expect(await company.figures()).toEqual(company.standing(['400.00', '550.00'], nothing))
    await company.enter(`${thisMonth}-01`, ['Dr', '1405.01', '500.00'], ['Cr', '1002', '500.00'])
    const less = amended(more, { ...stock, quantity: '80', net: '640.00' })
    expect(await company.reserves(less)).toMatch(/^reserved/)
    expect(await company.figures()).toEqual(company.standing(['240.00', '1050.00'], nothing))
    await company.reserves(amended(less), { despiteBudget: true })
    expect(await company.figures()).toEqual(company.standing(['0.00', '1050.00'], nothing))
  })

  test('is not reserved anew by older news of it, whatever has ended since', async () => {
    const company = await withBudget('1000.00')
    const order = orderOf(company.advice('400.00'), goods('1', '10.00'))
    const closed = amended(order)
    await company.reserves(order)
    await company.reserves(closed, { despiteBudget: true })
    expect(await company.reserves(order)).toBe('reserved')
    expect(await company.figures()).toEqual(company.standing(nothing, nothing))
  })

  test('whose reservation is taken back, or was never made, holds nothing', async () => {
    const company = await withBudget('1000.00')
    const order = orderOf(company.advice('400.00'))
    await company.lets(order)
    await company.reserves(order)
    await company.lets(order)
    await company.lets(order)
    expect(await company.figures()).toEqual(company.standing(nothing, nothing))
  })

  test('counts what had come before it was first heard of', async () => {
    const company = await withBudget('1000.00')
    await company.reserves(orderOf(goods('100', '800.00', { receivedQuantity: '40' })))
    expect(await company.figures()).toEqual(company.standing(['480.00', '0.00'], nothing))
  })

  test('in another currency reserves at the rate of the day, and is refused without one where anything is budgeted', async () => {
    const company = await withBudget('1000.00')
    const order = orderOf(company.advice('100.00'))
    expect(await company.reserves(order, { currency: 'USD' })).toBe('EXCHANGE_RATE_MISSING')
    expect(await company.open()).toBe('0.00')
    const unbudgeted = await purchasersOf(finance)
    expect(await unbudgeted.reserves(orderOf(goods('1', '5.00')), { currency: 'USD' })).toBe('reserved')
    await finance.database.rows`
      insert into exchange_rate (id, company_id, foreign_currency, rate_type, effective_on, rate, version)
      values (${newId()}::uuid, ${company.companyId}::uuid, 'USD', 'SPOT', ${`${thisMonth}-01`}::date, 7.12345, 1)`
    expect(await company.reserves(order, { currency: 'USD' })).toBe('reserved')
    expect(await company.figures()).toEqual(company.standing(nothing, ['712.35', '0.00']))
  })

  test('counts on the account that the rules mean for its department', async () => {
    const company = await withBudget('1000.00')
    const { departmentId, clerk } = company
    await company.as(clerk, (unit) =>
      setAccountRule(unit, {
        accountKey: 'EXPENSE',
        departmentId,
        accountCode: '6601',
        itemClass: null,
        valuationAreaId: null,
        expectedVersion: null,
      }),
    )
    await company.inForce(`6601 ${thisMonth} 300.00`)
    await company.reserves(orderOf(company.advice('100.00'), service('50.00')))
    expect(await company.figures()).toEqual([`6601/-/- ${thisMonth} 300.00 100.00 0.00`])
    await company.inForce(`6602 ${thisMonth} 70.00`, `6601 ${thisMonth} 300.00`)
    expect(await company.figures()).toEqual([
      `6601/-/- ${thisMonth} 300.00 100.00 0.00`,
      `6602/-/- ${thisMonth} 70.00 50.00 0.00`,
    ])
  })
})

test('an order for a project reserves what that may spend and no other, and its invoice spends it', async () => {
  const company = await purchasersOf(finance)
  const { departmentId, projectId } = company
  const other = await company.value('project', 'TOWER')
  await company.inForce(...['-/BRIDGE', '-/TOWER', 'SALES/-'].map((of) => `6602/${of} ${thisMonth} 1000.00`))
  await company.control('BLOCK')
  const has = (bridge: string, tower = '0.00 0.00') => [
    `6602/-/BRIDGE ${thisMonth} 1000.00 ${bridge}`,
    `6602/-/TOWER ${thisMonth} 1000.00 ${tower}`,
    `6602/SALES/- ${thisMonth} 1000.00 0.00 0.00`,
  ]
  const design = service('1000.00', departmentId, projectId)
  const order = orderOf(design)
  expect(await company.reserves(order)).toBe('reserved')
  expect(await company.figures()).toEqual(has('1000.00 0.00'))
  const stock = goods('1', '5000.00', { projectId })
  expect(await company.reserves(orderOf(stock, service('0.01', departmentId, projectId)))).toBe(
    `BUDGET_EXCEEDED; 6602 ${thisMonth} BLOCK has 0.00 of 0.01`,
  )
  const charged = company.invoice({ line: design, net: '600.00', departmentId, projectId })
  await charged.counts()
  expect(await company.figures()).toEqual(has('400.00 600.00'))

  expect(await company.reserves(orderOf(stock, service('1000.00', departmentId, other)))).toBe('reserved')
  expect(await company.figures()).toEqual(has('400.00 600.00', '1000.00 0.00'))
  await company.reserves(amended(order), { despiteBudget: true })
  expect(await company.figures()).toEqual(has('0.00 600.00', '1000.00 0.00'))
  await charged.isTakenBack()
  expect(await company.figures()).toEqual(has('0.00 0.00', '1000.00 0.00'))
})

test('of orders that want the last money at once, one gets it', async () => {
  const company = await withBudget('100.00')
  const outcomes = await Promise.all(
    Array.from({ length: 5 }, () => company.reserves(orderOf(company.advice('60.00'), company.advice('10.00')))),
  )
  expect(outcomes.filter((outcome) => outcome === 'reserved')).toHaveLength(1)
  expect(await company.figures()).toEqual(company.standing(nothing, ['70.00', '0.00']))
})

async function budgetsTold(companyId: string) {
  const told = await finance.database.rows<{ payload: unknown }>`
    select payload from platform.outbox
    where type = ${budgetInForceChanged.type} and aggregate_id = ${companyId}::uuid order by pos`
  return told.map(({ payload }) => budgetInForceChanged.schema.parse(payload))
}

test('what is budgeted is told when a version comes into force', async () => {
  const { companyId, inForce } = await withBudget('100.00')
  await inForce(`6602 ${thisMonth} 70.00`)
  const said = { companyId, year: thisYear }
  expect(await budgetsTold(companyId)).toEqual([
    { ...said, accountCodes: ['1405.01', '6602'], version: 1 },
    { ...said, accountCodes: ['6602'], version: 2 },
  ])
})

test('what came into force before the others heard of it is told once, also when two processes start', async () => {
  const { companyId, inForce } = await withBudget('100.00')
  await inForce(`6602 ${thisMonth} 70.00`)
  const { prisma, transactor } = finance
  const announced = async () => {
    const counts = await Promise.all([1, 2].map(() => announceUntoldBudgets(prisma, transactor)))
    return counts.reduce((sum, count) => sum + count, 0)
  }
  expect(await announced()).toBe(0)
  await finance.database.rows`update budget set told = false where company_id = ${companyId}::uuid`
  expect(await announced()).toBe(1)
  expect(await announced()).toBe(0)
  expect((await budgetsTold(companyId)).slice(2)).toEqual([
    { companyId, year: thisYear, accountCodes: ['6602'], version: 2 },
  ])
})
