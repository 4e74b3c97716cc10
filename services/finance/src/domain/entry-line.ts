import {
  type Currency,
  compare,
  convert,
  currency,
  Decimal,
  formatMoney,
  formatQuantity,
  isCurrency,
  isId,
  isRefusal,
  isZero,
  type Money,
  parseDecimal,
  parseMoney,
  parseQuantity,
  plain,
  type Refusal,
  refuse,
} from '@erp/values'
import type { Account, Side } from './account.ts'
import {
  checkDimensions,
  type DimensionMissing,
  type DimensionNotKept,
  type OwnDimension,
  ownDimensions,
} from './auxiliary-dimension.ts'
import { isCashFlowItem } from './cash-flow-item.ts'
import type { ForeignAmount, VoucherLine } from './voucher.ts'

/** A line as a person or a file gives it: numbers as texts, of debit and credit exactly one. */
export type EntryLine = {
  readonly accountCode: string
  readonly debit: string | null
  readonly credit: string | null
  readonly summary: string
  readonly customerId: string | null
  readonly supplierId: string | null
  readonly employeeId: string | null
  readonly departmentId: string | null
  readonly projectId: string | null
  readonly itemId: string | null
  readonly warehouseId: string | null
  readonly quantity: string | null
  readonly foreignCurrency: string | null
  readonly foreignAmount: string | null
  readonly exchangeRate: string | null
  readonly cashFlowItem: string | null
}

/** What of a company decides whether a line can be taken. */
export type LineBooks = {
  readonly currency: Currency
  readonly accounts: ReadonlyMap<string, Account>
  /** The ids of departments, projects and employees in use, by dimension. */
  readonly dimensionValues: Readonly<Record<OwnDimension, ReadonlySet<string>>>
}

/** Where in the input a refusal means: `['input', 'lines', '2', 'debit']`. */
export type InputPath = { readonly path: readonly string[] }

export type InvalidEntry = Refusal<'InvalidInput', { field: string; problem: string } & InputPath>
export type EntryAccountNotFound = Refusal<'AccountNotFound', { accountCode: string } & InputPath>
export type AccountNotUsable = Refusal<
  'AccountNotUsable',
  { accountCode: string; problem: 'GROUP' | 'INACTIVE' | 'CONTROL_ACCOUNT' } & InputPath
>
export type LineNotOneSided = Refusal<
  'LineNotOneSided',
  { lineNumber: number; problem: 'BOTH' | 'NEITHER' } & InputPath
>
export type DimensionValueUnknown = Refusal<'DimensionValueUnknown', { dimension: string; value: string } & InputPath>
export type QuantityMissing = Refusal<'QuantityMissing', { accountCode: string; unit: string } & InputPath>
export type ForeignAmountFaulty = Refusal<
  'ForeignAmountFaulty',
  {
    accountCode: string
    problem:
      | 'RATE_MISSING'
      | 'AMOUNT_MISSING'
      | 'CURRENCY_MISSING'
      | 'CURRENCY_OF_BOOKS'
      | 'ACCOUNT_IN_CURRENCY_OF_BOOKS'
      | 'DISAGREES_WITH_RATE'
  } & InputPath
>
export type CashFlowItemMissing = Refusal<'CashFlowItemMissing', { accountCode: string } & InputPath>

export type LineRefusal =
  | InvalidEntry
  | EntryAccountNotFound
  | AccountNotUsable
  | LineNotOneSided
  | (DimensionMissing & InputPath)
  | (DimensionNotKept & InputPath)
  | DimensionValueUnknown
  | QuantityMissing
  | ForeignAmountFaulty
  | CashFlowItemMissing

const longestSummary = 200

/** A line of a voucher, or the first thing that is wrong with it. `index` counts from 0. */
export function readEntryLine(line: EntryLine, index: number, books: LineBooks): VoucherLine | LineRefusal {
  const at = (field: string): InputPath => ({ path: ['input', 'lines', String(index), field] })
  const invalid = (field: string, problem: string) => refuse('InvalidInput', { field, problem, ...at(field) })

  const account = books.accounts.get(line.accountCode)
  if (!account) return refuse('AccountNotFound', { accountCode: line.accountCode, ...at('accountCode') })
  const unusable = unusableFor(account)
  if (unusable)
    return refuse('AccountNotUsable', { accountCode: account.code, problem: unusable, ...at('accountCode') })

  const amount = readAmount(line, index, books.currency)
  if (isRefusal(amount)) return amount
  const summary = line.summary.trim()
  if (summary === '' || summary.length > longestSummary) return invalid('summary', 'NOT_1_TO_200_CHARACTERS')

  for (const field of idFields) if (line[field] !== null && !isId(line[field])) return invalid(field, 'NOT_AN_ID')
  const dimensions = checkDimensions(account, line)
  if (dimensions) return { ...dimensions, ...at(`${dimensions.dimension}Id`) }
  const unknown = ownDimensions.find((one) => {
    const value = line[`${one}Id`]
    return value !== null && !books.dimensionValues[one].has(value)
  })
  if (unknown) {
    const value = line[`${unknown}Id`] ?? ''
    return refuse('DimensionValueUnknown', { dimension: unknown, value, ...at(`${unknown}Id`) })
  }

  if (account.quantityUnit !== null && line.quantity === null)
    return refuse('QuantityMissing', { accountCode: account.code, unit: account.quantityUnit, ...at('quantity') })
  if (account.quantityUnit === null && line.quantity !== null) return invalid('quantity', 'NOT_A_QUANTITY_ACCOUNT')
  const quantity = line.quantity === null ? null : parseQuantity(line.quantity)
  if (isRefusal(quantity)) return invalid('quantity', quantity.problem)

  const foreign = readForeign(line, amount.amount, account, books.currency, at)
  if (isRefusal(foreign)) return foreign

  if (account.cashKind !== null && line.cashFlowItem === null)
    return refuse('CashFlowItemMissing', { accountCode: account.code, ...at('cashFlowItem') })
  if (account.cashKind === null && line.cashFlowItem !== null) return invalid('cashFlowItem', 'NOT_A_CASH_ACCOUNT')
  if (line.cashFlowItem !== null && !isCashFlowItem(line.cashFlowItem)) return invalid('cashFlowItem', 'UNKNOWN')

  const { customerId, supplierId, employeeId, departmentId, projectId, itemId, warehouseId, cashFlowItem } = line
  return {
    ...{ lineNumber: index + 1, accountId: account.id, accountCode: account.code },
    ...{ accountKey: null, accountRuleId: null, accountRuleVersion: null },
    ...amount,
    summary: { zh: summary, en: summary },
    ...{ sourceLineId: null, stockEntryId: null, valuationAreaId: null },
    ...{ customerId, supplierId, employeeId, departmentId, projectId, itemId, warehouseId },
    quantity: quantity === null ? null : formatQuantity(quantity),
    foreign,
    cashFlowItem,
  }
}

/** Why people cannot post to an account, if they cannot: a control account moves only together with its subledger. */
export function unusableFor(account: Account): AccountNotUsable['problem'] | undefined {
  if (!account.leaf) return 'GROUP'
  if (!account.active) return 'INACTIVE'
  return account.controlKey === null ? undefined : 'CONTROL_ACCOUNT'
}

const idFields = [
  'customerId',
  'supplierId',
  'employeeId',
  'departmentId',
  'projectId',
  'itemId',
  'warehouseId',
] as const

function readAmount(
  line: EntryLine,
  index: number,
  books: Currency,
): { readonly side: Side; readonly amount: Money } | InvalidEntry | LineNotOneSided {
  const path = (field: string) => ['input', 'lines', String(index), field]
  const sides: { side: Side; amount: Money }[] = []
  for (const [side, field] of [['DEBIT', 'debit'] as const, ['CREDIT', 'credit'] as const]) {
    const text = line[field]
    if (text === null) continue
    const amount = parseMoney(text, books)
    if (isRefusal(amount)) return refuse('InvalidInput', { field, problem: amount.problem, path: path(field) })
    if (!isZero(amount)) sides.push({ side, amount })
  }
  const [only, other] = sides
  if (only && !other) return only
  const problem = other ? 'BOTH' : 'NEITHER'
  return refuse('LineNotOneSided', { lineNumber: index + 1, problem, path: path('debit') })
}

/** The foreign amount of a line; its base amount is exactly what the rate makes of it, so that nothing drifts later. */
function readForeign(
  line: EntryLine,
  base: Money,
  account: Account,
  books: Currency,
  at: (field: string) => InputPath,
): ForeignAmount | null | InvalidEntry | ForeignAmountFaulty {
  const faulty = (problem: ForeignAmountFaulty['problem'], field: string) =>
    refuse('ForeignAmountFaulty', { accountCode: account.code, problem, ...at(field) })
  const invalid = (field: string, problem: string) => refuse('InvalidInput', { field, problem, ...at(field) })

  const { foreignCurrency, foreignAmount, exchangeRate } = line
  if (foreignCurrency === null && foreignAmount === null && exchangeRate === null) return null
  if (!account.foreignCurrency) return faulty('ACCOUNT_IN_CURRENCY_OF_BOOKS', 'foreignAmount')
  if (foreignCurrency === null) return faulty('CURRENCY_MISSING', 'foreignCurrency')
  if (foreignAmount === null) return faulty('AMOUNT_MISSING', 'foreignAmount')
  if (exchangeRate === null) return faulty('RATE_MISSING', 'exchangeRate')
  if (!isCurrency(foreignCurrency)) return invalid('foreignCurrency', 'UNKNOWN')
  if (foreignCurrency === books) return faulty('CURRENCY_OF_BOOKS', 'foreignCurrency')

  const amount = parseMoney(foreignAmount, currency(foreignCurrency))
  if (isRefusal(amount)) return invalid('foreignAmount', amount.problem)
  const rate = parseDecimal(exchangeRate, { scale: 8, min: smallestRate, max: largestRate })
  if (isRefusal(rate)) return invalid('exchangeRate', 'NOT_A_RATE')
  if (compare(convert(amount, rate, books), base) !== 0) return faulty('DISAGREES_WITH_RATE', 'foreignAmount')
  return { amount, rate: plain(rate) }
}

const smallestRate = new Decimal('0.00000001')
const largestRate = new Decimal('9999999999')

/** What a person would type to write the line again; `line` is one that people may write. */
export function writeEntryLine(line: VoucherLine): EntryLine {
  const { accountCode, side, amount, summary, foreign, cashFlowItem, quantity } = line
  const { customerId, supplierId, employeeId, departmentId, projectId, itemId, warehouseId } = line
  return {
    accountCode,
    debit: side === 'DEBIT' ? formatMoney(amount) : null,
    credit: side === 'CREDIT' ? formatMoney(amount) : null,
    summary: summary.zh,
    ...{ customerId, supplierId, employeeId, departmentId, projectId, itemId, warehouseId, quantity, cashFlowItem },
    foreignCurrency: foreign?.amount.currency ?? null,
    foreignAmount: foreign ? formatMoney(foreign.amount) : null,
    exchangeRate: foreign?.rate ?? null,
  }
}
