import type { PayloadOf, supplierInvoiceConfirmed } from '@erp/contracts'
import type { Message, Verdicts } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { factsOfSupplierInvoice } from './facts-of-supplier-invoice.ts'
import { postEvents } from './post-events.ts'

type InvoiceMessage = Message<PayloadOf<typeof supplierInvoiceConfirmed>>

/** Posts what suppliers charge (P2, P9) and credit (P5). */
export function postSupplierInvoices(unit: UnitOfWork, messages: readonly InvoiceMessage[]): Promise<Verdicts> {
  return postEvents(
    unit,
    messages.map((message) => ({ message, facts: factsOfSupplierInvoice(message.payload, 'CONFIRMED') })),
  )
}

/** Posts the same in red, on the same day, for an invoice that was taken back. */
export function postCancelledInvoices(unit: UnitOfWork, messages: readonly InvoiceMessage[]): Promise<Verdicts> {
  return postEvents(
    unit,
    messages.map((message) => ({ message, facts: factsOfSupplierInvoice(message.payload, 'CANCELLED') })),
  )
}
