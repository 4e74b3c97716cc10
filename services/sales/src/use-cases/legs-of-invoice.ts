import type { LegKind } from '../domain/document-leg.ts'
import { type ChargedGoods, shippedAmong } from './why-charges-not-postable.ts'

/** What an invoice waits for: the ledger, and inventory where goods that it charges for were shipped uninvoiced. */
export function legsOfInvoice(goods: Iterable<ChargedGoods>): readonly LegKind[] {
  return shippedAmong(goods).length > 0 ? ['LEDGER', 'STOCK'] : ['LEDGER']
}
