import { creditNote, creditNoteExample } from '../credit-note.ts'
import { defineEvent } from '../define.ts'

/** A credit note that counted is taken back whole, on its own day; the payload says what it had said. */
export const creditNoteCancelled = defineEvent('sales.credit-note.cancelled.v1', {
  schema: creditNote,
  examples: [{ ...creditNoteExample, version: 3 }],
})
