import { formatMoney, type Money, money, writeCsv } from '@erp/values'
import { closingOf, type StatementOfAccount } from './statement-of-account.ts'

/** A line as a statement shows it, in minor units of the books, debits positive. */
export interface StatedLine {
  readonly movedOn: string
  readonly documentNumber: string
  readonly summary: { readonly zh: string; readonly en: string }
  readonly debit: bigint
  readonly credit: bigint
  readonly foreign: Money | null
  readonly balance: bigint
}

const head = [
  ...['statement', 'day', 'document', 'summary', 'debit', 'credit', 'balance', 'currency'],
  ...['foreign amount', 'foreign currency'],
]

/**
 * A statement as a file 对账单文件: comma-separated, from the closing of the one before over what was posted backdated to the opening,
 * and from there to the closing. Balances are what is owed to the company; negative the other way round.
 */
export function statementFile(
  statement: StatementOfAccount,
  lines: { readonly backdated: readonly StatedLine[]; readonly stated: readonly StatedLine[] },
): string {
  const { number, currency, opening, backdated, beginsOn, endsOn } = statement
  const amount = (minor: bigint) => formatMoney(money(minor, currency))
  const balanceRow = (day: string, summary: string, balance: bigint) => [
    ...[number, day, '', summary, '', '', amount(balance), currency, '', ''],
  ]
  const lineRow = ({ movedOn, documentNumber, summary, debit, credit, foreign, balance }: StatedLine) => [
    ...[number, movedOn, documentNumber, `${summary.zh} ${summary.en}`, amount(debit), amount(credit)],
    ...[amount(balance), currency, foreign ? formatMoney(foreign) : '', foreign?.currency ?? ''],
  ]
  return writeCsv([
    head,
    ...(backdated ? [balanceRow(beginsOn, '上期期末余额 Closing of the statement before', opening - backdated)] : []),
    ...lines.backdated.map(lineRow),
    balanceRow(beginsOn, '期初余额 Opening', opening),
    ...lines.stated.map(lineRow),
    balanceRow(endsOn, '期末余额 Closing', closingOf(statement)),
  ])
}
