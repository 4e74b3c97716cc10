import { negate } from '@erp/values'
import type { LedgerPage } from './ledger-page.ts'
import type { StockEntry } from './stock-document.ts'
import {
  type IssueFacts,
  issueLine,
  type NotIssuable,
  type NotReceivable,
  receiveLine,
  type StockLine,
} from './stock-line.ts'

/** A line of goods that left one place, and entered another. */
export type Carried = { readonly left: StockEntry; readonly entered: StockEntry }

/**
 * Goods go from one valuation area to another (T2, T3) with exactly the value they leave with, under every method. They have
 * to be there, even where a warehouse lets others take more: what is not there has no value that could go with it.
 */
export function carryLine(
  page: LedgerPage,
  line: StockLine,
  to: Pick<StockLine, 'warehouse' | 'locationId'>,
  facts: IssueFacts,
): Carried | NotIssuable | NotReceivable {
  const left = issueLine(page, { ...line, warehouse: { ...line.warehouse, negativeStockAllowed: false } }, facts)
  if ('refusal' in left) return left
  const entered = receiveLine(page, { ...line, ...to }, negate(left.value), { carried: true })
  return 'refusal' in entered ? entered : { left, entered }
}
