import { type PayloadOf, salesInvoiceConfirmed } from '@erp/contracts'
import type { Caller } from '@erp/service-kit'
import { type BusinessDate, newId } from '@erp/values'

type Invoice = PayloadOf<typeof salesInvoiceConfirmed>

const [example] = salesInvoiceConfirmed.examples
const [exampleLine] = example?.lines ?? []

/** An invoice of untaxed lines, due in these parts. */
export function salesInvoiceOf(
  { companyId }: Caller,
  nets: readonly string[],
  instalments: NonNullable<Invoice['instalments']>,
  more: Partial<Invoice> = {},
): Invoice {
  return {
    ...{ ...example, companyId, salesInvoiceId: newId(), customerId: newId(), instalments },
    ...{ invoicedOn: '2026-01-10' as BusinessDate, dueOn: instalments.at(-1)?.dueOn },
    lines: nets.map((net) => ({ ...exampleLine, lineId: newId(), net, tax: '0.00' })),
    ...more,
  } as Invoice
}
