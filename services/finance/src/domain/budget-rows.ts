import {
  allocate,
  type Currency,
  Decimal,
  isRefusal,
  type Period,
  parseMoney,
  parsePeriod,
  type Refusal,
} from '@erp/values'
import type { OwnDimension } from './auxiliary-dimension.ts'

/** A row as somebody hands it in: codes, a month or the whole year, and how much. */
export type BudgetRow = {
  readonly accountCode: string
  readonly departmentCode: string | null
  readonly projectCode: string | null
  /** Null: the amount is of the year, spread evenly over its months. */
  readonly period: string | null
  readonly amount: string
}

/** What a version allows for an item in a month, in minor units. */
export type BudgetLine = {
  readonly accountId: string
  readonly departmentId: string | null
  readonly projectId: string | null
  readonly period: Period
  readonly amount: bigint
}

export const mostBudgetRows = 1_000
export const mostBudgetLines = 24_000

export type BudgetRowProblem =
  | 'ACCOUNT_UNKNOWN'
  | 'ACCOUNT_IS_A_GROUP'
  | 'DEPARTMENT_UNKNOWN'
  | 'PROJECT_UNKNOWN'
  | 'PERIOD_NOT_OF_YEAR'
  | 'AMOUNT_INVALID'
  | 'AMOUNT_NEGATIVE'
  | 'ROW_TWICE'
/** What is wrong with a row, counted from 1. */
export type BudgetRowFault = { readonly row: number; readonly problem: BudgetRowProblem }
/** Every fault of the rows, in their order; none of them was kept. */
export type BudgetRowsFaulty = Refusal<'BudgetRowsFaulty', { faults: readonly BudgetRowFault[] }>

/** What codes of rows stand for. */
export type BudgetCodes = {
  readonly accounts: ReadonlyMap<string, { readonly id: string; readonly leaf: boolean }>
  /** By dimension and code, such as `department/SALES`. */
  readonly values: ReadonlyMap<string, string>
}

/** The lines that rows come to, and everything that is wrong with them. */
export function readBudgetRows(
  rows: readonly BudgetRow[],
  about: { readonly codes: BudgetCodes; readonly year: string; readonly currency: Currency },
): { readonly lines: readonly BudgetLine[]; readonly faults: readonly BudgetRowFault[] } {
  const taken = new Set<string>()
  const faults: BudgetRowFault[] = []
  const lines = rows.flatMap((row, index): BudgetLine[] => {
    const read = readRow(row, about)
    if (typeof read === 'string') {
      faults.push({ row: index + 1, problem: read })
      return []
    }
    const keys = read.map(({ accountId, departmentId, projectId, period }) =>
      [accountId, departmentId, projectId, period].join('/'),
    )
    if (keys.some((key) => taken.has(key))) faults.push({ row: index + 1, problem: 'ROW_TWICE' })
    for (const key of keys) taken.add(key)
    return read
  })
  return { lines, faults }
}

function readRow(
  { accountCode, departmentCode, projectCode, period, amount: text }: BudgetRow,
  { codes, year, currency }: { readonly codes: BudgetCodes; readonly year: string; readonly currency: Currency },
): BudgetLine[] | BudgetRowProblem {
  const account = codes.accounts.get(accountCode)
  if (!account) return 'ACCOUNT_UNKNOWN'
  if (!account.leaf) return 'ACCOUNT_IS_A_GROUP'
  const idOf = (dimension: OwnDimension, code: string | null) =>
    code === null ? null : codes.values.get(`${dimension}/${code}`)
  const departmentId = idOf('department', departmentCode)
  if (departmentId === undefined) return 'DEPARTMENT_UNKNOWN'
  const projectId = idOf('project', projectCode)
  if (projectId === undefined) return 'PROJECT_UNKNOWN'
  if (period !== null && (typeof parsePeriod(period) !== 'string' || !period.startsWith(`${year}-`)))
    return 'PERIOD_NOT_OF_YEAR'
  const amount = parseMoney(text, currency)
  if (isRefusal(amount)) return 'AMOUNT_INVALID'
  if (amount.minor < 0n) return 'AMOUNT_NEGATIVE'
  const item = { accountId: account.id, departmentId, projectId }
  if (period !== null) return [{ ...item, period: period as Period, amount: amount.minor }]
  const months = monthsOf(year)
  return allocate(
    amount,
    months.map(() => new Decimal(1)),
  ).map(({ minor }, index) => ({ ...item, period: months[index] as Period, amount: minor }))
}

/** The months of a year, in order. */
export function monthsOf(year: string): Period[] {
  return Array.from({ length: 12 }, (_, index) => `${year}-${String(index + 1).padStart(2, '0')}` as Period)
}
