import { defineEvent } from '../define.ts'
import { freeCreditNote, freeCreditNoteExample } from '../free-credit-note.ts'

/** A credit note that no invoice stands behind counts; the full state. */
export const freeCreditNoteConfirmed = defineEvent('sales.free-credit-note.confirmed.v1', {
  schema: freeCreditNote,
  examples: [freeCreditNoteExample],
})
