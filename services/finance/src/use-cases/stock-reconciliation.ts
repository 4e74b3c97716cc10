import { watermark } from '@erp/messaging'
import type { Sql } from '@erp/service-kit'
import { type Money, money } from '@erp/values'
import { currencyOfBooks } from '../store/books.ts'
import { postedByDraft } from '../store/drafts-of-events.ts'
import { controlledBalance } from '../store/ledger.ts'

/** Finance's half of the comparison of stock and ledger. */
export type StockReconciliation = {
  readonly id: string
  /** The balance of all stock accounts, goods on their way between warehouses included. */
  readonly ledgerValue: Money
  /** How far inventory's events had been posted in the same instant, as JSON for inventory to explain the rest by. */
  readonly watermark: string
}

/** The consumer that posts, and the stream it posts from. */
const consumer = 'finance__events'
const stream = 'EVT_INVENTORY'

/**
 * The ledger's stock value and the watermark it is true at. Give it a transaction that is one snapshot. Undefined while
 * the company has no books.
 */
export async function reconcileStock(tx: Sql, companyId: string): Promise<StockReconciliation | undefined> {
  const currency = await currencyOfBooks(tx, companyId)
  if (currency === undefined) return undefined
  const ledgerValue = money(await controlledBalance(tx, companyId, 'INV', 'TRN'), currency)
  const mark = await watermark(tx, consumer, stream)
  const posted = await postedByDraft(tx, mark.parked)
  const inFlight = { ...mark, parked: mark.parked.filter((eventId) => !posted.has(eventId)) }
  return { id: companyId, ledgerValue, watermark: JSON.stringify(inFlight) }
}
