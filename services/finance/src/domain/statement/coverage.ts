import type { Account } from '../account.ts'
import { type CashFlowItemCode, cashFlowItems } from '../cash-flow-item.ts'
import { isAtOrBelow, type Term } from './formula.ts'
import { formulasOf, type LayoutRow, type StatementKind } from './layout.ts'

/** What a total takes of a term: how often its debit amounts and its credit amounts count, down through all rows. */
type Share = { readonly term: Exclude<Term, { kind: 'ROW' }>; readonly debits: number; readonly credits: number }

/** Accounts of prior years are corrected in equity, not in this year's profit. */
const outsideProfit: ReadonlySet<string> = new Set(['6901'])

/**
 * What a layout does not count exactly once: codes of carrying accounts or of cash-flow items, empty when it is sound.
 * A balance sheet's two totals together take every account once, net profit every income and expense account, the net
 * change in cash every item. Only then do the statements agree with the ledger whatever is posted.
 */
export function notCountedOnce(
  statement: StatementKind,
  rows: readonly LayoutRow[],
  chart: readonly Account[],
): string[] {
  const leaves = chart.filter(({ leaf }) => leaf)
  switch (statement) {
    case 'BALANCE_SHEET': {
      const shares = [...sharesOf(rows, 'TOTAL_ASSETS', 1), ...sharesOf(rows, 'TOTAL_LIABILITIES_AND_EQUITY', -1)]
      return leaves.filter((leaf) => !isCountedOnce(leaf, shares, 1)).map(({ code }) => code)
    }
    case 'INCOME_STATEMENT': {
      const shares = sharesOf(rows, 'NET_PROFIT', 1)
      return leaves
        .filter(({ accountClass, code }) => accountClass === 'PROFIT_AND_LOSS' && !outsideProfit.has(code))
        .filter((leaf) => !isCountedOnce(leaf, shares, -1))
        .map(({ code }) => code)
    }
    case 'CASH_FLOW_STATEMENT': {
      const shares = sharesOf(rows, 'NET_CHANGE', 1)
      const items = (Object.keys(cashFlowItems) as CashFlowItemCode[]).filter(
        (code) => cashFlowItems[code].activity !== 'TRANSFER',
      )
      return items.filter((code) => {
        const own = shares.filter(({ term }) => term.kind === 'FLOW' && term.item === code)
        return own.reduce((sum, { debits }) => sum + debits, 0) !== 1
      })
    }
  }
}

/** Both sides of an account must come from the same cut: else what one row moves over, no other row takes up. */
function isCountedOnce(leaf: Account, shares: readonly Share[], sign: 1 | -1): boolean {
  const byCut = new Map<string, { debits: number; credits: number }>()
  for (const { term, debits, credits } of shares) {
    const cut = cutOf(term, leaf)
    if (cut === undefined) continue
    const sum = byCut.get(cut) ?? { debits: 0, credits: 0 }
    byCut.set(cut, { debits: sum.debits + debits, credits: sum.credits + credits })
  }
  const counted = [...byCut.values()].filter(({ debits, credits }) => debits !== 0 || credits !== 0)
  return counted.length === 1 && counted[0]?.debits === sign && counted[0]?.credits === -sign
}

/** A name for the amounts a term cuts an account into; undefined when the term does not count the account. */
function cutOf(term: Share['term'], leaf: Account): string | undefined {
  if (term.kind === 'CLASS') return term.accountClass === leaf.accountClass ? 'whole' : undefined
  if (term.kind !== 'ACCOUNT' || !isAtOrBelow(leaf.code, term.code)) return undefined
  if (term.except.some((one) => isAtOrBelow(leaf.code, one))) return undefined
  if (term.part === 'BALANCE') return 'whole'
  return [term.code, term.cut, ...[...term.except].sort()].join(' ')
}

/** What a row is made of in the end. A circle is broken off; the check of a layout names it. */
export function sharesOf(rows: readonly LayoutRow[], key: string, times: number): Share[] {
  const formulas = formulasOf(rows)
  function expand(at: string, coefficient: number, above: readonly string[]): Share[] {
    const row = formulas.get(at)
    if (!row || above.includes(at)) return []
    return row.formula.flatMap(({ sign, term }): Share[] => {
      const taken = coefficient * sign
      if (term.kind === 'ROW') return expand(term.key, taken, [...above, at])
      if (term.kind === 'ACCOUNT' && term.part !== 'BALANCE')
        return [{ term, debits: term.part === 'DEBITS' ? taken : 0, credits: term.part === 'CREDITS' ? taken : 0 }]
      const net = row.side === 'DEBIT' ? taken : -taken
      return [{ term, debits: net, credits: -net }]
    })
  }
  return expand(key, times, [])
}
