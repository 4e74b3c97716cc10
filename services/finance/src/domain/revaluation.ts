import { type Currency, convert, Decimal, money } from '@erp/values'
import { type ClosingAccount, type ClosingLine, closingLine, type Dimensions, onSideOf } from './closing-step.ts'
import type { ItemMove } from './open-item.ts'

/** What stands on a monetary account in one foreign currency under one combination of auxiliary values, debits less credits. */
export type ForeignItem = {
  readonly account: ClosingAccount
  readonly dimensions: Dimensions
  readonly isCash: boolean
  readonly foreign: { readonly net: bigint; readonly currency: Currency }
  /** What the books carry it at, past revaluations included. */
  readonly carrying: bigint
  /** The open items 往来 it consists of; empty on an account that keeps none. */
  readonly items: readonly { readonly itemId: string; readonly open: bigint; readonly carrying: bigint }[]
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
    const net = valueAt(item.foreign, rates, currency) - item.carrying
    return net === 0n ? [] : [{ item, net }]
  })
  const lines = moved.map(({ item: { account, dimensions, foreign, isCash, items }, net }) =>
    closingLine(account, {
      ...onSideOf(net, currency),
      summary: summaryOf(foreign.currency),
      dimensions,
      // No foreign amount moves, so what is settled needs no rate; the line only has to stand under its currency.
      foreign: { amount: money(0n, foreign.currency), rate: rates.get(foreign.currency) ?? '1' },
      cashFlowItem: isCash ? 'EXCHANGE_EFFECT' : null,
      ...(items.length === 0
        ? {}
        : { moves: shareOut(items, net, (open) => valueAt({ ...foreign, net: open }, rates, currency)) }),
    }),
  )
  const total = moved.reduce((sum, { net }) => sum + net, 0n)
  if (total === 0n) return lines
  return [...lines, closingLine(differences, { ...onSideOf(-total, currency), summary: summaryOf(null) })]
}

/**
 * Each item goes to the closing rate; what the whole is rounded to beyond its items falls to the largest of them, so that
 * the items always carry what the account does.
 */
function shareOut(items: ForeignItem['items'], net: bigint, value: (open: bigint) => bigint): ItemMove[] {
  const moves = items.map(({ itemId, open, carrying }) => ({ itemId, open, by: value(open) - carrying }))
  const rest = net - moves.reduce((sum, { by }) => sum + by, 0n)
  const largest = moves.reduce((most, one) => (magnitude(one.open) > magnitude(most.open) ? one : most))
  return moves.flatMap((move) => {
    const carrying = move.by + (move === largest ? rest : 0n)
    return carrying === 0n ? [] : [{ itemId: move.itemId, amount: 0n, carrying }]
  })
}

function magnitude(amount: bigint): bigint {
  return amount < 0n ? -amount : amount
}

function valueAt(foreign: ForeignItem['foreign'], rates: ClosingRates, base: Currency): bigint {
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
