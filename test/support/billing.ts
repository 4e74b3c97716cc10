import type { Delivery, SalesInvoice } from './documents.ts'
import { readLine } from './line-text.ts'
import type { Person } from './people.ts'
import { lineOf } from './purchasing.ts'
import { untilSettled } from './settled.ts'
import { today } from './test-calendar.ts'

/** Who charges customers for what went out to them. */
export interface Biller extends Person {
  /** A draft for a delivery's lines, such as `60 × STEEL`; of all that is open without lines. */
  readonly writesInvoice: (delivery: Delivery, lines?: readonly string[]) => Promise<SalesInvoice>
  /** Lets a draft count and waits for the ledger. */
  readonly issues: (draft: SalesInvoice) => Promise<SalesInvoice>
  /** An invoice that counts at once. */
  readonly charges: (delivery: Delivery, lines?: readonly string[]) => Promise<SalesInvoice>
  /** Gives an invoice up, or takes it back and waits for the ledger. */
  readonly takesBack: (invoice: SalesInvoice, reason?: string) => Promise<SalesInvoice>
}

export function billerOf(person: Person): Biller {
  const writesInvoice: Biller['writesInvoice'] = (delivery, lines) =>
    lines
      ? person.change('CreateSalesInvoice', {
          invoicedOn: today,
          lines: lines.map(readLine).map(({ item, ...line }) => ({ ...line, deliveryLineId: lineOf(delivery, item) })),
        })
      : person.change('InvoiceDeliveries', { invoicedOn: today, deliveryIds: [delivery.id] })
  const issues: Biller['issues'] = async ({ id: salesInvoiceId, version: expectedVersion }) => {
    const input = { salesInvoiceId, expectedVersion, waitMs: 10_000 }
    return untilSettled(person, 'SalesInvoice', await person.change<SalesInvoice>('ConfirmSalesInvoice', input))
  }
  return {
    ...person,
    writesInvoice,
    issues,
    charges: async (delivery, lines) => issues(await writesInvoice(delivery, lines)),
    takesBack: async ({ id: salesInvoiceId, version: expectedVersion }, reason = 'Written twice') => {
      const input = { salesInvoiceId, expectedVersion, reason, waitMs: 10_000 }
      return untilSettled(person, 'SalesInvoice', await person.change<SalesInvoice>('CancelSalesInvoice', input))
    },
  }
}
