import type { InvoiceTerms } from '../domain/draft-sales-invoice.ts'
import { findCustomers } from '../store/customers.ts'
import { findPaymentTerms } from '../store/payment-terms.ts'
import type { Tx } from './unit.ts'

/** When invoices of these customers are due, by customer. */
export async function termsOfCustomers(
  tx: Tx,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, InvoiceTerms>> {
  const customers = await findCustomers(tx, [...new Set(customerIds)])
  const terms = await findPaymentTerms(
    tx,
    customers.flatMap(({ paymentTermId }) => paymentTermId ?? []),
  )
  const byId = new Map(terms.map((term) => [term.id, term]))
  return new Map(
    customers.map(({ id, paymentDays, paymentTermId }) => {
      const paymentTerm = paymentTermId === null ? null : (byId.get(paymentTermId) ?? null)
      return [id, { paymentDays, paymentTerm }]
    }),
  )
}
