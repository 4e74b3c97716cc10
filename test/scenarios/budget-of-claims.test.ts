import { eventually } from '@erp/testing'
import { expect } from 'vitest'
import { documentOnce, signs } from '../support/approving.ts'
import { budgets, type BudgetDocument as Document, month, reportOf, year } from '../support/budgeting.ts'
import { claimingOf } from '../support/claiming.ts'
import { permissionMissingFor, refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

const ofSales = (amount: string) => ({ accountCode: '6601', departmentCode: 'SALES', period: month, amount })

scenario('A department claims within its budget, and no further', async ({ company }) => {
  const { accountant, controller, sales } = company
  const claiming = await claimingOf(company)
  await budgets(company, [ofSales('1000.00'), { accountCode: '6602', period: month, amount: '500.00' }])
  await controller.change('SetBudgetControl', { level: 'BLOCK', span: 'PERIOD' })
  expect(await permissionMissingFor(accountant.change('SetBudgetControl', { level: 'NONE', span: 'YEAR' }))).toBe(
    'finance.budget.control',
  )
  expect(await permissionMissingFor(reportOf(sales, 'ITEM'))).toBe('finance.budget.read')

  const first = await claiming.submits(await claiming.writes([claiming.line('600.00 TAXI')]))
  expect(await reportOf(accountant, 'ITEM')).toMatchObject({
    total: '1500.00 600.00 0.00 900.00 40%',
    rows: ['6601 SALES 1000.00 600.00 0.00 400.00 60%', '6602 500.00 0.00 0.00 500.00 0%'],
  })
  const tooMuch = await claiming.writes([claiming.line('400.01 TAXI')])
  expect(await refusalOf(claiming.submits(tooMuch))).toMatchObject({
    code: 'BUDGET_EXCEEDED',
    message: `The budget does not cover it: 6601 has 400.00 left of ${month} and 400.01 is asked.`,
    shortages: [
      { accountCode: '6601', department: { code: 'SALES' }, period: month, available: '400.00', asked: '400.01' },
    ],
  })

  await claiming.approves(first)
  await company.atRest()
  const spent = await reportOf(accountant, 'ITEM')
  expect(spent.rows[0]).toBe('6601 SALES 1000.00 0.00 600.00 400.00 60%')
  const rejected = await claiming.submits(await claiming.writes([claiming.line('400.00 TAXI')]))
  const commitments = await accountant.ask('BudgetCommitments', { budgetItemId: spent.itemId })
  expect(commitments).toMatchObject({
    budgetCommitments: {
      nodes: [
        {
          ...{ documentType: 'EXPENSE_CLAIM', documentNumber: rejected.number, account: { code: '6601' } },
          ...{ department: { code: 'SALES' }, period: month, amount: { amount: '400.00' } },
        },
      ],
    },
  })
  await claiming.rejects(rejected, '不必')
  await eventually(async () => expect((await reportOf(accountant, 'ITEM')).rows[0]).toBe(spent.rows[0]))
})

scenario('Money moves to where it is needed, and the next version begins with that', async ({ company }) => {
  const { accountant, controller } = company
  await claimingOf(company)
  await budgets(company, [ofSales('1000.00'), { accountCode: '6602', amount: '1200.00' }])
  const line = (amount: string, more: object = {}) => ({ accountCode: '6602', period: month, amount, ...more })
  const tooMuch = { year, purpose: '展会', lines: [line('-100.01'), { ...ofSales('100.01') }] }
  expect(await refusalOf(accountant.change('RequestBudgetTransfer', tooMuch))).toMatchObject({
    code: 'BUDGET_EXCEEDED',
    shortages: [{ accountCode: '6602', available: '100.00', asked: '100.01' }],
  })
  const asked = await accountant.change<Document>('RequestBudgetTransfer', {
    ...{ year, purpose: '展会', lines: [line('-60.00'), ofSales('60.00')] },
  })
  await signs(controller, asked)
  await documentOnce(accountant, 'BudgetTransfer', asked, 'APPROVED')
  expect(await reportOf(accountant, 'ACCOUNT')).toMatchObject({
    rows: ['6601 1060.00 0.00 0.00 1060.00 0%', '6602 1140.00 0.00 0.00 1140.00 0%'],
  })
  const next = await accountant.change<{ lineCount: number; total: { amount: string } }>('CreateBudget', {
    year,
    name: '修订',
  })
  expect(next).toMatchObject({ lineCount: 13, total: { amount: '2200.00' } })
  const faulty = { ...line('1.00'), accountCode: '9999' }
  const rows = { budgetId: (next as unknown as Document).id, expectedVersion: 1, rows: [line('1.00'), faulty] }
  expect(await refusalOf(accountant.change('ImportBudgetLines', rows))).toMatchObject({
    code: 'BUDGET_ROWS_FAULTY',
    rowErrors: [{ row: 2, problem: 'ACCOUNT_UNKNOWN' }],
  })
})
