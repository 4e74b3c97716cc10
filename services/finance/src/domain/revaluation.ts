import { type Currency, convert, Decimal, money } from '@erp/values'
import { type ClosingAccount, type ClosingLine, closingLine, type Dimensions, onSideOf } from './closing-step.ts'

/** What stands on a monetary account in one foreign currency under one combination of auxiliary values, debits less credits. */
export type ForeignItem = {
  readonly account: ClosingAccount
  readonly dimensions: Dimensions
  readonly isCash: boolean
  readonly foreign: { readonly net: bigint; readonly currency: Currency }
  /** What the books carry it at, past revaluations included. */
  readonly carrying: bigint
}

/** Base currency for one unit, as exact text, by currency. */
export type ClosingRates = ReadonlyMap<Currency, string>

/** The currencies that a revaluation needs a closing rate of and has none; one fully settled needs no rate. */
export function missingRates(items: readonly ForeignItem[], rates: ClosingRates): Currency[] {
  const wanted = items.filter(({ foreign }) => foreign.net !== 0n && !rates.has(foreign.currency))
  return [...new Set(wanted.map(({ foreign }) => foreign.currency))].sort()
}

/**
 * 期末调汇 (F4): takes each item to its foreign balance at the closing rate, rounded once, against 汇兑差额. The carrying
 * amount holds every revaluation before it, so no difference is counted twice and a settled item ends at zero in both
 * currencies. Throws when a rate is missing: ask `missingRates` first.
 */
export function revalue(
  items: readonly ForeignItem[],
  rates: ClosingRates,
  { differences, currency }: { readonly differences: ClosingAccount; readonly currency: Currency },
): ClosingLine[] {
  const moved = items.flatMap((item) => {
    const net = valueAt(item, rates, currency) - item.carrying
    return net === 0n ? [] : [{ item, net }]
  })
  const lines = moved.map(({ item: { account, dimensions, foreign, isCash }, net }) =>
    closingLine(account, {
      ...onSideOf(net, currency),
      summary: summaryOf(foreign.currency),
      dimensions,
      // No foreign amount moves, so what is settled needs no rate; the line only has to stand under its currency.
      foreign: { amount: money(0n, foreign.currency), rate: rates.get(foreign.currency) ?? '1' },
      cashFlowItem: isCash ? 'EXCHANGE_EFFECT' : null,
    }),
  )
  const total = moved.reduce((sum, { net }) => sum + net, 0n)
  if (total === 0n) return lines
  return [...lines, closingLine(differences, { ...onSideOf(-total, currency), summary: summaryOf(null) })]
}

function valueAt({ foreign }: ForeignItem, rates: ClosingRates, base: Currency): bigint {
  if (foreign.net === 0n) return 0n
  const rate = rates.get(foreign.currency)
  if (rate === undefined) throw new Error(`There is no closing rate of ${foreign.currency}`)
  return convert(money(foreign.net, foreign.currency), new Decimal(rate), base).minor
}

function summaryOf(of: Currency | null) {
  return of === null
    ? { zh: '期末调汇', en: 'Period-end revaluation' }
    : { zh: `期末调汇 ${of}`, en: `Period-end revaluation of ${of}` }
}
