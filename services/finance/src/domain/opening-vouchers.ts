import { type Currency, formatMoney, isZero, lastDayOf, money, type Period, previousPeriod, refuse } from '@erp/values'
import type { Account, Side } from './account.ts'
import { type ClosingAccount, type ClosingLine, closingLine } from './closing-step.ts'
import type { CheckedLine, OpeningColumn } from './opening-balance.ts'
import type { OpeningUneven } from './opening-trial.ts'
import { type BalancedVoucher, balanceVoucher, noPeople, type VoucherKind } from './voucher.ts'

type Sheet = {
  readonly id: string
  readonly companyId: string
  readonly firstPeriod: Period
  readonly currency: Currency
  /** Which posting of the sheet it is, from 1. */
  readonly postingNumber: number
  readonly postedBy: string
  readonly clearing: ClosingAccount
  readonly profitOfYear: ClosingAccount
}

/** The periods that opening balances stand in: the end of the year before, and in mid-year the month before the first. */
export function periodsBeforeBooks(firstPeriod: Period): Period[] {
  const yearBefore = `${Number(firstPeriod.slice(0, 4)) - 1}-12` as Period
  const monthBefore = previousPeriod(firstPeriod)
  return monthBefore === yearBefore ? [yearBefore] : [yearBefore, monthBefore]
}

/**
 * The vouchers of a sheet (O1). Balances at the start of the year are posted at the end of the year before. What a company
 * moved before it starts in mid-year is posted in the month before: its turnover as such, so that year-to-date figures
 * count it, and apart from that what it had carried to 本年利润, so that income and expenses stay income and expenses.
 * Stock belongs to inventory: its amounts stand on the clearing account until inventory's own opening takes its place.
 */
export function openingVouchers(lines: readonly CheckedLine[], sheet: Sheet): BalancedVoucher[] | OpeningUneven {
  const opening = lines.flatMap((line) => [
    ...entry(line, 'yearOpeningDebit', sheet),
    ...entry(line, 'yearOpeningCredit', sheet),
  ])
  const moved = lines.flatMap((line) => [
    ...entry(line, 'yearToDateDebit', sheet),
    ...entry(line, 'yearToDateCredit', sheet),
  ])
  const accounts = new Map(lines.map(({ account }) => [account.id, account]))
  const carried = new Set(moved.filter((line) => isCarried(line, accounts, sheet)))
  const business = moved.filter((line) => !carried.has(line))
  const uneven = differenceOf([...carried], sheet.currency)
  if (uneven) return uneven
  const [yearBefore, monthBefore] = periodsBeforeBooks(sheet.firstPeriod)
  return [
    ...voucher(opening, sheet, { period: yearBefore, kind: 'OPENING', part: 1 }),
    ...voucher(business, sheet, { period: monthBefore, kind: 'CLOSING', part: 2 }),
    ...voucher([...carried], sheet, { period: monthBefore, kind: 'CLOSING', part: 3 }),
  ]
}

/** Keys whose accounts only inventory moves, so that stock and ledger agree at every instant. */
const ofInventory: readonly string[] = ['INV', 'TRN', 'SNI']

const summary = { zh: '期初余额', en: 'Opening balance' } as const

function entry(line: CheckedLine, column: OpeningColumn, sheet: Sheet): ClosingLine[] {
  const { account, amounts, dimensions, foreign, cashFlowItem } = line
  const amount = amounts[column]
  if (isZero(amount)) return []
  const side: Side = column.endsWith('Debit') ? 'DEBIT' : 'CREDIT'
  if (account.controlKey !== null && ofInventory.includes(account.controlKey))
    return [closingLine(sheet.clearing, { side, amount, summary })]
  return [
    closingLine(
      {
        ...{ accountId: account.id, accountCode: account.code, accountKey: account.controlKey },
        ...{ accountRuleId: null, accountRuleVersion: null },
      },
      {
        ...{ side, amount, summary, dimensions },
        foreign: foreign && { amount: foreign.amounts[column], rate: foreign.rate },
        cashFlowItem: column.startsWith('yearToDate') ? cashFlowItem : null,
      },
    ),
  ]
}

/** 本年利润 itself, and income or expenses on the side they do not grow on: corrections stand in red on the other. */
function isCarried(line: ClosingLine, accounts: ReadonlyMap<string, Account>, { profitOfYear }: Sheet): boolean {
  if (line.accountId === profitOfYear.accountId) return true
  const account = accounts.get(line.accountId)
  return account?.accountClass === 'PROFIT_AND_LOSS' && line.side !== account.direction
}

function differenceOf(lines: readonly ClosingLine[], currency: Currency): OpeningUneven | undefined {
  const total = (side: Side) =>
    money(
      lines.filter((line) => line.side === side).reduce((sum, { amount }) => sum + amount.minor, 0n),
      currency,
    )
  const [debit, credit] = [total('DEBIT'), total('CREDIT')]
  return debit.minor === credit.minor
    ? undefined
    : refuse('OpeningUneven', { column: 'PROFIT_OF_YEAR', debit: formatMoney(debit), credit: formatMoney(credit) })
}

function voucher(
  lines: readonly ClosingLine[],
  sheet: Sheet,
  { period, kind, part }: { readonly period: Period | undefined; readonly kind: VoucherKind; readonly part: number },
): BalancedVoucher[] {
  if (lines.length === 0 || period === undefined) return []
  const date = lastDayOf(period)
  const made = balanceVoucher({
    ...noPeople,
    ...{ companyId: sheet.companyId, kind, word: '记', period, postingDate: date, businessDate: date },
    ...{ currency: sheet.currency, documentType: 'OPENING_BALANCE', documentId: sheet.id, documentNumber: period },
    ...{ sourceType: 'OPENING_BALANCE', sourceId: sheet.id, purpose: 'OPENING' },
    revision: (sheet.postingNumber - 1) * 3 + part,
    ...{ templateVersionId: null, reversesId: null, draftId: null, attachmentCount: 0 },
    preparedBy: sheet.postedBy,
    postedBy: sheet.postedBy,
    lines: lines.map((line, index) => ({ ...line, lineNumber: index + 1 })),
  })
  if ('refusal' in made) throw new Error(`Opening balances of ${period} do not balance: ${made.debit}, ${made.credit}`)
  return [made]
}
