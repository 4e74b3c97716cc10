import {
  type creditNoteConfirmed,
  type freeCreditNoteConfirmed,
  type PayloadOf,
  readAmount,
  type salesInvoiceConfirmed,
} from '@erp/contracts'
import { add, type BusinessDate, currency, type Money, negate, zero } from '@erp/values'
import type { FactLine, PostingFacts } from '../domain/posting-facts.ts'

type Invoice = PayloadOf<typeof salesInvoiceConfirmed>
type CreditNote = PayloadOf<typeof creditNoteConfirmed> | PayloadOf<typeof freeCreditNoteConfirmed>
type ToldLine = Invoice['lines'][number] | CreditNote['lines'][number]
type Fact = 'CONFIRMED' | 'CANCELLED'

/** A document says the same when it counts and when it is taken back: the second time with the other sign. */
const revisions = { CONFIRMED: 1, CANCELLED: 2 } as const

/** What sales charged, as facts to post; in red when it is taken back. Throws when an amount does not fit its currency. */
export function factsOfSalesInvoice(invoice: Invoice, fact: Fact): PostingFacts {
  const { salesInvoiceId: id, invoicedOn: day, dueOn, instalments } = invoice
  const facts = factsOf(invoice, { kind: 'SALES_INVOICE', id, day, fact, negative: fact === 'CANCELLED' })
  return {
    ...facts,
    dueOn: dueOn as BusinessDate,
    ...(instalments ? { schedule: { currency: facts.currency, instalments } } : {}),
  }
}

/** What sales credited, in red; in black when it is taken back. Throws as `factsOfSalesInvoice`. */
export function factsOfCreditNote(creditNote: CreditNote, fact: Fact): PostingFacts {
  const { creditNoteId: id, creditedOn: day } = creditNote
  return factsOf(creditNote, { kind: 'CREDIT_NOTE', id, day, fact, negative: fact === 'CONFIRMED' })
}

function factsOf(
  document: Invoice | CreditNote,
  told: {
    readonly kind: 'SALES_INVOICE' | 'CREDIT_NOTE'
    readonly id: string
    readonly day: string
    readonly fact: Fact
    readonly negative: boolean
  },
): PostingFacts {
  const { companyId, number, customerId } = document
  const { kind, id, day, fact, negative } = told
  const of = currency(document.currency)
  const signed = (text: string) => (negative ? negate(readAmount(text, of)) : readAmount(text, of))
  const lines: readonly ToldLine[] = document.lines
  return {
    ...{ companyId, eventKind: kind, documentType: kind, documentId: id, documentNumber: number },
    ...{ sourceType: kind, sourceId: id, revision: revisions[fact], businessDate: day as BusinessDate, currency: of },
    lines: lines.map((line) => ({ ...factLine(line, signed, zero(of)), customerId, ...sourceOf(line) })),
  }
}

/** Which order an invoice charges for, and which invoice a credit note credits; one that no invoice stands behind has neither. */
function sourceOf(line: ToldLine): Pick<FactLine, 'salesOrderId' | 'creditedInvoiceId'> {
  if ('salesOrderId' in line) return { salesOrderId: line.salesOrderId }
  return 'salesInvoiceId' in line ? { creditedInvoiceId: line.salesInvoiceId } : {}
}

function factLine(line: ToldLine, signed: (text: string) => Money, none: Money): FactLine {
  const { lineId: sourceLineId, itemId, itemClass, warehouseId, valuationAreaId, taxCode } = line
  const [netValue, taxValue] = [signed(line.net), signed(line.tax)]
  return {
    ...{ sourceLineId, stockEntryId: null, itemId, itemClass, warehouseId, valuationAreaId, supplierId: null },
    ...{ taxCode, quantity: null },
    amounts: {
      ...{ stockValue: none, transitValue: none, clearingValue: none, differenceValue: none },
      ...{ netValue, taxValue, grossValue: add(netValue, taxValue) },
    },
  }
}
