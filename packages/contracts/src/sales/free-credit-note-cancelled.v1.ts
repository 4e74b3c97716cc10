import { defineEvent } from '../define.ts'
import { freeCreditNote, freeCreditNoteExample } from '../free-credit-note.ts'

/** A credit note that no invoice stands behind was taken back; the full state. */
export const freeCreditNoteCancelled = defineEvent('sales.free-credit-note.cancelled.v1', {
  schema: freeCreditNote,
  examples: [freeCreditNoteExample],
})
