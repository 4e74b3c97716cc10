import type { UnitOfWork } from '@erp/service-kit'
import { isId, isRefusal, money, newId, type Refusal, refuse, writtenBy } from '@erp/values'
import {
  type Budget,
  type BudgetEmpty,
  type BudgetNotReady,
  type BudgetOutdated,
  discard,
  notReady,
  submit,
  takeBack,
} from '../domain/budget.ts'
import {
  type BudgetCodes,
  type BudgetRow,
  type BudgetRowsFaulty,
  mostBudgetLines,
  mostBudgetRows,
  readBudgetRows,
} from '../domain/budget-rows.ts'
import type { InvalidInput } from '../domain/chart-change.ts'
import type { ReasonMissing } from '../domain/fiscal-period.ts'
import { readReason } from '../domain/reason.ts'
import { findAccountsByCode } from '../store/accounts.ts'
import { currencyOfBooks } from '../store/books.ts'
import {
  budgetInForce,
  departmentsOfBudget,
  insertBudget,
  lockBudgets,
  saveBudgets,
  setBudgetLines,
  totalsOfBudgets,
} from '../store/budgets.ts'
import { takeTreasuryNumbers } from '../store/settlements.ts'
import { dimensionIdsByCode } from '../store/voucher-imports.ts'
import type { Approvals } from './ask-approval.ts'
import type { StaleVersion } from './change-period.ts'
import type { BooksNotOpen } from './draft-entries.ts'

export type BudgetNotFound = Refusal<'BudgetNotFound', { budgetId: string }>
export type BudgetTooLong = Refusal<'BudgetTooLong', { lineCount: number; maximum: number }>
type BudgetReference = { readonly budgetId: string; readonly expectedVersion: number }

/** Begins a version of the budget of a year: with the lines of what is in force, or empty where nothing is. */
export async function createBudget(
  { tx, caller, now }: UnitOfWork,
  { year, name: given }: { readonly year: number; readonly name: string },
): Promise<Budget | BooksNotOpen | InvalidInput> {
  const { companyId, userId } = caller
  const name = given.trim()
  if (year < 2000 || year > 2999) return refuse('InvalidInput', { field: 'year', problem: 'NOT_2000_TO_2999' })
  if (name === '' || name.length > 200) return refuse('InvalidInput', { field: 'name', problem: 'EMPTY_OR_LONG' })
  if ((await currencyOfBooks(tx, companyId)) === undefined) return refuse('BooksNotOpen')
  const inForce = await budgetInForce(tx, companyId, String(year))
  const [number = ''] = await takeTreasuryNumbers(tx, companyId, { prefix: 'BUD', year: String(year), count: 1 })
  const budget: Budget = {
    ...{ id: newId(), companyId, number, year: String(year), name, status: 'DRAFT', version: 1 },
    ...{ basedOnId: inForce?.id ?? null, transfersSeen: inForce?.transfers ?? 0, madeBy: userId, authorIds: [userId] },
    submittedBy: null,
    ...{ approvalId: null, approverIds: [], reason: null, activatedAt: null, createdAt: now },
  }
  await insertBudget(tx, budget)
  return budget
}

/** Sets lines of a draft by codes, all rows or none; with `replaceAll` it has no others. */
export async function importBudgetLines(
  unit: UnitOfWork,
  input: BudgetReference & { readonly rows: readonly BudgetRow[]; readonly replaceAll: boolean },
): Promise<
  | Budget
  | BudgetNotFound
  | StaleVersion
  | BudgetNotReady
  | BudgetRowsFaulty
  | BudgetTooLong
  | InvalidInput
  | BooksNotOpen
> {
  const { tx, caller } = unit
  const { rows, replaceAll } = input
  if (rows.length < 1 || rows.length > mostBudgetRows)
    return refuse('InvalidInput', { field: 'rows', problem: `NOT_1_TO_${mostBudgetRows}` })
  const budget = await lockBudgetAsSeen(unit, input)
  if (isRefusal(budget)) return budget
  if (budget.status !== 'DRAFT') return notReady(budget)
  const currency = await currencyOfBooks(tx, caller.companyId)
  if (currency === undefined) return refuse('BooksNotOpen')
  const codes = await codesOf(unit, rows)
  const { lines, faults } = readBudgetRows(rows, { codes, year: budget.year, currency })
  if (faults.length > 0) return refuse('BudgetRowsFaulty', { faults })
  await setBudgetLines(tx, budget, { lines, replaceAll })
  const [total] = await totalsOfBudgets(tx, [budget.id])
  const lineCount = total?.lineCount ?? 0
  if (lineCount > mostBudgetLines) return refuse('BudgetTooLong', { lineCount, maximum: mostBudgetLines })
  return keep(unit, writtenBy(budget, caller.userId))
}

/** Puts a draft before those who approve 提交审批. */
export async function submitBudget(
  unit: UnitOfWork,
  reference: BudgetReference,
  approvals: Approvals,
): Promise<Budget | BudgetNotFound | StaleVersion | BudgetNotReady | BudgetEmpty | BudgetOutdated | BooksNotOpen> {
  const { tx, caller } = unit
  const budget = await lockBudgetAsSeen(unit, reference)
  if (isRefusal(budget)) return budget
  const { id, companyId, number, year, name, madeBy } = budget
  const currency = await currencyOfBooks(tx, companyId)
  if (currency === undefined) return refuse('BooksNotOpen')
  const [totals] = await totalsOfBudgets(tx, [id])
  const { lineCount = 0, total = 0n } = totals ?? {}
  const approvalId = newId()
  const inForce = await budgetInForce(tx, companyId, year)
  const submitted = submit(budget, { lineCount, inForce }, { userId: caller.userId, approvalId })
  if (isRefusal(submitted)) return submitted
  const saved = await keep(unit, submitted)
  await approvals.ask(unit, {
    ...{ approvalId, companyId, documentType: 'BUDGET', documentId: id, documentVersion: saved.version },
    ...{ documentNumber: number, title: `${year} ${name}`, makerId: madeBy, authorIds: budget.authorIds },
    submittedBy: caller.userId,
    ...{ amount: money(total, currency), departmentIds: await departmentsOfBudget(tx, id) },
  })
  return saved
}

/** Takes a submitted version back to change it 撤回. */
export async function withdrawBudget(
  unit: UnitOfWork,
  { reason, ...reference }: BudgetReference & { readonly reason: string },
  approvals: Approvals,
): Promise<Budget | BudgetNotFound | StaleVersion | BudgetNotReady | ReasonMissing | InvalidInput> {
  const why = readReason(reason)
  if (isRefusal(why)) return why
  const budget = await lockBudgetAsSeen(unit, reference)
  if (isRefusal(budget)) return budget
  const back = takeBack(budget, why)
  if (isRefusal(back)) return back
  const saved = await keep(unit, back)
  if (budget.approvalId !== null) await approvals.withdraw(unit, budget, budget.approvalId, why)
  return saved
}

/** Gives a draft up. */
export async function discardBudget(
  unit: UnitOfWork,
  reference: BudgetReference,
): Promise<Budget | BudgetNotFound | StaleVersion | BudgetNotReady> {
  const budget = await lockBudgetAsSeen(unit, reference)
  if (isRefusal(budget)) return budget
  const discarded = discard(budget)
  return isRefusal(discarded) ? discarded : keep(unit, discarded)
}

async function lockBudgetAsSeen(
  { tx }: UnitOfWork,
  { budgetId, expectedVersion }: BudgetReference,
): Promise<Budget | BudgetNotFound | StaleVersion> {
  const [budget] = isId(budgetId) ? await lockBudgets(tx, [budgetId]) : []
  if (!budget) return refuse('BudgetNotFound', { budgetId })
  return budget.version === expectedVersion ? budget : refuse('StaleVersion', { currentVersion: budget.version })
}

async function keep({ tx }: UnitOfWork, budget: Budget): Promise<Budget> {
  const [saved] = await saveBudgets(tx, [budget])
  if (!saved) throw new Error('A budget that was just stored cannot be found')
  return saved
}

async function codesOf({ tx, caller: { companyId } }: UnitOfWork, rows: readonly BudgetRow[]): Promise<BudgetCodes> {
  const accountCodes = [...new Set(rows.map(({ accountCode }) => accountCode))]
  const accounts = await findAccountsByCode(tx, companyId, accountCodes)
  const named = rows.flatMap(({ departmentCode, projectCode }) => [
    ...(departmentCode === null ? [] : [{ dimension: 'department', code: departmentCode } as const]),
    ...(projectCode === null ? [] : [{ dimension: 'project', code: projectCode } as const]),
  ])
  return {
    accounts: new Map(accounts.map(({ code, id, leaf }) => [code, { id, leaf }])),
    values: await dimensionIdsByCode(tx, companyId, named),
  }
}
