import type { Side } from '../account.ts'
import type { StatementFacts } from './facts.ts'
import type { AccountTerm, Term } from './formula.ts'
import { formulasOf, type LayoutRow } from './layout.ts'

/** The figure of every row that has a formula, by key, in minor units, positive on the row's side. */
export function evaluate(rows: readonly LayoutRow[], facts: Partial<StatementFacts>): ReadonlyMap<string, bigint> {
  const formulas = formulasOf(rows)
  const figures = new Map<string, bigint>()

  function figure(key: string): bigint {
    const known = figures.get(key)
    if (known !== undefined) return known
    const row = formulas.get(key)
    if (!row) throw new Error(`There is no row ${key} with a figure`)
    const value = row.formula.reduce(
      (sum, { sign, term }) =>
        sum + BigInt(sign) * (term.kind === 'ROW' ? figure(term.key) : amountOf(term, row.side, facts)),
      0n,
    )
    figures.set(key, value)
    return value
  }

  for (const key of formulas.keys()) figure(key)
  return figures
}

/** What one term contributes to a row of a side. */
export function amountOf(term: Exclude<Term, { kind: 'ROW' }>, side: Side, facts: Partial<StatementFacts>): bigint {
  const onSide = (net: bigint) => (side === 'DEBIT' ? net : -net)
  switch (term.kind) {
    case 'ACCOUNT':
      return term.part === 'BALANCE' ? onSide(given(facts.net)(term.code)) : oneSide(term, given(facts.cuts)(term))
    case 'CLASS':
      return onSide(given(facts.classNet)(term.accountClass))
    case 'FLOW':
      return onSide(given(facts.flow)(term.item))
    case 'CASH':
      return onSide(given(facts.cash)(term.at))
  }
}

/** A layout is checked for terms that do not belong to its statement, so this never throws on one in use. */
function given<Fact>(fact: Fact | undefined): Fact {
  if (fact === undefined) throw new Error('A formula asks for what its statement does not know')
  return fact
}

function oneSide({ part }: AccountTerm, nets: readonly bigint[]): bigint {
  return nets.reduce((sum, net) => {
    const amount = part === 'DEBITS' ? net : -net
    return amount > 0n ? sum + amount : sum
  }, 0n)
}
