import {
  type Authored,
  type Currency,
  isRefusal,
  isZero,
  type Money,
  type Period,
  parseDecimal,
  parseMoney,
  type Refusal,
} from '@erp/values'
import type { Account } from './account.ts'
import { checkDimensions, type DimensionValues } from './auxiliary-dimension.ts'
import { isCashFlowItem } from './cash-flow-item.ts'
import type { Dimensions } from './closing-step.ts'

/** What stands on each side; amounts as exact text, `0` where there is none. */
export type OpeningColumns = {
  readonly yearOpeningDebit: string
  readonly yearOpeningCredit: string
  readonly yearToDateDebit: string
  readonly yearToDateCredit: string
}

/** A line of the sheet as a person gives it 期初余额行. */
export type OpeningLine = OpeningColumns &
  Dimensions & {
    readonly accountCode: string
    /** The same columns in the currency of the balance, with the rate its lines shall show. */
    readonly foreign: (OpeningColumns & { readonly currency: string; readonly exchangeRate: string }) | null
    readonly cashFlowItem: string | null
  }

export type OpeningProblem =
  | 'ACCOUNT_UNKNOWN'
  | 'AMOUNT_INVALID'
  | 'BOTH_SIDES'
  | 'CASH_FLOW_ITEM_UNKNOWN'
  | 'CLEARING_ACCOUNT'
  | 'DIMENSION_MISSING'
  | 'DIMENSION_NOT_KEPT'
  | 'EMPTY'
  | 'FOREIGN_AMOUNT_FAULTY'
  | 'GROUP_ACCOUNT'
  | 'INACTIVE_ACCOUNT'
  | 'INCOME_OF_EARLIER_YEARS'
  | 'NO_YEAR_TO_DATE_IN_JANUARY'
  | 'TOO_MANY_LINES'

/** `lineNumber` counts from 1; 0 is the sheet itself. */
export type OpeningLineInvalid = Refusal<
  'OpeningLineInvalid',
  { lineNumber: number; accountCode: string; problem: OpeningProblem }
>

export type OpeningColumn = keyof OpeningColumns
export const openingColumns = [
  'yearOpeningDebit',
  'yearOpeningCredit',
  'yearToDateDebit',
  'yearToDateCredit',
] as const satisfies readonly OpeningColumn[]

/** Money in every column. */
export type OpeningAmounts = Readonly<Record<OpeningColumn, Money>>

/** A line that can be posted. */
export type CheckedLine = {
  readonly account: Account
  readonly dimensions: Dimensions
  readonly amounts: OpeningAmounts
  readonly foreign: { readonly amounts: OpeningAmounts; readonly currency: Currency; readonly rate: string } | null
  readonly cashFlowItem: string | null
}

/** The sheet of a company 期初余额表: changed freely until it is posted, and posted whole. */
export type OpeningBalance = Authored & {
  readonly id: string
  readonly companyId: string
  readonly status: 'DRAFT' | 'PENDING_APPROVAL' | 'APPROVED' | 'POSTED'
  readonly version: number
  readonly lines: readonly OpeningLine[]
  readonly voucherIds: readonly string[]
  readonly submittedBy: string | null
  /** The request it waits for, or was decided by; null where nobody was asked. */
  readonly approvalId: string | null
  /** Who signed that request. */
  readonly approverIds: readonly string[]
  /** Who approved it last; null where a rule let it pass. */
  readonly approvedBy: string | null
  /** Why it came back from approval. */
  readonly answer: string | null
  /** How often it has been posted. */
  readonly postingNumber: number
}

export const mostOpeningLines = 5_000

type OpeningBooks = {
  readonly currency: Currency
  readonly firstPeriod: Period
  readonly accounts: ReadonlyMap<string, Account>
}

/** Reads a line against the chart; the caller says which line it is. */
export function checkOpeningLine(line: OpeningLine, books: OpeningBooks): CheckedLine | OpeningProblem {
  const account = books.accounts.get(line.accountCode)
  if (!account) return 'ACCOUNT_UNKNOWN'
  if (!account.leaf) return 'GROUP_ACCOUNT'
  if (!account.active) return 'INACTIVE_ACCOUNT'
  if (account.controlKey === 'OPENING') return 'CLEARING_ACCOUNT'
  const dimensions = dimensionsOf(line)
  const faulty = checkDimensions(account, dimensions as DimensionValues)
  if (faulty) return faulty.refusal === 'DimensionMissing' ? 'DIMENSION_MISSING' : 'DIMENSION_NOT_KEPT'
  if (line.cashFlowItem !== null && !isCashFlowItem(line.cashFlowItem)) return 'CASH_FLOW_ITEM_UNKNOWN'
  const amounts = readColumns(line, books.currency)
  if (!amounts) return 'AMOUNT_INVALID'
  const problem = problemOf(amounts, account, books.firstPeriod)
  if (problem) return problem
  const foreign = line.foreign === null ? null : readForeign(line.foreign, amounts, account)
  return foreign === undefined
    ? 'FOREIGN_AMOUNT_FAULTY'
    : { account, dimensions, amounts, foreign, cashFlowItem: line.cashFlowItem }
}

function problemOf(amounts: OpeningAmounts, account: Account, firstPeriod: Period): OpeningProblem | undefined {
  const { yearOpeningDebit, yearOpeningCredit, yearToDateDebit, yearToDateCredit } = amounts
  if (!isZero(yearOpeningDebit) && !isZero(yearOpeningCredit)) return 'BOTH_SIDES'
  const opening = !isZero(yearOpeningDebit) || !isZero(yearOpeningCredit)
  const moved = !isZero(yearToDateDebit) || !isZero(yearToDateCredit)
  if (!opening && !moved) return 'EMPTY'
  if (moved && firstPeriod.endsWith('-01')) return 'NO_YEAR_TO_DATE_IN_JANUARY'
  return opening && account.accountClass === 'PROFIT_AND_LOSS' ? 'INCOME_OF_EARLIER_YEARS' : undefined
}

/** Undefined when it does not go with the amounts: another account, an amount without the other, or no such rate. */
function readForeign(foreign: NonNullable<OpeningLine['foreign']>, amounts: OpeningAmounts, account: Account) {
  const of = foreign.currency as Currency
  const rate = parseDecimal(foreign.exchangeRate, { scale: 8 })
  const read = readColumns(foreign, of)
  if (!account.foreignCurrency || !read || isRefusal(rate) || !rate.gt(0) || of === amounts.yearOpeningDebit.currency)
    return undefined
  const onesided = openingColumns.some((column) => isZero(read[column]) && !isZero(amounts[column]))
  const alone = openingColumns.some((column) => !isZero(read[column]) && isZero(amounts[column]))
  return onesided || alone ? undefined : { amounts: read, currency: of, rate: foreign.exchangeRate }
}

function readColumns(columns: OpeningColumns, currency: Currency): OpeningAmounts | undefined {
  const read = openingColumns.map((column) => [column, parseMoney(columns[column], currency)] as const)
  return read.some(([, amount]) => isRefusal(amount)) ? undefined : (Object.fromEntries(read) as OpeningAmounts)
}

function dimensionsOf(line: Dimensions): Dimensions {
  const { customerId, supplierId, employeeId, departmentId, projectId, itemId, warehouseId } = line
  return { customerId, supplierId, employeeId, departmentId, projectId, itemId, warehouseId }
}
