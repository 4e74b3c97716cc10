import { refuse } from '@erp/values'
import {
  type CreditableLine,
  type CreditNote,
  type CreditNoteNeedsAnother,
  type CreditNoteNotFound,
  type CreditNoteNotPosted,
  type CreditNoteStatusWrong,
  creditedAlone,
  type SalesInvoiceLineNotFound,
} from '../domain/credit-note.ts'
import { at, type InvalidInput, type StaleVersion } from '../domain/input.ts'
import type { NotPostable, PeriodNotOpen } from '../domain/posting-readiness.ts'
import type { SalesReturnNotFound } from '../domain/sales-return.ts'
import { findCreditNoteHeaders, lockCreditNote, saveCreditNote } from '../store/credit-notes.ts'
import { lockCreditableLines, releaseFromCredit } from '../store/creditable-lines.ts'
import { type FreelyCredited, lockFreelyCredited } from '../store/freely-credited-goods.ts'
import { announceCreditNote } from './announce-credit-note.ts'
import { announceFreeCreditNote } from './announce-free-credit-note.ts'
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
      lines.flatMap(({ salesInvoiceLineId }) => salesInvoiceLineId ?? []),
    )
    return new Map(locked.map((line) => [line.id, line]))
  },
  save: saveCreditNote,
  release: (tx, { lines }) => releaseFromCredit(tx, lines),
  announce: announceCreditNote,
  legs: () => ['LEDGER'],
  eventOf: ({ creditedOn }) => ({ eventKind: 'CREDIT_NOTE', businessDate: creditedOn, datePath: 'creditNoteId' }),
  notFound: (creditNoteId) => refuse('CreditNoteNotFound', { creditNoteId }),
  statusWrong: (status, allowed) => refuse('CreditNoteStatusWrong', { status, allowed }),
  notPosted: (creditNoteId) => refuse('CreditNoteNotPosted', { creditNoteId }),
}

/** The same of credit notes that no invoice stands behind. */
const freeCreditNotes: ChargeKind<
  CreditNote,
  FreelyCredited,
  CreditNoteNotFound,
  CreditNoteStatusWrong,
  CreditNoteNotPosted
> = { ...creditNotes, lockLines: lockFreelyCredited, announce: announceFreeCreditNote, legs: () => ['LEDGER'] }

/**
 * A draft counts from now on: the customer owes so much less, and finance is told (S4). Who wrote a free one or an allowance
 * does not confirm it.
 */
export async function confirmCreditNote(
  unit: Unit,
  { creditNoteId: id, expectedVersion }: SeenCreditNote,
): Promise<
  | CreditNote
  | CreditNoteNotFound
  | CreditNoteNeedsAnother
  | CreditNoteStatusWrong
  | StaleVersion
  | SalesInvoiceLineNotFound
  | SalesReturnNotFound
  | NotPostable
> {
  const seen = { id, expectedVersion }
  const { userId } = unit.caller
  return (await isFree(unit, id))
    ? confirmCharge(
        unit,
        freeCreditNotes,
        seen,
        (note, goods) => creditedAlone(note, userId) ?? whyGoodsOutOfReach(note, goods),
      )
    : confirmCharge(unit, creditNotes, seen, (note, lines) => creditedAlone(note, userId) ?? whyOutOfReach(note, lines))
}

/** Gives up a draft, or takes back a credit note that counts. */
export async function cancelCreditNote(
  unit: Unit,
  { creditNoteId: id, expectedVersion, reason }: SeenCreditNote & { readonly reason: string },
): Promise<
  | CreditNote
  | CreditNoteNotFound
  | CreditNoteStatusWrong
  | CreditNoteNotPosted
  | StaleVersion
  | SalesInvoiceLineNotFound
  | SalesReturnNotFound
  | PeriodNotOpen
  | InvalidInput
> {
  const seen = { id, expectedVersion, reason }
  return (await isFree(unit, id))
    ? cancelCharge(unit, freeCreditNotes, seen, whyGoodsOutOfReach)
    : cancelCharge(unit, creditNotes, seen, whyOutOfReach)
}

/** What a credit note stands on never changes, so it may be asked before anything is locked. */
async function isFree({ tx }: Unit, creditNoteId: string): Promise<boolean> {
  const [header] = await findCreditNoteHeaders(tx, [creditNoteId])
  return header?.kind === 'FREE'
}

/** Whoever sees some warehouses only does nothing about goods of others. */
function whyOutOfReach(
  { lines }: CreditNote,
  invoiceLines: ReadonlyMap<string, CreditableLine>,
): SalesInvoiceLineNotFound | undefined {
  const [salesInvoiceLineId] = lines
    .flatMap((line) => line.salesInvoiceLineId ?? [])
    .filter((id) => !invoiceLines.has(id))
  if (salesInvoiceLineId === undefined) return undefined
  return at(refuse('SalesInvoiceLineNotFound', { salesInvoiceLineId }), 'creditNoteId')
}

function whyGoodsOutOfReach(
  { lines, salesReturnId }: CreditNote,
  credited: ReadonlyMap<string, FreelyCredited>,
): SalesReturnNotFound | undefined {
  if (salesReturnId === null || lines.every(({ id }) => credited.has(id))) return undefined
  return at(refuse('SalesReturnNotFound', { salesReturnId }), 'creditNoteId')
}
