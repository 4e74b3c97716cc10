import type { PayloadOf, salesInvoiceConfirmed } from '@erp/contracts'
import type { Message, Verdicts } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { factsOfSalesInvoice } from './facts-of-sales-charges.ts'
import { postEvents } from './post-events.ts'

type InvoiceMessage = Message<PayloadOf<typeof salesInvoiceConfirmed>>

/** Posts what customers are charged (S2). */
export function postSalesInvoices(unit: UnitOfWork, messages: readonly InvoiceMessage[]): Promise<Verdicts> {
  return postEvents(
    unit,
    messages.map((message) => ({ message, facts: factsOfSalesInvoice(message.payload, 'CONFIRMED') })),
  )
}

/** Posts the same in red, on the same day, for an invoice that was taken back. */
export function postCancelledSalesInvoices(unit: UnitOfWork, messages: readonly InvoiceMessage[]): Promise<Verdicts> {
  return postEvents(
    unit,
    messages.map((message) => ({ message, facts: factsOfSalesInvoice(message.payload, 'CANCELLED') })),
  )
}
