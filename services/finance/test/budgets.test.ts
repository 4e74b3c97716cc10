import { refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { giveBackUnaskedBudget, giveBackUnaskedTransfer } from '../src/use-cases/decide-budgets.ts'
import { discardBudget, withdrawBudget } from '../src/use-cases/write-budget.ts'
import { budgetersOf, thisMonth, thisYear } from './budget-people.ts'
import { useMonthEnd } from './month-end.ts'
import { sound } from './voucher-people.ts'

const finance = await useMonthEnd()
const aCompany = () => budgetersOf(finance)

describe('a version of a budget', () => {
  test('is written by codes, the year spread over its months to the last fen, and approved by somebody else', async () => {
    const company = await aCompany()
    const draft = sound(await company.importing(await company.begun(), [`6602/SALES ${thisYear} 1000.00`]))
    const submitted = sound(await company.submitBudget(draft))
    expect(company.asked.at(-1)).toMatchObject({
      ...{ documentType: 'BUDGET', documentNumber: `BUD-${thisYear}-000001`, makerId: company.clerk.userId },
      amount: { minor: 100000n, currency: 'CNY' },
    })
    await company.decideOn('BUDGET', submitted)
    expect(await company.readBudget(draft)).toMatchObject({ status: 'ACTIVE', approverIds: [company.approver.userId] })
    const figures = await company.figures()
    expect(figures).toHaveLength(12)
    expect(figures.slice(0, 5)).toEqual([
      ...['01', '02', '03', '04'].map((month) => `6602/SALES/- ${thisYear}-${month} 83.34 0.00 0.00`),
      `6602/SALES/- ${thisYear}-05 83.33 0.00 0.00`,
    ])
  })

  test('comes back from whoever made it, from a no, and when it is withdrawn', async () => {
    const company = await aCompany()
    const draft = sound(await company.importing(await company.begun(), [`6602 ${thisMonth} 10.00`]))
    const one = sound(await company.submitBudget(draft))
    await company.decideOn('BUDGET', one, { decidedBy: company.clerk.userId })
    const back = await company.readBudget(draft)
    expect(back).toMatchObject({ status: 'DRAFT', reason: 'APPROVED_BY_ITS_MAKER' })
    const two = sound(await company.submitBudget(back))
    await company.decideOn('BUDGET', two, { outcome: 'REJECTED', reason: '太多' })
    const rejected = await company.readBudget(draft)
    expect(rejected).toMatchObject({ status: 'DRAFT', reason: '太多' })
    const three = sound(await company.submitBudget(rejected))
    const withdrawn = sound(
      await company.as(company.clerk, (u) =>
        withdrawBudget(u, { ...company.reference(three), reason: '再看看' }, company.approvals),
      ),
    )
    await company.decideOn('BUDGET', three)
    expect(await company.readBudget(draft)).toEqual(withdrawn)
    const discarded = await company.as(company.clerk, (u) => discardBudget(u, company.reference(withdrawn)))
    expect(discarded).toMatchObject({ status: 'DISCARDED' })
    expect(await company.figures()).toEqual([])
  })

  test('comes back from whoever set some of its lines, as from whoever began it', async () => {
    const company = await aCompany()
    const { approver, clerk } = company
    const draft = sound(await company.importing(await company.begun(), [`6602 ${thisMonth} 10.00`]))
    const changed = sound(await company.importing(draft, [`6602 ${thisMonth} 9000.00`], true, approver))
    const one = sound(await company.submitBudget(changed))
    expect(company.asked.at(-1)).toMatchObject({ makerId: clerk.userId, authorIds: [clerk.userId, approver.userId] })
    await company.decideOn('BUDGET', one)
    const back = await company.readBudget(draft)
    expect(back).toMatchObject({ status: 'DRAFT', reason: 'APPROVED_BY_ITS_MAKER' })
    await company.decideOn('BUDGET', sound(await company.submitBudget(back)), { decidedBy: company.colleague().userId })
    expect(await company.readBudget(draft)).toMatchObject({ status: 'ACTIVE' })
  })

  test('keeps none of its rows when any is faulty, and says what is wrong with each', async () => {
    const company = await aCompany()
    const draft = await company.begun()
    const outcome = await company.importing(draft, [
      ...[`6602/SALES ${thisMonth} 10.00`, `6602/SALES ${thisYear} 12.00`, `9999 ${thisMonth} 1.00`],
      ...[`2221 ${thisMonth} 1.00`, `6602/NOBODY ${thisMonth} 1.00`, `6602/-/NOTHING ${thisMonth} 1.00`],
      ...['6602 1999-01 1.00', `6602 ${thisMonth} 1.001`, `6602 ${thisMonth} -1.00`],
    ])
    const faults = [
      [2, 'ROW_TWICE'],
      [3, 'ACCOUNT_UNKNOWN'],
      [4, 'ACCOUNT_IS_A_GROUP'],
      [5, 'DEPARTMENT_UNKNOWN'],
      [6, 'PROJECT_UNKNOWN'],
      [7, 'PERIOD_NOT_OF_YEAR'],
      [8, 'AMOUNT_INVALID'],
      [9, 'AMOUNT_NEGATIVE'],
    ].map(([row, problem]) => ({ row, problem }))
    expect(outcome).toEqual({ refusal: 'BudgetRowsFaulty', faults })
    expect(await company.submitBudget(draft)).toEqual(refuse('BudgetEmpty', { number: draft.number }))
  })

  test('is changed by the next one, which begins with what is in force; one that would undo something cannot', async () => {
    const company = await aCompany()
    const first = await company.inForce(`6602/SALES ${thisMonth} 100.00`, `6602 ${thisMonth} 50.00`)
    const overtaken = await company.begun()
    const second = sound(await company.importing(await company.begun(), [`6602/SALES ${thisMonth} 70.00`], false))
    const submitted = sound(await company.submitBudget(second))
    await company.decideOn('BUDGET', submitted)
    expect(await company.readBudget(first)).toMatchObject({ status: 'SUPERSEDED' })
    expect(await company.figures()).toEqual([
      `6602/-/- ${thisMonth} 50.00 0.00 0.00`,
      `6602/SALES/- ${thisMonth} 70.00 0.00 0.00`,
    ])
    expect(await company.submitBudget(overtaken)).toEqual(refuse('BudgetOutdated', { number: overtaken.number }))
    expect(await company.importing(await company.readBudget(second), [`6602 ${thisMonth} 1.00`])).toEqual(
      refuse('BudgetNotReady', { number: second.number, status: 'ACTIVE' }),
    )
  })
})

describe('what is posted counts as spent', () => {
  test('on the item that names most, a project before a department, whether it was posted before the budget or after', async () => {
    const company = await aCompany()
    const { departmentId, projectId } = company
    const spend = (amount: string, more: object) =>
      company.enter(`${thisMonth}-01`, ['Dr', '6602', amount, more], ['Cr', '1002', amount])
    await spend('1.00', {})
    await spend('20.00', { departmentId })
    await company.inForce(
      ...[`6602 ${thisMonth} 100.00`, `6602/SALES ${thisMonth} 100.00`, `6602/-/BRIDGE ${thisMonth} 100.00`],
    )
    await spend('300.00', { departmentId, projectId })
    await spend('-50.00', { projectId })
    await spend('4000.00', { departmentId })
    expect(await company.figures()).toEqual([
      `6602/-/- ${thisMonth} 100.00 0.00 1.00`,
      `6602/-/BRIDGE ${thisMonth} 100.00 0.00 250.00`,
      `6602/SALES/- ${thisMonth} 100.00 0.00 4020.00`,
    ])
    await company.inForce(`6602 ${thisMonth} 100.00`)
    expect(await company.figures()).toEqual([`6602/-/- ${thisMonth} 100.00 0.00 4271.00`])
  })

  test('income on its own side, and not what closing carries forward', async () => {
    const company = await aCompany()
    const january = `${thisYear}-01`
    await company.inForce(`6001 ${january} 900.00`, `6602 ${january} 100.00`)
    await company.enter(`${january}-10`, ['Dr', '1002', '500.00'], ['Cr', '6001', '500.00'])
    await company.enter(`${january}-10`, ['Dr', '6602', '80.00'], ['Cr', '1002', '80.00'])
    const spent = [`6001/-/- ${january} 900.00 0.00 500.00`, `6602/-/- ${january} 100.00 0.00 80.00`]
    expect(await company.figures()).toEqual(spent)
    sound(await finance.run(company.clerk, january, 'PROFIT_CARRY_FORWARD'))
    expect(await company.figures()).toEqual(spent)
  })
})

describe('a transfer', () => {
  test('moves what is left between items and months once somebody else approves it', async () => {
    const company = await aCompany()
    await company.inForce(`6602/SALES ${thisMonth} 100.00`, `6602 ${thisMonth} 10.00`)
    const asked = sound(await company.transferring(`6602/SALES ${thisMonth} -60.00`, `6602 ${thisMonth} 60.00`))
    expect(company.asked.at(-1)).toMatchObject({ documentType: 'BUDGET_TRANSFER', amount: { minor: 6000n } })
    await company.decideOn('BUDGET_TRANSFER', asked)
    await company.decideOn('BUDGET_TRANSFER', asked)
    expect(await company.transferOf(asked)).toMatchObject({ status: 'APPROVED' })
    const moved = [`6602/-/- ${thisMonth} 70.00 0.00 0.00`, `6602/SALES/- ${thisMonth} 40.00 0.00 0.00`]
    expect(await company.figures()).toEqual(moved)
    const next = sound(await company.submitBudget(await company.begun()))
    await company.decideOn('BUDGET', next)
    expect(await company.figures()).toEqual(moved)
  })

  test('and a budget come back to their makers when nobody could be asked', async () => {
    const company = await aCompany()
    await company.inForce(`6602/SALES ${thisMonth} 100.00`, `6602 ${thisMonth} 10.00`)
    const asked = sound(await company.transferring(`6602/SALES ${thisMonth} -1.00`, `6602 ${thisMonth} 1.00`))
    const submitted = sound(await company.submitBudget(await company.begun()))
    const unasked = ({ id: documentId, approvalId }: { id: string; approvalId: string | null }) => ({
      ...{ documentId, approvalId: approvalId ?? '', reason: 'NO_APPROVER' },
    })
    await company.as(company.clerk, (u) => giveBackUnaskedTransfer(u, unasked(asked)))
    await company.as(company.clerk, (u) => giveBackUnaskedBudget(u, unasked(submitted)))
    expect(await company.transferOf(asked)).toMatchObject({ status: 'WITHDRAWN', reason: 'NO_APPROVER' })
    expect(await company.readBudget(submitted)).toMatchObject({ status: 'DRAFT', reason: 'NO_APPROVER' })
  })

  test('takes only what is there, gives what it takes, and names items in force', async () => {
    const company = await aCompany()
    expect(await company.transferring(`6602 ${thisMonth} -1.00`, `6602/SALES ${thisMonth} 1.00`)).toEqual(
      refuse('BudgetNotInForce', { year: thisYear }),
    )
    await company.inForce(`6602/SALES ${thisMonth} 100.00`, `6602 ${thisMonth} 10.00`)
    await company.enter(`${thisMonth}-01`, ['Dr', '6602', '7.00'], ['Cr', '1002', '7.00'])
    const unbalanced = await company.transferring(`6602 ${thisMonth} -1.00`, `6602/SALES ${thisMonth} 3.00`)
    expect(unbalanced).toEqual(refuse('BudgetTransferUnbalanced', { difference: '2.00' }))
    const tooMuch = await company.transferring(`6602 ${thisMonth} -4.00`, `6602/SALES ${thisMonth} 4.00`)
    expect(tooMuch).toMatchObject({ refusal: 'BudgetExceeded', shortages: [{ available: '3.00', asked: '4.00' }] })
    const unknown = await company.transferring(`6602 ${thisMonth} -1.00`, `6602/-/BRIDGE ${thisMonth} 1.00`)
    expect(unknown).toEqual(
      refuse('BudgetItemNotFound', { accountCode: '6602', departmentCode: null, projectCode: 'BRIDGE' }),
    )
  })

  test('is turned down when what it takes was spent meanwhile, its budget superseded, or its maker approves it', async () => {
    const company = await aCompany()
    await company.inForce(`6602/SALES ${thisMonth} 100.00`, `6602 ${thisMonth} 10.00`)
    const lines = [`6602 ${thisMonth} -10.00`, `6602/SALES ${thisMonth} 10.00`]
    const spent = sound(await company.transferring(...lines))
    const superseded = sound(await company.transferring(...lines))
    const own = sound(await company.transferring(...lines))
    await company.decideOn('BUDGET_TRANSFER', own, { decidedBy: company.clerk.userId })
    expect(await company.transferOf(own)).toMatchObject({ status: 'REJECTED', reason: 'APPROVED_BY_ITS_MAKER' })
    await company.enter(`${thisMonth}-01`, ['Dr', '6602', '1.00'], ['Cr', '1002', '1.00'])
    await company.decideOn('BUDGET_TRANSFER', spent)
    expect(await company.transferOf(spent)).toMatchObject({ status: 'REJECTED', reason: 'NO_LONGER_COVERED' })
    await company.inForce(`6602/SALES ${thisMonth} 100.00`, `6602 ${thisMonth} 90.00`)
    await company.decideOn('BUDGET_TRANSFER', superseded)
    expect(await company.transferOf(superseded)).toMatchObject({ status: 'REJECTED', reason: 'BUDGET_SUPERSEDED' })
    expect(await company.figures()).toEqual([
      `6602/-/- ${thisMonth} 90.00 0.00 1.00`,
      `6602/SALES/- ${thisMonth} 100.00 0.00 0.00`,
    ])
  })
})
