import { refuse } from '@erp/values'
import type { CreditNote, CreditNoteHeader, CreditNoteStatus, CreditNoteStatusWrong } from './credit-note.ts'

/** The credit note counts from now on. */
export function confirmCreditNote(creditNote: CreditNote, now: Date): CreditNote {
  return { ...creditNote, status: 'CONFIRMED', confirmedAt: now }
}

/** It credits nothing any more. */
export function cancelCreditNote(creditNote: CreditNote, reason: string): CreditNote {
  return { ...creditNote, status: 'CANCELLED', cancelReason: reason }
}

export function requireCreditStatus(
  { status }: CreditNoteHeader,
  ...allowed: CreditNoteStatus[]
): CreditNoteStatusWrong | undefined {
  return allowed.includes(status) ? undefined : refuse('CreditNoteStatusWrong', { status, allowed })
}
