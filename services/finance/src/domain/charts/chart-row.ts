import type { AccountClass, Side } from '../account.ts'

/** One account of a chart template: dots in the code make the tree, so level, parent and leaf need no columns. */
export type ChartRow = {
  readonly code: string
  readonly direction: Side
  readonly name: { readonly zh: string; readonly en: string }
  /** The only account key that may post to the account, for accounts that a subledger must always agree with. */
  readonly controlKey: string | null
}

export type ChartTemplate = Readonly<Record<AccountClass, readonly ChartRow[]>>

/** An account whose balance is normally on the debit side 借方. */
export function debit(code: string, zh: string, en: string, controlKey: string | null = null): ChartRow {
  return { code, direction: 'DEBIT', name: { zh, en }, controlKey }
}

/** An account whose balance is normally on the credit side 贷方. */
export function credit(code: string, zh: string, en: string, controlKey: string | null = null): ChartRow {
  return { code, direction: 'CREDIT', name: { zh, en }, controlKey }
}
