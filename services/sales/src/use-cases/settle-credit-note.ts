import { refuse } from '@erp/values'
import type {
  CreditableLine,
  CreditNote,
  CreditNoteNotFound,
  CreditNoteNotPosted,
  CreditNoteStatusWrong,
  SalesInvoiceLineNotFound,
} from '../domain/credit-note.ts'
import { at, type InvalidInput, type StaleVersion } from '../domain/input.ts'
import type { NotPostable, PeriodNotOpen } from '../domain/posting-readiness.ts'
import { lockCreditNote, saveCreditNote } from '../store/credit-notes.ts'
import { lockCreditableLines, releaseFromCredit } from '../store/creditable-lines.ts'
import { announceCreditNote } from './announce-credit-note.ts'
import { type ChargeKind, cancelCharge, confirmCharge } from './settle-charge.ts'
import type { Unit } from './unit.ts'

interface SeenCreditNote {
  readonly creditNoteId: string
  readonly expectedVersion: number
}

const creditNotes: ChargeKind<
  CreditNote,
  CreditableLine,
  CreditNoteNotFound,
  CreditNoteStatusWrong,
  CreditNoteNotPosted
> = {
  type: 'CREDIT_NOTE',
  lock: lockCreditNote,
  lockLines: async (tx, { lines }) => {
    const locked = await lockCreditableLines(
      tx,
      lines.map(({ salesInvoiceLineId }) => salesInvoiceLineId),
    )
    return new Map(locked.map((line) => [line.id, line]))
  },
  save: saveCreditNote,
  release: (tx, { lines }) => releaseFromCredit(tx, lines),
  announce: announceCreditNote,
  eventOf: ({ creditedOn }) => ({ eventKind: 'CREDIT_NOTE', businessDate: creditedOn, datePath: 'creditNoteId' }),
  notFound: (creditNoteId) => refuse('CreditNoteNotFound', { creditNoteId }),
  statusWrong: (status, allowed) => refuse('CreditNoteStatusWrong', { status, allowed }),
  notPosted: (creditNoteId) => refuse('CreditNoteNotPosted', { creditNoteId }),
}

/** A draft counts from now on: the customer owes so much less, and finance is told (S4). */
export function confirmCreditNote(
  unit: Unit,
  { creditNoteId: id, expectedVersion }: SeenCreditNote,
): Promise<
  CreditNote | CreditNoteNotFound | CreditNoteStatusWrong | StaleVersion | SalesInvoiceLineNotFound | NotPostable
> {
  return confirmCharge(unit, creditNotes, { id, expectedVersion }, whyOutOfReach)
}

/** Gives up a draft, or takes back a credit note that counts. */
export function cancelCreditNote(
  unit: Unit,
  { creditNoteId: id, expectedVersion, reason }: SeenCreditNote & { readonly reason: string },
): Promise<
  | CreditNote
  | CreditNoteNotFound
  | CreditNoteStatusWrong
  | CreditNoteNotPosted
  | StaleVersion
  | SalesInvoiceLineNotFound
  | PeriodNotOpen
  | InvalidInput
> {
  return cancelCharge(unit, creditNotes, { id, expectedVersion, reason }, whyOutOfReach)
}

/** Whoever sees some warehouses only does nothing about goods of others. */
function whyOutOfReach(
  { lines }: CreditNote,
  invoiceLines: ReadonlyMap<string, CreditableLine>,
): SalesInvoiceLineNotFound | undefined {
  const unseen = lines.find(({ salesInvoiceLineId }) => !invoiceLines.has(salesInvoiceLineId))
  if (!unseen) return undefined
  const { salesInvoiceLineId } = unseen
  return at(refuse('SalesInvoiceLineNotFound', { salesInvoiceLineId }), 'creditNoteId')
}
