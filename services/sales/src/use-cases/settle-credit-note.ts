import { isApprovalAsked } from '@erp/service-kit'
import { isRefusal, refuse } from '@erp/values'
import {
  type CreditableLine,
  type CreditNote,
  type CreditNoteNeedsAnother,
  type CreditNoteNotFound,
  type CreditNoteNotPosted,
  type CreditNoteStatusWrong,
  creditedAlone,
  givesAway,
  type SalesInvoiceLineNotFound,
} from '../domain/credit-note.ts'
import { lacksApproval, outdated, submitForApproval } from '../domain/document-approval.ts'
import { at, type InvalidInput, type StaleVersion } from '../domain/input.ts'
import type { NotPostable, PeriodNotOpen } from '../domain/posting-readiness.ts'
import type { SalesReturnNotFound } from '../domain/sales-return.ts'
import { lockCreditNote, saveCreditNote } from '../store/credit-notes.ts'
import { lockCreditableLines, releaseFromCredit } from '../store/creditable-lines.ts'
import { type FreelyCredited, lockFreelyCredited } from '../store/freely-credited-goods.ts'
import { announceCreditNote } from './announce-credit-note.ts'
import { announceFreeCreditNote } from './announce-free-credit-note.ts'
import { noteApproval } from './note-legs.ts'
import { type ChargeKind, cancelCharge, confirmCharge } from './settle-charge.ts'
import { askThem, endAsking, type StartWithdrawing, submissionBy } from './submit-for-approval.ts'
import type { Unit } from './unit.ts'

/** Asks identity to approve a credit note that waits for it, in the same transaction. */
export type StartApprovingCreditNote = (unit: Unit, creditNote: CreditNote) => Promise<void>

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
  save: (tx, { approval, ...creditNote }) => {
    const givenUp = creditNote.status === 'CANCELLED' && approval?.state === 'PENDING'
    return saveCreditNote(tx, { ...creditNote, approval: givenUp ? outdated(approval) : approval })
  },
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
 * does not confirm it; where the company has such ones approved, it waits for that first, whoever submits it.
 */
export async function confirmCreditNote(
  unit: Unit,
  { creditNoteId: id, expectedVersion }: SeenCreditNote,
  startApproving: StartApprovingCreditNote,
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
  const { tx } = unit
  const { userId, companyId } = unit.caller
  const asked = await isApprovalAsked(tx, companyId, 'CREDIT_NOTE')
  const creditNote = await lockCreditNote(tx, id)
  const outcome = await count(
    unit,
    creditNote,
    { id, expectedVersion },
    {
      whyNot: (note) => (asked || !lacksApproval(note) ? undefined : creditedAlone(note, userId)),
      first: async (note) =>
        asked && givesAway(note) && lacksApproval(note) ? waitForApproval(unit, note, startApproving) : undefined,
    },
  )
  if (!isRefusal(outcome) && outcome.status === 'CONFIRMED' && outcome.approval?.state === 'APPROVED')
    await noteApproval(unit, [{ documentId: id, state: 'POSTED', reasonCode: null, facts: {} }])
  return outcome
}

/** One that was approved counts, unless something stands against it by now. */
export function confirmApprovedCreditNote(unit: Unit, creditNote: CreditNote) {
  const seen = { id: creditNote.id, expectedVersion: creditNote.version }
  return count(unit, creditNote, seen, { whyNot: () => undefined, first: async () => undefined })
}

/** What a credit note stands on never changes, so it is of one kind for good. */
async function count(
  unit: Unit,
  creditNote: CreditNote | undefined,
  seen: { readonly id: string; readonly expectedVersion: number },
  {
    whyNot,
    first,
  }: {
    readonly whyNot: (creditNote: CreditNote) => CreditNoteNeedsAnother | undefined
    readonly first: (creditNote: CreditNote) => Promise<CreditNote | undefined>
  },
) {
  return creditNote?.kind === 'FREE'
    ? confirmCharge(
        unit,
        freeCreditNotes,
        seen,
        (note, goods) => whyNot(note) ?? whyGoodsOutOfReach(note, goods),
        first,
      )
    : confirmCharge(unit, creditNotes, seen, (note, lines) => whyNot(note) ?? whyOutOfReach(note, lines), first)
}

async function waitForApproval(
  unit: Unit,
  creditNote: CreditNote,
  startApproving: StartApprovingCreditNote,
): Promise<CreditNote> {
  const waiting = await saveCreditNote(unit.tx, submitForApproval(creditNote, submissionBy(unit)))
  return askThem(unit, waiting, 'CREDIT_NOTE', startApproving)
}

/** Gives up a draft or one that waits for approval, or takes back a credit note that counts. */
export async function cancelCreditNote(
  unit: Unit,
  { creditNoteId: id, expectedVersion, reason }: SeenCreditNote & { readonly reason: string },
  startWithdrawing: StartWithdrawing,
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
  const before = await lockCreditNote(unit.tx, id)
  const seen = { id, expectedVersion, reason }
  const outcome = await (before?.kind === 'FREE'
    ? cancelCharge(unit, freeCreditNotes, seen, whyGoodsOutOfReach)
    : cancelCharge(unit, creditNotes, seen, whyOutOfReach))
  if (isRefusal(outcome) || before?.status !== 'PENDING_APPROVAL') return outcome
  return endAsking(unit, outcome, before, { reason: 'DOCUMENT_CANCELLED', startWithdrawing })
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
