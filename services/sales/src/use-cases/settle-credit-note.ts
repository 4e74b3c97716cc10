import { refuse } from '@erp/values'
import type {
  CreditableLine,
  CreditNote,
  CreditNoteNotFound,
  CreditNoteNotPosted,
  CreditNoteStatusWrong,
  SalesInvoiceLineNotFound,
} from '../domain/credit-note.ts'
import { at, type InvalidInput, invalid, requireVersion, type StaleVersion, textProblem } from '../domain/input.ts'
import { type NotPostable, type PeriodNotOpen, whyPeriodNotOpen } from '../domain/posting-readiness.ts'
import {
  cancelCreditNote as cancel,
  confirmCreditNote as confirm,
  requireCreditStatus,
} from '../domain/settle-credit-note.ts'
import { lockCreditNote, saveCreditNote } from '../store/credit-notes.ts'
import { lockCreditableLines, releaseFromCredit } from '../store/creditable-lines.ts'
import { findLegs, openLegs } from '../store/document-legs.ts'
import { readPostingFacts } from '../store/posting-facts.ts'
import { announceCreditNote } from './announce-credit-note.ts'
import type { Unit } from './unit.ts'
import { whyChargesNotPostable } from './why-charges-not-postable.ts'

interface SeenCreditNote {
  readonly creditNoteId: string
  readonly expectedVersion: number
}

/** A draft counts from now on: the customer owes so much less, and finance is told (S4). */
export async function confirmCreditNote(
  unit: Unit,
  { creditNoteId, expectedVersion }: SeenCreditNote,
): Promise<
  CreditNote | CreditNoteNotFound | CreditNoteStatusWrong | StaleVersion | SalesInvoiceLineNotFound | NotPostable
> {
  const { tx } = unit
  const creditNote = await lockCreditNote(tx, creditNoteId)
  if (!creditNote) return refuse('CreditNoteNotFound', { creditNoteId })
  const wrong = requireCreditStatus(creditNote, 'DRAFT') ?? requireVersion(creditNote, expectedVersion)
  if (wrong) return wrong
  const invoiceLines = await lockLinesOf(unit, creditNote)
  const { companyId, creditedOn: businessDate } = creditNote
  const event = { eventKind: 'CREDIT_NOTE', businessDate, datePath: 'creditNoteId' } as const
  const refused =
    whyOutOfReach(creditNote, invoiceLines) ??
    (await whyChargesNotPostable(tx, { ...event, companyId }, invoiceLines.values()))
  if (refused) return refused
  const confirmed = await saveCreditNote(tx, confirm(creditNote, unit.now))
  await openLegs(tx, { id: confirmed.id, companyId, type: 'CREDIT_NOTE', kinds: ['LEDGER'] })
  await announceCreditNote(unit, confirmed, 'CONFIRMED', invoiceLines)
  return confirmed
}

/**
 * Gives up a draft, or takes back a credit note that counts: on its own day, whose period must be open. Its voucher must be
 * posted first, so that what is told of its leg from now on is about the way back.
 */
export async function cancelCreditNote(
  unit: Unit,
  { creditNoteId, expectedVersion, reason }: SeenCreditNote & { readonly reason: string },
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
  const { tx } = unit
  const reasonProblem = textProblem(reason, 200)
  if (reasonProblem) return invalid('reason', reasonProblem)
  const creditNote = await lockCreditNote(tx, creditNoteId)
  if (!creditNote) return refuse('CreditNoteNotFound', { creditNoteId })
  const wrong = requireCreditStatus(creditNote, 'DRAFT', 'CONFIRMED') ?? requireVersion(creditNote, expectedVersion)
  if (wrong) return wrong
  const invoiceLines = await lockLinesOf(unit, creditNote)
  const takenBack = creditNote.status === 'CONFIRMED'
  const inTheWay =
    whyOutOfReach(creditNote, invoiceLines) ?? (takenBack ? await whyNotTakenBack(unit, creditNote) : undefined)
  if (inTheWay) return inTheWay

  const cancelled = await saveCreditNote(tx, cancel(creditNote, reason))
  await releaseFromCredit(tx, cancelled.lines)
  if (!takenBack) return cancelled
  await openLegs(tx, { id: cancelled.id, companyId: cancelled.companyId, type: 'CREDIT_NOTE', kinds: ['LEDGER'] })
  await announceCreditNote(unit, cancelled, 'CANCELLED', invoiceLines)
  return cancelled
}

async function whyNotTakenBack(
  { tx }: Unit,
  { id, companyId, creditedOn }: CreditNote,
): Promise<CreditNoteNotPosted | PeriodNotOpen | undefined> {
  const legs = await findLegs(tx, [id])
  if (legs.some(({ state }) => state !== 'POSTED')) return refuse('CreditNoteNotPosted', { creditNoteId: id })
  const event = { eventKind: 'CREDIT_NOTE', businessDate: creditedOn, datePath: 'creditNoteId' } as const
  return whyPeriodNotOpen(event, await readPostingFacts(tx, companyId, event))
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

async function lockLinesOf({ tx }: Unit, { lines }: CreditNote): Promise<Map<string, CreditableLine>> {
  const locked = await lockCreditableLines(
    tx,
    lines.map(({ salesInvoiceLineId }) => salesInvoiceLineId),
  )
  return new Map(locked.map((line) => [line.id, line]))
}
