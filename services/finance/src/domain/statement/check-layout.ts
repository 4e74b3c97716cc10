import { isRefusal, type Refusal, refuse } from '@erp/values'
import type { Account } from '../account.ts'
import { isCashFlowItem } from '../cash-flow-item.ts'
import { notCountedOnce } from './coverage.ts'
import { readFormula, type Term } from './formula.ts'
import { formulasOf, type LayoutRow, requiredRows, type StatementKind } from './layout.ts'

export type StatementLayoutFaulty = Refusal<
  'StatementLayoutFaulty',
  {
    problem:
      | 'KEY_INVALID'
      | 'KEY_TWICE'
      | 'FORMULA_UNREADABLE'
      | 'TERM_OF_ANOTHER_STATEMENT'
      | 'ACCOUNT_UNKNOWN'
      | 'CASH_FLOW_ITEM_UNKNOWN'
      | 'ROW_UNKNOWN'
      | 'ROWS_IN_A_CIRCLE'
      | 'ROW_MISSING'
      | 'NOT_COUNTED_ONCE'
    /** The row meant, or null when the fault is of the whole layout. */
    rowKey: string | null
    /** The text, key or code that is wrong; several codes with commas. */
    detail: string
  }
>

const termsOf: Readonly<Record<StatementKind, ReadonlySet<Term['kind']>>> = {
  BALANCE_SHEET: new Set(['ACCOUNT', 'CLASS', 'ROW']),
  INCOME_STATEMENT: new Set(['ACCOUNT', 'CLASS', 'ROW']),
  CASH_FLOW_STATEMENT: new Set(['FLOW', 'CASH', 'ROW']),
}

/** Whether a layout can be drawn up on this chart and counts everything exactly once; the first fault found, else undefined. */
export function checkLayout(
  statement: StatementKind,
  rows: readonly LayoutRow[],
  chart: readonly Account[],
): StatementLayoutFaulty | undefined {
  return (
    faultyKey(rows) ??
    rows.map((row) => faultyFormula(statement, row, rows, chart)).find((fault) => fault !== undefined) ??
    missingRow(statement, rows) ??
    circle(rows) ??
    uncounted(statement, rows, chart)
  )
}

function fault(
  problem: StatementLayoutFaulty['problem'],
  rowKey: string | null,
  detail: string,
): StatementLayoutFaulty {
  return refuse('StatementLayoutFaulty', { problem, rowKey, detail })
}

function faultyKey(rows: readonly LayoutRow[]): StatementLayoutFaulty | undefined {
  const seen = new Set<string>()
  for (const { key } of rows) {
    if (!/^[A-Z][A-Z0-9_]{0,59}$/.test(key)) return fault('KEY_INVALID', key, key)
    if (seen.has(key)) return fault('KEY_TWICE', key, key)
    seen.add(key)
  }
  return undefined
}

function faultyFormula(
  statement: StatementKind,
  { key, formula: text }: LayoutRow,
  rows: readonly LayoutRow[],
  chart: readonly Account[],
): StatementLayoutFaulty | undefined {
  if (text === null) return undefined
  const formula = readFormula(text)
  if (isRefusal(formula)) return fault('FORMULA_UNREADABLE', key, formula.near)
  for (const { term } of formula) {
    if (!termsOf[statement].has(term.kind)) return fault('TERM_OF_ANOTHER_STATEMENT', key, term.kind)
    // What stands on either side is a question to a balance, not to what was earned.
    if (statement === 'INCOME_STATEMENT' && term.kind === 'ACCOUNT' && term.part !== 'BALANCE')
      return fault('TERM_OF_ANOTHER_STATEMENT', key, term.part)
    const unknown = unknownIn(term, chart)
    if (unknown !== undefined) return fault('ACCOUNT_UNKNOWN', key, unknown)
    if (term.kind === 'FLOW' && !isCashFlowItem(term.item)) return fault('CASH_FLOW_ITEM_UNKNOWN', key, term.item)
    if (term.kind === 'ROW' && !rows.some((row) => row.key === term.key && row.formula !== null))
      return fault('ROW_UNKNOWN', key, term.key)
  }
  return undefined
}

function unknownIn(term: Term, chart: readonly Account[]): string | undefined {
  if (term.kind !== 'ACCOUNT') return undefined
  return [term.code, ...term.except].find((code) => !chart.some((account) => account.code === code))
}

function missingRow(statement: StatementKind, rows: readonly LayoutRow[]): StatementLayoutFaulty | undefined {
  const missing = requiredRows[statement].find((key) => !rows.some((row) => row.key === key && row.formula !== null))
  return missing === undefined ? undefined : fault('ROW_MISSING', null, missing)
}

function circle(rows: readonly LayoutRow[]): StatementLayoutFaulty | undefined {
  const formulas = formulasOf(rows)
  const done = new Set<string>()
  function closes(key: string, above: readonly string[]): boolean {
    if (above.includes(key)) return true
    if (done.has(key)) return false
    const inCircle = (formulas.get(key)?.formula ?? []).some(
      ({ term }) => term.kind === 'ROW' && closes(term.key, [...above, key]),
    )
    done.add(key)
    return inCircle
  }
  const found = [...formulas.keys()].find((key) => closes(key, []))
  return found === undefined ? undefined : fault('ROWS_IN_A_CIRCLE', found, found)
}

function uncounted(
  statement: StatementKind,
  rows: readonly LayoutRow[],
  chart: readonly Account[],
): StatementLayoutFaulty | undefined {
  const codes = notCountedOnce(statement, rows, chart)
  return codes.length === 0 ? undefined : fault('NOT_COUNTED_ONCE', null, codes.slice(0, 20).join(', '))
}
