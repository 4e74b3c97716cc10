import type { PayloadOf, postingBlocked, postingPosted, stockDocumentPosted } from '@erp/contracts'
import { documentsMoved } from '@erp/service-kit'
import { type LegNews, noteLegs } from '../store/document-legs.ts'
import type { Unit } from './unit.ts'

/** The goods are in the stock ledger, or out of it. */
export function noteStockPosted(unit: Unit, posted: readonly PayloadOf<typeof stockDocumentPosted>[]): Promise<void> {
  return note(
    unit,
    posted.map(({ documentId }) => ({
      documentId,
      kind: 'STOCK',
      state: 'POSTED',
      attempts: 1,
      reasonCode: null,
      facts: {},
    })),
  )
}

/** The voucher is in the general ledger. */
export function noteLedgerPosted(unit: Unit, posted: readonly PayloadOf<typeof postingPosted>[]): Promise<void> {
  return note(
    unit,
    posted.map(({ documentId, attempts, voucherNumber }) => ({
      documentId,
      kind: 'LEDGER',
      state: 'POSTED',
      attempts,
      reasonCode: null,
      facts: { voucherNumber },
    })),
  )
}

/** The ledger holds the posting until its cause is mended. */
export function noteLedgerBlocked(unit: Unit, held: readonly PayloadOf<typeof postingBlocked>[]): Promise<void> {
  return note(
    unit,
    held.map(({ documentId, attempts, reason, facts }) => ({
      documentId,
      kind: 'LEDGER',
      state: 'BLOCKED',
      attempts,
      reasonCode: reason,
      facts,
    })),
  )
}

async function note(unit: Unit, news: readonly LegNews[]): Promise<void> {
  documentsMoved(unit, await noteLegs(unit.tx, news))
}
