import { creditNote, creditNoteExample } from '../credit-note.ts'
import { defineEvent } from '../define.ts'

/** A credit note counts (S4): a customer owes so much less of the invoices it names. */
export const creditNoteConfirmed = defineEvent('sales.credit-note.confirmed.v1', {
  schema: creditNote,
  examples: [creditNoteExample],
})
