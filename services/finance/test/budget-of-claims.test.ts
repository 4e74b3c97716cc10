import { isRefusal, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { cancelExpenseClaim } from '../src/use-cases/cancel-expense-claim.ts'
import { giveBackUnaskedClaim } from '../src/use-cases/give-back-unasked.ts'
import { reduceExpenseClaim, withdrawExpenseClaim } from '../src/use-cases/submit-expense-claim.ts'
import { budgetersOf, thisMonth, thisYear } from './budget-people.ts'
import { useFinanceDatabase } from './finance-database.ts'
import { sound } from './voucher-people.ts'

const finance = await useFinanceDatabase()
const at = ({ id, version }: { id: string; version: number }) => ({ expenseClaimId: id, expectedVersion: version })

/** A company whose sales department may spend so much this month. */
async function withBudget(amount: string, level: 'NONE' | 'WARN' | 'BLOCK' = 'BLOCK') {
  const company = await budgetersOf(finance)
  await company.inForce(`6602/SALES ${thisMonth} ${amount}`)
  await company.control(level)
  const sales = (committed: string, actual: string) => [`6602/SALES/- ${thisMonth} ${amount} ${committed} ${actual}`]
  const taxi = (cost: string) => company.line('TAXI', cost)
  return { ...company, sales, taxi }
}

describe('a claim that is submitted', () => {
  test('commits what it will post as expense, without its input VAT; posted, that is spent', async () => {
    const company = await withBudget('2000.00')
    const claim = await company.submitted()
    expect(await company.figures()).toEqual(company.sales('1150.00', '0.00'))
    await company.decide(company.decision(claim))
    expect(await company.figures()).toEqual(company.sales('0.00', '1150.00'))
    const approved = await company.read(claim)
    sound(await company.as(company.approver, (u) => cancelExpenseClaim(u, { ...at(approved), reason: '重复' })))
    expect(await company.figures()).toEqual(company.sales('0.00', '0.00'))
  })

  test('is refused with the figures when a budget that blocks does not cover it, and nothing is stored', async () => {
    const company = await withBudget('100.00')
    await company.submitted([company.taxi('40.00')])
    const draft = sound(await company.save({ lines: [company.taxi('60.01')] }))
    const receipts = await company.receipts()
    expect(await company.submit(draft)).toEqual(
      refuse('BudgetExceeded', {
        shortages: [
          {
            ...{ accountCode: '6602', departmentId: company.departmentId, projectId: null, span: 'PERIOD' },
            ...{ level: 'BLOCK', period: thisMonth, available: '60.00', asked: '60.01' },
          },
        ],
      }),
    )
    expect(await company.read(draft)).toEqual(draft)
    expect(await company.receipts()).toBe(receipts)
    expect(await company.figures()).toEqual(company.sales('40.00', '0.00'))
    expect(await company.submitted([company.taxi('60.00')])).toMatchObject({ status: 'SUBMITTED', budgetFindings: [] })
  })

  test('shows to whoever approves what a budget that warns does not cover, and one that informs nothing', async () => {
    const company = await withBudget('100.00', 'WARN')
    const claim = await company.submitted([company.taxi('70.00'), company.taxi('50.00')])
    expect(await company.read(claim)).toMatchObject({ budgetFindings: [{ available: '100.00', asked: '120.00' }] })
    expect(await company.figures()).toEqual(company.sales('120.00', '0.00'))
    const informed = await withBudget('100.00', 'NONE')
    expect(await informed.submitted([informed.taxi('170.00')])).toMatchObject({ budgetFindings: [] })
    expect(await informed.figures()).toEqual(informed.sales('170.00', '0.00'))
  })

  test('lets all of it go when it is rejected, withdrawn, or nobody could be asked; a part when it is reduced', async () => {
    const company = await withBudget('100.00')
    const rejected = await company.submitted([company.taxi('100.00')])
    await company.decide(company.decision(rejected, { outcome: 'REJECTED', reason: '否' }))
    expect(await company.figures()).toEqual(company.sales('0.00', '0.00'))
    const withdrawn = await company.submitted([company.taxi('100.00')])
    const reason = '改'
    sound(
      await company.as(company.employee, (u) =>
        withdrawExpenseClaim(u, { ...at(withdrawn), reason }, company.approvals),
      ),
    )
    expect(await company.figures()).toEqual(company.sales('0.00', '0.00'))
    const unasked = await company.submitted([company.taxi('100.00')])
    const { id: documentId, approvalId } = unasked
    await company.as(company.employee, (u) =>
      giveBackUnaskedClaim(u, { documentId, approvalId: approvalId ?? '', reason: 'NO_APPROVER' }),
    )
    expect(await company.figures()).toEqual(company.sales('0.00', '0.00'))
    const again = sound(await company.submit(await company.read(unasked)))
    const reductions = [{ lineNumber: 1, approvedAmount: '30.00', reason: '超标' }]
    sound(
      await company.as(company.approver, (u) => reduceExpenseClaim(u, { ...at(again), reductions }, company.approvals)),
    )
    expect(await company.figures()).toEqual(company.sales('30.00', '0.00'))
    await company.decide(company.decision(await company.read(again)))
    expect(await company.figures()).toEqual(company.sales('0.00', '30.00'))
  })

  test('counts on what the next version budgets from the day it is in force', async () => {
    const company = await withBudget('100.00')
    const claim = await company.submitted([company.taxi('100.00')])
    await company.inForce(`6602 ${thisMonth} 500.00`)
    expect(await company.figures()).toEqual([`6602/-/- ${thisMonth} 500.00 100.00 0.00`])
    await company.decide(company.decision(claim))
    expect(await company.figures()).toEqual([`6602/-/- ${thisMonth} 500.00 0.00 100.00`])
  })

  test('is held while its voucher is, and never counted twice', async () => {
    const company = await withBudget('100.00')
    const claim = await company.submitted([company.taxi('100.00')])
    const message = company.decision(claim)
    const use = (active: boolean) => finance.database.rows`
      update account set active = ${active} where company_id = ${company.companyId}::uuid and code = '2241'`
    await use(false)
    await company.decide(message)
    expect(await company.figures()).toEqual(company.sales('100.00', '0.00'))
    await use(true)
    await company.decide(message)
    await company.decide(message)
    expect(await company.figures()).toEqual(company.sales('0.00', '100.00'))
  })
})

test('of claims that want the last money at once, one gets it', async () => {
  const company = await withBudget('100.00')
  const drafts = []
  for (let count = 0; count < 5; count++)
    drafts.push(sound(await company.save({ lines: [company.taxi('60.00'), company.taxi('10.00')] })))
  const outcomes = await Promise.all(drafts.map((draft) => company.submit(draft)))
  expect(outcomes.filter((outcome) => !isRefusal(outcome))).toHaveLength(1)
  expect(outcomes.filter((outcome) => isRefusal(outcome) && outcome.refusal === 'BudgetExceeded')).toHaveLength(4)
  expect(await company.figures()).toEqual(company.sales('70.00', '0.00'))
})

test('what is posted and claimed while a version comes into force is counted once, on the new items', async () => {
  const company = await withBudget('1000.00')
  const next = sound(await company.importing(await company.begun(), [`6602 ${thisMonth} 5000.00`]))
  const submitted = sound(await company.submitBudget(next))
  const drafts = []
  for (const cost of ['10.00', '20.00', '30.00'])
    drafts.push(sound(await company.save({ lines: [company.taxi(cost)] })))
  const { departmentId } = company
  await Promise.all([
    ...drafts.map((draft) => company.submit(draft).then(sound)),
    company.decideOn('BUDGET', submitted),
    ...['1.00', '2.00', '4.00'].map((amount) =>
      company.enter(`${thisMonth}-01`, ['Dr', '6602', amount, { departmentId }], ['Cr', '1002', amount]),
    ),
  ])
  expect(await company.figures()).toEqual([`6602/-/- ${thisMonth} 5000.00 60.00 7.00`])
})

test.each([
  ['PERIOD', '10.00'],
  ['TO_DATE', '110.00'],
  ['YEAR', thisMonth.endsWith('-12') ? '110.00' : '1110.00'],
] as const)('a budget that binds by %s has %s left', async (span, available) => {
  const company = await budgetersOf(finance)
  const months = Array.from({ length: 12 }, (_, index) => `${thisYear}-${String(index + 1).padStart(2, '0')}`)
  const before = months.filter((month) => month < thisMonth).at(-1)
  const after = months.find((month) => month > thisMonth)
  await company.inForce(
    ...[`6602 ${thisMonth} 10.00`, ...(before ? [`6602 ${before} 100.00`] : [])],
    ...(after ? [`6602 ${after} 1000.00`] : []),
  )
  await company.control('BLOCK', span, '6602')
  const draft = sound(await company.save({ lines: [company.line('TAXI', '9999.00')] }))
  expect(await company.submit(draft)).toMatchObject({ shortages: [{ span, available, asked: '9999.00' }] })
})
