import {
  approvalDecided,
  companyChanged,
  creditNoteCancelled,
  creditNoteConfirmed,
  customerChanged,
  freeCreditNoteCancelled,
  freeCreditNoteConfirmed,
  goodsInTransitArrived,
  paymentFileWritten,
  receiptEstimateTurned,
  salesInvoiceCancelled,
  salesInvoiceConfirmed,
  stockDifferenceDisposed,
  stockDocumentPosted,
  supplierInvoiceCancelled,
  supplierInvoiceConfirmed,
  userPseudonymised,
} from '@erp/contracts'
import {
  approvalDefinitionHandler,
  type EventHandler,
  type Message,
  onEvent,
  supplierGroupHandler,
  type Verdicts,
} from '@erp/messaging'
import { approvals } from '../sagas/ask-for-approval.ts'
import { askForVouchersOfEvents } from '../use-cases/ask-for-vouchers.ts'
import { decideDocuments } from '../use-cases/decide-documents.ts'
import { forgetPersons } from '../use-cases/forget-persons.ts'
import { openBooks } from '../use-cases/open-books.ts'
import { postCancelledCreditNotes, postCreditNotes } from '../use-cases/post-credit-notes.ts'
import { postEstimateTurns } from '../use-cases/post-estimate-turns.ts'
import { postGoodsInTransit } from '../use-cases/post-goods-in-transit.ts'
import { postCancelledSalesInvoices, postSalesInvoices } from '../use-cases/post-sales-invoices.ts'
import { postStockDifferences } from '../use-cases/post-stock-differences.ts'
import { postStockDocuments } from '../use-cases/post-stock-documents.ts'
import { postCancelledInvoices, postSupplierInvoices } from '../use-cases/post-supplier-invoices.ts'
import { rememberCustomers } from '../use-cases/remember-customers.ts'
import { rememberPaymentFiles } from '../use-cases/remember-payment-files.ts'
import type { Tx, Unit } from '../use-cases/unit.ts'

/** What finance does about the events of others; with whoever is forgotten goes their key. */
export const eventHandlersWith = (persons: Parameters<typeof forgetPersons>[1]): readonly EventHandler<Tx>[] => [
  onEvent(companyChanged, openBooks),
  onEvent(stockDocumentPosted, withApproval(postStockDocuments)),
  onEvent(stockDifferenceDisposed, withApproval(postStockDifferences)),
  onEvent(goodsInTransitArrived, withApproval(postGoodsInTransit)),
  onEvent(receiptEstimateTurned, withApproval(postEstimateTurns)),
  onEvent(supplierInvoiceConfirmed, withApproval(postSupplierInvoices)),
  onEvent(supplierInvoiceCancelled, withApproval(postCancelledInvoices)),
  onEvent(salesInvoiceConfirmed, withApproval(postSalesInvoices)),
  onEvent(salesInvoiceCancelled, withApproval(postCancelledSalesInvoices)),
  onEvent(creditNoteConfirmed, withApproval(postCreditNotes)),
  onEvent(creditNoteCancelled, withApproval(postCancelledCreditNotes)),
  onEvent(freeCreditNoteConfirmed, withApproval(postCreditNotes)),
  onEvent(freeCreditNoteCancelled, withApproval(postCancelledCreditNotes)),
  onEvent(customerChanged, rememberCustomers),
  supplierGroupHandler,
  onEvent(paymentFileWritten, rememberPaymentFiles),
  approvalDefinitionHandler,
  onEvent(approvalDecided, withApproval(decideDocuments)),
  onEvent(userPseudonymised, (unit, messages) => forgetPersons(unit, persons, messages)),
]

/** Puts the vouchers that wait for review before those who approve, in the transaction that made them. */
function withApproval<Payload>(post: (unit: Unit, messages: readonly Message<Payload>[]) => Promise<Verdicts>) {
  return async (unit: Unit, messages: readonly Message<Payload>[]): Promise<Verdicts> => {
    const verdicts = await post(unit, messages)
    await askForVouchersOfEvents(unit, messages, verdicts, approvals)
    return verdicts
  }
}
