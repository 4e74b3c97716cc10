import { type BusinessDate, type Currency, type Money, money, nextPeriod, type Period } from '@erp/values'
import type { DebitCredit } from './trial-balance.ts'

/** A month of a general ledger 总账; balances are debits less credits. */
export type GeneralLedgerMonth = {
  readonly period: Period
  readonly opening: Money
  readonly turnover: DebitCredit
  /** From January of the month's year. */
  readonly yearToDate: DebitCredit
  readonly closing: Money
}

/** A day of a ledger 日记账 on which something was posted. */
export type LedgerDay = {
  readonly on: BusinessDate
  readonly opening: Money
  readonly turnover: DebitCredit
  readonly closing: Money
}

type MonthTurnover = {
  readonly period: Period
  /** Opening balances taken over in the month, debits less credits. */
  readonly opening: bigint
  readonly debit: bigint
  readonly credit: bigint
}

/** Every month from `from` through `through`, with or without turnover; `turnovers` are of all months up to it, in order. */
export function generalLedger(
  turnovers: readonly MonthTurnover[],
  { from, through }: { readonly from: Period; readonly through: Period },
  currency: Currency,
): GeneralLedgerMonth[] {
  const byPeriod = new Map(turnovers.map((one) => [one.period, one]))
  let balance = turnovers
    .filter(({ period }) => period < from)
    .reduce((sum, { opening, debit, credit }) => sum + opening + debit - credit, 0n)
  const months: GeneralLedgerMonth[] = []
  for (let period = from; period <= through; period = nextPeriod(period)) {
    const { opening = 0n, debit = 0n, credit = 0n } = byPeriod.get(period) ?? {}
    const year = turnovers.filter((one) => one.period.slice(0, 4) === period.slice(0, 4) && one.period <= period)
    const before = balance + opening
    balance = before + debit - credit
    months.push({
      period,
      opening: money(before, currency),
      turnover: { debit: money(debit, currency), credit: money(credit, currency) },
      yearToDate: {
        debit: money(
          year.reduce((sum, one) => sum + one.debit, 0n),
          currency,
        ),
        credit: money(
          year.reduce((sum, one) => sum + one.credit, 0n),
          currency,
        ),
      },
      closing: money(balance, currency),
    })
  }
  return months
}

/** Days in order, each beginning with what the one before left. */
export function runningDays(
  days: readonly { readonly on: BusinessDate; readonly debit: bigint; readonly credit: bigint }[],
  opening: bigint,
  currency: Currency,
): LedgerDay[] {
  let balance = opening
  return days.map(({ on, debit, credit }) => {
    const before = balance
    balance += debit - credit
    return {
      on,
      opening: money(before, currency),
      turnover: { debit: money(debit, currency), credit: money(credit, currency) },
      closing: money(balance, currency),
    }
  })
}
