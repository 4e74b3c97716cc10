import type { CreditNote, Delivery, SalesInvoice, SalesReturn } from './documents.ts'
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
  /** A draft for the goods of a return. */
  readonly writesCredit: (salesReturn: SalesReturn) => Promise<CreditNote>
  /** A draft that lowers an invoice's lines by so much, in their order. */
  readonly lowers: (invoice: SalesInvoice, nets: readonly string[]) => Promise<CreditNote>
  /** Lets a draft count and waits for the ledger. */
  readonly credits: (draft: CreditNote) => Promise<CreditNote>
  /** Gives a credit note up, or takes it back and waits for the ledger. */
  readonly takesBackCredit: (creditNote: CreditNote) => Promise<CreditNote>
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
    writesCredit: ({ id: salesReturnId }) =>
      person.change('CreditSalesReturn', { salesReturnId, creditedOn: today, reason: 'Scratched' }),
    lowers: ({ lines }, nets) =>
      person.change('CreateCreditNote', {
        ...{ creditedOn: today, reason: 'Delivered late' },
        lines: nets.map((net, place) => ({ salesInvoiceLineId: lines.nodes[place]?.id, net })),
      }),
    credits: async ({ id: creditNoteId, version: expectedVersion }) => {
      const input = { creditNoteId, expectedVersion, waitMs: 10_000 }
      return untilSettled(person, 'CreditNote', await person.change<CreditNote>('ConfirmCreditNote', input))
    },
    takesBackCredit: async ({ id: creditNoteId, version: expectedVersion }) => {
      const input = { creditNoteId, expectedVersion, reason: 'Written twice', waitMs: 10_000 }
      return untilSettled(person, 'CreditNote', await person.change<CreditNote>('CancelCreditNote', input))
    },
  }
}
