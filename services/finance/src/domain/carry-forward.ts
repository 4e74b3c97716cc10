import type { Currency } from '@erp/values'
import {
  type ClosingAccount,
  type ClosingLine,
  closingLine,
  type Dimensions,
  noDimensions,
  onSideOf,
} from './closing-step.ts'

/** What stands on an income or expense account under one combination of auxiliary values, debits less credits. */
export type ProfitAndLossItem = {
  readonly account: ClosingAccount
  readonly dimensions: Dimensions
  readonly net: bigint
}

type Targets = {
  readonly profitOfYear: ClosingAccount
  readonly retainedEarnings: ClosingAccount
  readonly currency: Currency
}

/** Corrections of earlier years are no profit of this one: they go to 利润分配 directly (X4). */
const priorYearAdjustments = '6901'

const summaries = {
  carry: { zh: '结转本期损益', en: 'Profit and loss of the month carried forward' },
  priorYears: { zh: '结转以前年度损益调整', en: 'Prior-year adjustments carried forward' },
  year: { zh: '结转本年利润', en: 'Profit of the year carried forward' },
} as const

/**
 * 结转损益 (X1): takes every income and expense item to zero, account by account and dimension by dimension, against
 * 本年利润. Whatever was carried before is in the balances already, so a further run posts only what came since.
 */
export function carryForward(items: readonly ProfitAndLossItem[], targets: Targets): ClosingLine[] {
  const earlier = items.filter(({ account }) => isOfPriorYears(account))
  const current = items.filter(({ account }) => !isOfPriorYears(account))
  return [
    ...emptied(current, targets.profitOfYear, summaries.carry, targets.currency),
    ...emptied(earlier, targets.retainedEarnings, summaries.priorYears, targets.currency),
  ]
}

/** 年结 (X2): profit moves to 利润分配—未分配利润, a loss the other way. `net` is the balance of 本年利润, debits less credits. */
export function closeYear(net: bigint, targets: Targets): ClosingLine[] {
  return emptied(
    [{ account: targets.profitOfYear, dimensions: noDimensions, net }],
    targets.retainedEarnings,
    summaries.year,
    targets.currency,
  )
}

function emptied(
  items: readonly ProfitAndLossItem[],
  target: ClosingAccount,
  summary: { readonly zh: string; readonly en: string },
  currency: Currency,
): ClosingLine[] {
  const moved = items.filter(({ net }) => net !== 0n)
  const total = moved.reduce((sum, { net }) => sum + net, 0n)
  const lines = moved.map(({ account, dimensions, net }) =>
    closingLine(account, { ...onSideOf(-net, currency), summary, dimensions }),
  )
  return total === 0n ? lines : [...lines, closingLine(target, { ...onSideOf(total, currency), summary })]
}

function isOfPriorYears({ accountCode }: ClosingAccount): boolean {
  return accountCode === priorYearAdjustments || accountCode.startsWith(`${priorYearAdjustments}.`)
}
