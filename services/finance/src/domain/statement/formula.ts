import { type Refusal, refuse } from '@erp/values'
import { type AccountClass, accountClasses } from '../account.ts'

/**
 * How the balance of an account is cut before its sides are told apart: as one, by the accounts directly below it, or
 * by carrying account and party (customer, supplier or employee), so that one customer's credit never hides in another's debit.
 */
export type Cut = 'ACCOUNT' | 'CHILD' | 'PARTY'

export type AccountTerm = {
  readonly kind: 'ACCOUNT'
  readonly code: string
  /** The whole balance, or only what stands on one side after the cut. */
  readonly part: 'BALANCE' | 'DEBITS' | 'CREDITS'
  readonly cut: Cut
  /** Accounts below `code` that are left out. */
  readonly except: readonly string[]
}

export type Term =
  | AccountTerm
  | { readonly kind: 'CLASS'; readonly accountClass: AccountClass }
  | { readonly kind: 'ROW'; readonly key: string }
  | { readonly kind: 'FLOW'; readonly item: string }
  | { readonly kind: 'CASH'; readonly at: 'OPENING' | 'CLOSING' }

/** A sum of terms, each added or taken away. */
export type Formula = readonly { readonly sign: 1 | -1; readonly term: Term }[]

export type FormulaUnreadable = Refusal<'FormulaUnreadable', { formula: string; near: string }>

const code = String.raw`\d{4}(?:\.[0-9A-Z]{1,4}){0,5}`
const account = new RegExp(`^(${code})$`)
const side = new RegExp(
  String.raw`^(debits|credits)\(\s*(${code})(?:\s+by\s+(child|party))?(?:\s+except\s+(${code}(?:\s*,\s*${code})*))?\s*\)$`,
)
const row = /^\[([A-Z][A-Z0-9_]*)\]$/
const accountClass = /^class\(\s*([A-Z_]+)\s*\)$/
const flow = /^flow\(\s*([A-Z][A-Z0-9_]*)\s*\)$/
const cash = /^cash\(\s*(opening|closing)\s*\)$/

/**
 * Reads a formula, such as `debits(1122 by party) + debits(2203 by party) + 1231`:
 * `1122` the balance of an account and all below it; `debits(…)`, `credits(…)` what stands on one side, cut `by child` or
 * `by party`, without the accounts after `except`; `class(PROFIT_AND_LOSS)` all accounts of a class; `[REVENUE]` another
 * row; `flow(SALES_RECEIPTS)` a cash-flow item; `cash(opening)` and `cash(closing)`. An empty text is the sum of nothing.
 */
export function readFormula(text: string): Formula | FormulaUnreadable {
  const formula: { sign: 1 | -1; term: Term }[] = []
  let rest = text.trim()
  if (rest !== '' && !/^[+-]/.test(rest)) rest = `+ ${rest}`
  while (rest !== '') {
    const [whole, sign, body] = /^([+-])\s*((?:[^()[\]+-]|\([^()]*\)|\[[^\]]*\])+)/.exec(rest) ?? []
    const term = body === undefined ? undefined : readTerm(body.trim())
    if (whole === undefined || !term) return refuse('FormulaUnreadable', { formula: text, near: rest.slice(0, 40) })
    formula.push({ sign: sign === '-' ? -1 : 1, term })
    rest = rest.slice(whole.length).trim()
  }
  return formula
}

function readTerm(text: string): Term | undefined {
  const plain = account.exec(text)?.[1]
  if (plain !== undefined) return { kind: 'ACCOUNT', code: plain, part: 'BALANCE', cut: 'ACCOUNT', except: [] }
  const [, part, of, cut, except] = side.exec(text) ?? []
  if (of !== undefined)
    return {
      kind: 'ACCOUNT',
      code: of,
      part: part === 'debits' ? 'DEBITS' : 'CREDITS',
      cut: cut === 'child' ? 'CHILD' : cut === 'party' ? 'PARTY' : 'ACCOUNT',
      except: except?.split(/\s*,\s*/) ?? [],
    }
  const key = row.exec(text)?.[1]
  if (key !== undefined) return { kind: 'ROW', key }
  const item = flow.exec(text)?.[1]
  if (item !== undefined) return { kind: 'FLOW', item }
  const at = cash.exec(text)?.[1]
  if (at !== undefined) return { kind: 'CASH', at: at === 'opening' ? 'OPENING' : 'CLOSING' }
  const named = accountClasses.find((one) => one === accountClass.exec(text)?.[1])
  return named && { kind: 'CLASS', accountClass: named }
}

/** Whether an account is another one or stands below it. */
export function isAtOrBelow(code: string, top: string): boolean {
  return code === top || code.startsWith(`${top}.`)
}
