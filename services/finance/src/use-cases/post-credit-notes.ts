import type { creditNoteConfirmed, freeCreditNoteConfirmed, PayloadOf } from '@erp/contracts'
import type { Message, Verdicts } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { factsOfCreditNote } from './facts-of-sales-charges.ts'
import { postEvents } from './post-events.ts'

type CreditNoteMessage = Message<PayloadOf<typeof creditNoteConfirmed> | PayloadOf<typeof freeCreditNoteConfirmed>>

/** Posts what customers are credited (S4), in red. */
export function postCreditNotes(unit: UnitOfWork, messages: readonly CreditNoteMessage[]): Promise<Verdicts> {
  return postEvents(
    unit,
    messages.map((message) => ({ message, facts: factsOfCreditNote(message.payload, 'CONFIRMED') })),
  )
}

/** Posts the same in black, on the same day, for a credit note that was taken back. */
export function postCancelledCreditNotes(unit: UnitOfWork, messages: readonly CreditNoteMessage[]): Promise<Verdicts> {
  return postEvents(
    unit,
    messages.map((message) => ({ message, facts: factsOfCreditNote(message.payload, 'CANCELLED') })),
  )
}
