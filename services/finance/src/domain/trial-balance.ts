import { type Currency, type Money, money, type Period } from '@erp/values'
import type { Account } from './account.ts'

/** An amount on each side. */
export type DebitCredit = { readonly debit: Money; readonly credit: Money }

/** The four columns of a trial balance 科目余额表, each with a debit and a credit side. */
export type TrialBalanceFigures = {
  /** 期初余额: a net balance on one side. */
  readonly opening: DebitCredit
  /** 本期发生额: turnover on both sides. */
  readonly turnover: DebitCredit
  /** 本年累计: turnover of the calendar year up to the period. */
  readonly yearToDate: DebitCredit
  /** 期末余额: a net balance on one side. */
  readonly closing: DebitCredit
}

export type TrialBalanceLine = TrialBalanceFigures & { readonly account: Account }

export type TrialBalance = {
  readonly period: Period
  readonly lines: readonly TrialBalanceLine[]
  /** Sums over the leaf accounts; on every column debit equals credit. */
  readonly total: TrialBalanceFigures
}

/** What happened on a leaf account around the period, in minor units; opening is debits less credits. */
export type Turnover = {
  readonly accountId: string
  readonly opening: bigint
  readonly debit: bigint
  readonly credit: bigint
  readonly yearDebit: bigint
  readonly yearCredit: bigint
}

const nothing = { opening: 0n, debit: 0n, credit: 0n, yearDebit: 0n, yearCredit: 0n }
type Figures = typeof nothing

/**
 * The trial balance of a chart: group accounts add up what stands below them, accounts that were never used are left
 * out. `maximumLevel` cuts the tree for display; the total always counts every leaf.
 */
export function trialBalance(
  chart: readonly Account[],
  turnovers: readonly Turnover[],
  { period, currency, maximumLevel }: { period: Period; currency: Currency; maximumLevel: number },
): TrialBalance {
  const byAccount = new Map(turnovers.map((turnover) => [turnover.accountId, turnover]))
  const byCode = new Map(chart.map((account) => [account.code, account]))
  const figures = new Map<string, Figures>()
  for (const account of chart) {
    const own = byAccount.get(account.id)
    if (!own) continue
    for (let at: Account | undefined = account; at; at = at.parentCode === null ? undefined : byCode.get(at.parentCode))
      figures.set(at.code, plus(figures.get(at.code) ?? nothing, own))
  }
  const lines = chart.flatMap((account) => {
    const own = figures.get(account.code)
    return own && account.level <= maximumLevel ? [{ account, ...columns(own, currency) }] : []
  })
  const leaves = chart.flatMap((account) => byAccount.get(account.id) ?? []).map((own) => columns(own, currency))
  return { period, lines, total: addColumns(leaves, currency) }
}

/** Debits less credits as an amount on the side it stands on. */
export function onItsSide(net: bigint, currency: Currency): DebitCredit {
  return { debit: money(net > 0n ? net : 0n, currency), credit: money(net < 0n ? -net : 0n, currency) }
}

function columns(own: Figures, currency: Currency): TrialBalanceFigures {
  return {
    opening: onItsSide(own.opening, currency),
    turnover: { debit: money(own.debit, currency), credit: money(own.credit, currency) },
    yearToDate: { debit: money(own.yearDebit, currency), credit: money(own.yearCredit, currency) },
    closing: onItsSide(own.opening + own.debit - own.credit, currency),
  }
}

function addColumns(lines: readonly TrialBalanceFigures[], currency: Currency): TrialBalanceFigures {
  const total = (column: keyof TrialBalanceFigures): DebitCredit => ({
    debit: money(
      lines.reduce((sum, line) => sum + line[column].debit.minor, 0n),
      currency,
    ),
    credit: money(
      lines.reduce((sum, line) => sum + line[column].credit.minor, 0n),
      currency,
    ),
  })
  return {
    opening: total('opening'),
    turnover: total('turnover'),
    yearToDate: total('yearToDate'),
    closing: total('closing'),
  }
}

function plus(left: Figures, right: Figures): Figures {
  return {
    opening: left.opening + right.opening,
    debit: left.debit + right.debit,
    credit: left.credit + right.credit,
    yearDebit: left.yearDebit + right.yearDebit,
    yearCredit: left.yearCredit + right.yearCredit,
  }
}
