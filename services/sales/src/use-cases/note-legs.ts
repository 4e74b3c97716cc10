import type { PayloadOf, postingBlocked, postingPosted, stockDocumentPosted } from '@erp/contracts'
import { documentsMoved } from '@erp/service-kit'
import { type LegNews, noteLegs } from '../store/document-legs.ts'
import type { Unit } from './unit.ts'

/** The goods are out of the stock ledger, or back in it. */
export function noteStockPosted(unit: Unit, posted: readonly PayloadOf<typeof stockDocumentPosted>[]): Promise<void> {
  return note(
    unit,
    posted.map(({ documentId }) => ({ ...done, documentId, kind: 'STOCK' })),
  )
}

/** The voucher is in the general ledger. */
export function noteLedgerPosted(unit: Unit, posted: readonly PayloadOf<typeof postingPosted>[]): Promise<void> {
  return note(
    unit,
    posted.filter(isOfDocument).map(({ documentId, attempts, voucherNumber }) => ({
      ...{ documentId, kind: 'LEDGER', state: 'POSTED', attempts, reasonCode: null, facts: { voucherNumber } },
    })),
  )
}

/** The ledger holds the posting until its cause is mended. */
export function noteLedgerBlocked(unit: Unit, held: readonly PayloadOf<typeof postingBlocked>[]): Promise<void> {
  return note(
    unit,
    held.filter(isOfDocument).map(({ documentId, attempts, reason, facts }) => ({
      ...{ documentId, kind: 'LEDGER', state: 'BLOCKED', attempts, reasonCode: reason, facts },
    })),
  )
}

/** What invoices make of shipped goods has a voucher of inventory's beside that of the document. */
function isOfDocument({ eventKind }: Pick<PayloadOf<typeof postingPosted>, 'eventKind'>): boolean {
  return eventKind !== 'SHIPPED_GOODS_CHARGED'
}

/** The leg is done: inventory has answered what it was asked. */
export function noteStockDone(unit: Unit, documentId: string): Promise<void> {
  return note(unit, [{ ...done, documentId, kind: 'STOCK' }])
}

/** The customer's credit is held, or let go. */
export function noteCreditDone(unit: Unit, documentId: string): Promise<void> {
  return note(unit, [{ ...done, documentId, kind: 'CREDIT' }])
}

/** How far the approval of documents has come. */
export function noteApproval(
  unit: Unit,
  news: readonly Pick<LegNews, 'documentId' | 'state' | 'reasonCode' | 'facts'>[],
): Promise<void> {
  return note(
    unit,
    news.map((one) => ({ ...one, kind: 'APPROVAL', attempts: 1 })),
  )
}

const done = { state: 'POSTED', attempts: 1, reasonCode: null, facts: {} } as const

async function note(unit: Unit, news: readonly LegNews[]): Promise<void> {
  documentsMoved(unit, await noteLegs(unit.tx, news))
}
