import { expect } from 'vitest'
import { documentOnce, signs } from './approving.ts'
import type { Person } from './people.ts'
import type { TestCompany } from './test-company.ts'

/** Claims, orders and what they post count in the month they are made in. */
export const month = new Date().toISOString().slice(0, 7)
export const year = Number(month.slice(0, 4))

export type BudgetDocument = {
  readonly id: string
  readonly number: string
  readonly version: number
  readonly status: string
}
type Amount = { readonly amount: string }
interface Figures {
  readonly budget: Amount
  readonly committed: Amount
  readonly actual: Amount
  readonly available: Amount
  readonly usedPercent: string | null
}
interface Report {
  readonly total: Figures
  readonly rows: {
    readonly nodes: readonly {
      readonly budgetItemId: string | null
      readonly account: { readonly code: string } | null
      readonly department: { readonly code: string } | null
      readonly project: { readonly code: string } | null
      readonly period: string | null
      readonly figures: Figures
    }[]
  }
}

const text = ({ budget, committed, actual, available, usedPercent }: Figures) =>
  [budget, committed, actual, available].map(({ amount }) => amount).join(' ') + (usedPercent ? ` ${usedPercent}%` : '')

/** Budgeted, committed, spent and left, of all and of each row: `6601 SALES 1000.00 600.00 0.00 400.00 60%`. */
export async function reportOf(
  person: Person,
  by: string,
): Promise<{ total: string; rows: string[]; itemId: string | null }> {
  const { budgetReport } = await person.ask<{ budgetReport: Report }>('BudgetReport', { year, by, first: 50 })
  const rows = budgetReport.rows.nodes.map(({ account, department, project, period, figures }) =>
    [...[account?.code, department?.code, project?.code, period].filter(Boolean), text(figures)].join(' '),
  )
  return { total: text(budgetReport.total), rows, itemId: budgetReport.rows.nodes[0]?.budgetItemId ?? null }
}

/** The accountant writes a version, the controller approves it. */
export async function budgets(
  { accountant, controller }: TestCompany,
  rows: readonly object[],
): Promise<BudgetDocument> {
  const { id, version } = await accountant.change<BudgetDocument>('CreateBudget', { year, name: '年度预算' })
  const written = await accountant.change<BudgetDocument>('ImportBudgetLines', {
    ...{ budgetId: id, expectedVersion: version, rows, replaceAll: true },
  })
  const submitted = { budgetId: id, expectedVersion: written.version }
  const asked = await accountant.change<BudgetDocument>('SubmitBudget', submitted)
  expect(asked).toMatchObject({ status: 'SUBMITTED' })
  await signs(controller, asked)
  return documentOnce(accountant, 'Budget', asked, 'ACTIVE')
}
