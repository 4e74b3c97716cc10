import type { PayloadOf, postingPosted } from '@erp/contracts'
import { formatMoney, newId } from '@erp/values'
import type { CreditNote } from '../../src/domain/credit-note.ts'
import type { Delivery } from '../../src/domain/delivery.ts'
import type { SalesInvoice } from '../../src/domain/sales-invoice.ts'
import type { SalesReturn } from '../../src/domain/sales-return.ts'
import { startApprovingCreditNote, startWithdrawing } from '../../src/sagas/ask-for-approval.ts'
import { findCreditNote } from '../../src/store/credit-notes.ts'
import { findSalesInvoice } from '../../src/store/sales-invoices.ts'
import { invoiceOpenDeliveries, type OpenDeliveries } from '../../src/use-cases/invoice-open-deliveries.ts'
import { noteLedgerPosted } from '../../src/use-cases/note-legs.ts'
import { cancelCreditNote, confirmCreditNote } from '../../src/use-cases/settle-credit-note.ts'
import { cancelSalesInvoice, confirmSalesInvoice } from '../../src/use-cases/settle-sales-invoice.ts'
import { createCreditNote, creditSalesReturn } from '../../src/use-cases/write-credit-note.ts'
import { createSalesInvoice, invoiceDeliveries } from '../../src/use-cases/write-sales-invoice.ts'
import { day } from './day.ts'
import { type Company, lineId, must } from './sales.ts'

export interface ChargedLine {
  readonly of: Delivery
  /** Its place in the delivery. */
  readonly line?: number
  readonly quantity?: string
  readonly unit?: string
}

/** What a clerk of the company does about invoices; days are in October 2026. */
export function invoicingOf(company: Company) {
  const { transact, companyId } = company
  const posting = (documentId: string): PayloadOf<typeof postingPosted> => ({
    ...{ companyId, sourceEventId: newId(), documentType: 'SALES_INVOICE', documentId, voucherId: newId() },
    ...{ voucherNumber: '记-2026-10-0001', postingDate: '2026-10-22', attempts: 1 },
  })
  const writes = (lines: readonly ChargedLine[], days: { on?: string; due?: string } = {}) =>
    transact((unit) =>
      createSalesInvoice(unit, {
        invoicedOn: day(days.on ?? '2026-10-22'),
        dueOn: days.due === undefined ? null : day(days.due),
        lines: lines.map(({ of, line = 0, quantity, unit: wanted }) => ({
          ...{ deliveryLineId: lineId(of, line), quantity: quantity ?? null, unit: wanted ?? null },
        })),
      }),
    )
  const confirms = ({ id, version: expectedVersion }: SalesInvoice) =>
    transact((unit) => confirmSalesInvoice(unit, { salesInvoiceId: id, expectedVersion }))
  return {
    writes,
    confirms,
    cancels: ({ id, version: expectedVersion }: SalesInvoice, reason = 'Written twice') =>
      transact((unit) => cancelSalesInvoice(unit, { salesInvoiceId: id, expectedVersion, reason })),
    carriesDown: (deliveries: readonly Delivery[]) =>
      transact((unit) =>
        invoiceDeliveries(unit, { deliveryIds: deliveries.map(({ id }) => id), invoicedOn: day('2026-10-22') }),
      ),
    invoicesAll: (what: Partial<OpenDeliveries> = {}) =>
      transact((unit) =>
        invoiceOpenDeliveries(unit, { deliveredTo: day('2026-10-21'), invoicedOn: day('2026-10-22'), ...what }),
      ),
    /** The ledger has posted what was told of it last. */
    isPosted: ({ id }: { readonly id: string }) => transact((unit) => noteLedgerPosted(unit, [posting(id)])),
    /** An invoice that counts and is posted. */
    invoiced: async (lines: readonly ChargedLine[]): Promise<SalesInvoice> => {
      const invoice = must<SalesInvoice>(await confirms(must<SalesInvoice>(await writes(lines))))
      await transact((unit) => noteLedgerPosted(unit, [posting(invoice.id)]))
      return invoice
    },
    credits: ({ id: salesReturnId }: SalesReturn, on = '2026-10-26') =>
      transact((unit) => creditSalesReturn(unit, { salesReturnId, creditedOn: day(on), reason: 'Scratched' })),
    /** Lowers prices of lines of an invoice, by their place in it. */
    lowers: (
      lines: readonly { of: SalesInvoice; line?: number; net: string }[],
      { on = '2026-10-26', reason = 'Late' } = {},
    ) =>
      transact((unit) =>
        createCreditNote(unit, {
          ...{ creditedOn: day(on), reason },
          lines: lines.map(({ of, line = 0, net }) => ({ salesInvoiceLineId: lineId(of, line), net })),
        }),
      ),
    /** By somebody who wrote none, unless a person is given. */
    confirmsCredit: ({ id, version: expectedVersion }: CreditNote, by = newId()) =>
      company.transactAs(by)((unit) =>
        confirmCreditNote(unit, { creditNoteId: id, expectedVersion }, startApprovingCreditNote),
      ),
    cancelsCredit: ({ id, version: expectedVersion }: CreditNote, reason = 'Written twice') =>
      transact((unit) => cancelCreditNote(unit, { creditNoteId: id, expectedVersion, reason }, startWithdrawing)),
    creditNow: async ({ id }: { readonly id: string }) =>
      must<CreditNote>(await transact((unit) => findCreditNote(unit.tx, id))),
    now: async ({ id }: { readonly id: string }) =>
      must<SalesInvoice>(await transact((unit) => findSalesInvoice(unit.tx, id))),
  }
}

/** `1080.00 + 140.40` of each line. */
export function amountsOf({ lines }: Pick<SalesInvoice | CreditNote, 'lines'>): string[] {
  return lines.map(({ net, tax }) => `${formatMoney(net)} + ${formatMoney(tax)}`)
}
