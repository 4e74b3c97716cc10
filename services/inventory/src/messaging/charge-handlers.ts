import { creditNoteCancelled, creditNoteConfirmed, salesInvoiceCancelled, salesInvoiceConfirmed } from '@erp/contracts'
import { type EventHandler, onEvent } from '@erp/messaging'
import type { Tx } from '../store/database.ts'
import { chargeCreditNotes, chargeInvoices } from '../use-cases/charge-shipped-goods.ts'

/** What inventory does about what customers are charged for. */
export const chargeHandlers: readonly EventHandler<Tx>[] = [
  onEvent(salesInvoiceConfirmed, (unit, messages) => chargeInvoices(unit, messages, 'CONFIRMED')),
  onEvent(salesInvoiceCancelled, (unit, messages) => chargeInvoices(unit, messages, 'CANCELLED')),
  onEvent(creditNoteConfirmed, (unit, messages) => chargeCreditNotes(unit, messages, 'CONFIRMED')),
  onEvent(creditNoteCancelled, (unit, messages) => chargeCreditNotes(unit, messages, 'CANCELLED')),
]
