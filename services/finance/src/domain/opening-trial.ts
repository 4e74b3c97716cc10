import { type Currency, formatMoney, type Money, money, type Refusal, refuse } from '@erp/values'
import { type CheckedLine, type OpeningColumn, openingColumns } from './opening-balance.ts'

/** The sums of a sheet 期初试算: on each pair debit must equal credit. */
export type OpeningTrial = Readonly<Record<OpeningColumn | 'balanceDebit' | 'balanceCredit', Money>>

export type OpeningUneven = Refusal<
  'OpeningUneven',
  { column: 'YEAR_OPENING' | 'YEAR_TO_DATE' | 'PROFIT_OF_YEAR'; debit: string; credit: string }
>

/** Adds the sheet up; balances are year opening and movement together, each line on its side. */
export function openingTrial(lines: readonly CheckedLine[], currency: Currency): OpeningTrial {
  const sums = openingColumns.map((column) => [column, money(sumOf(lines, column), currency)] as const)
  const nets = lines.map(({ amounts }) => netOf(amounts, 'yearOpening') + netOf(amounts, 'yearToDate'))
  const side = (sign: bigint) => nets.reduce((sum, net) => (net * sign > 0n ? sum + net * sign : sum), 0n)
  return {
    ...(Object.fromEntries(sums) as Record<OpeningColumn, Money>),
    balanceDebit: money(side(1n), currency),
    balanceCredit: money(side(-1n), currency),
  }
}

/** The trial-balance test 试算平衡. */
export function checkEven(trial: OpeningTrial): OpeningUneven | undefined {
  const differ = (column: OpeningUneven['column'], debit: Money, credit: Money) =>
    debit.minor === credit.minor
      ? undefined
      : refuse('OpeningUneven', { column, debit: formatMoney(debit), credit: formatMoney(credit) })
  return (
    differ('YEAR_OPENING', trial.yearOpeningDebit, trial.yearOpeningCredit) ??
    differ('YEAR_TO_DATE', trial.yearToDateDebit, trial.yearToDateCredit)
  )
}

function sumOf(lines: readonly CheckedLine[], column: OpeningColumn): bigint {
  return lines.reduce((sum, { amounts }) => sum + amounts[column].minor, 0n)
}

function netOf(amounts: CheckedLine['amounts'], pair: 'yearOpening' | 'yearToDate'): bigint {
  return amounts[`${pair}Debit`].minor - amounts[`${pair}Credit`].minor
}
