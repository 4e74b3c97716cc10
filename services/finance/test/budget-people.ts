import type { approvalDecided, PayloadOf } from '@erp/contracts'
import { formatMoney, money } from '@erp/values'
import type { Budget } from '../src/domain/budget.ts'
import type { BudgetLevel, BudgetSpan } from '../src/domain/budget-check.ts'
import type { BudgetRow } from '../src/domain/budget-rows.ts'
import type { BudgetTransfer } from '../src/domain/budget-transfer.ts'
import { findTransfer } from '../src/store/budget-transfers.ts'
import { findBudgets } from '../src/store/budgets.ts'
import { setBudgetControl } from '../src/use-cases/set-budget-control.ts'
import { requestBudgetTransfer, type WrittenTransferLine } from '../src/use-cases/transfer-budget.ts'
import { createBudget, importBudgetLines, submitBudget } from '../src/use-cases/write-budget.ts'
import { type Entry, postEntries } from './entries.ts'
import { claimantsOf, today } from './expense-people.ts'
import type { useFinanceDatabase } from './finance-database.ts'
import { messageOf } from './finance-database.ts'
import { cny } from './posting-facts.ts'
import { sound } from './voucher-people.ts'

export const thisYear = today.slice(0, 4)
export const thisMonth = today.slice(0, 7)

/** A row of a budget as text: `6602/SALES/BRIDGE 2026-11 500.00`; a dash stands for any, a year without a month for all of it. */
export function row(text: string): BudgetRow {
  const [item = '', when = '', amount = ''] = text.split(' ')
  const [accountCode = '', department = '-', project = '-'] = item.split('/')
  const given = (code: string) => (code === '-' ? null : code)
  return {
    ...{ accountCode, departmentCode: given(department), projectCode: given(project), amount },
    period: when.length === 4 ? null : when,
  }
}

/** People who claim expenses, and a company that budgets them. */
export async function budgetersOf(finance: Awaited<ReturnType<typeof useFinanceDatabase>>) {
  const people = await claimantsOf(finance)
  const { as, clerk, companyId, approver, approvals } = people
  const projectId = await people.value('project', 'BRIDGE')

  const reference = ({ id, version }: Budget) => ({ budgetId: id, expectedVersion: version })
  const begun = async () => sound(await as(clerk, (u) => createBudget(u, { year: Number(thisYear), name: '年度预算' })))
  const importing = (budget: Budget, rows: readonly string[], replaceAll = true, by = clerk) =>
    as(by, (u) => importBudgetLines(u, { ...reference(budget), rows: rows.map(row), replaceAll }))
  const submit = (budget: Budget) => as(clerk, (u) => submitBudget(u, reference(budget), approvals))
  const read = async ({ id }: Pick<Budget, 'id'>): Promise<Budget> => {
    const [budget] = await finance.transactor.read([companyId], (tx) => findBudgets(tx, [id]))
    if (!budget) throw new Error('There is no such budget')
    return budget
  }
  const decideOn = async (
    documentType: 'BUDGET' | 'BUDGET_TRANSFER',
    { id, version, approvalId }: { id: string; version: number; approvalId: string | null },
    more: Partial<PayloadOf<typeof approvalDecided>> = {},
  ) => {
    const decidedBy = more.decidedBy ?? approver.userId
    await people.decide(
      messageOf(companyId, {
        ...{ companyId, approvalId: approvalId ?? '', documentType, documentId: id, documentVersion: version },
        ...{ outcome: 'APPROVED' as const, reason: null, decidedAt: new Date().toISOString(), ...more },
        ...{ decidedBy, approverIds: decidedBy === null ? [] : [decidedBy] },
      }),
    )
  }
  /** A version with these lines, in force. */
  const inForce = async (...rows: readonly string[]): Promise<Budget> => {
    const submitted = sound(await submit(sound(await importing(await begun(), rows))))
    await decideOn('BUDGET', submitted)
    return read(submitted)
  }
  const control = async (level: BudgetLevel, span: BudgetSpan = 'PERIOD', accountCode: string | null = null) =>
    sound(await as(clerk, (u) => setBudgetControl(u, { accountCode, level, span, expectedVersion: null })))

  const transferring = (...lines: readonly string[]) => {
    const written = lines.map((text): WrittenTransferLine => ({ ...row(text), period: row(text).period ?? '' }))
    return as(clerk, (u) =>
      requestBudgetTransfer(u, { year: Number(thisYear), purpose: '调剂', lines: written }, approvals),
    )
  }
  const transferOf = async ({ id }: BudgetTransfer) => {
    const found = await finance.transactor.read([companyId], (tx) => findTransfer(tx, id))
    if (!found) throw new Error('There is no such transfer')
    return found
  }

  const enter = (date: string, ...entries: readonly Entry[]) =>
    as(clerk, (unit) => postEntries(unit.tx, clerk, date, entries))

  /** What each item in force has of the months in which anything is: `6602/SALES/- 2026-11 500.00 0.00 120.00`. */
  const figures = async (): Promise<string[]> => {
    const rows = await finance.database.rows<{ item: string; budget: string; committed: string; actual: string }>`
      select a.code || '/' || coalesce(d.code, '-') || '/' || coalesce(p.code, '-') || ' ' || b.period as item,
        b.budget::text, b.committed::text, b.actual::text
      from budget_balance b join budget_item i on i.id = b.budget_item_id join account a on a.id = i.account_id
      left join dimension_value d on d.id = i.department_id left join dimension_value p on p.id = i.project_id
      where b.company_id = ${companyId}::uuid and (b.budget, b.committed, b.actual) <> (0, 0, 0)`
    const text = (minor: string) => formatMoney(money(BigInt(minor), cny))
    return rows
      .map(({ item, budget, committed, actual }) => [item, text(budget), text(committed), text(actual)].join(' '))
      .sort()
  }

  return {
    ...{ ...people, finance, projectId, begun, importing, submitBudget: submit, readBudget: read, decideOn, inForce },
    ...{ control, transferring, transferOf, enter, figures, reference },
  }
}
