import {
  approvalDecided,
  approvalDefinitionChanged,
  companyChanged,
  creditNoteCancelled,
  creditNoteConfirmed,
  customerChanged,
  freeCreditNoteCancelled,
  freeCreditNoteConfirmed,
  goodsInTransitArrived,
  salesInvoiceCancelled,
  salesInvoiceConfirmed,
  stockDifferenceDisposed,
  stockDocumentPosted,
  supplierInvoiceCancelled,
  supplierInvoiceConfirmed,
} from '@erp/contracts'
import { type EventHandler, onEvent } from '@erp/messaging'
import type { Tx } from '../store/database.ts'
import { decideDocuments } from '../use-cases/decide-documents.ts'
import { openBooks } from '../use-cases/open-books.ts'
import { postCancelledCreditNotes, postCreditNotes } from '../use-cases/post-credit-notes.ts'
import { postGoodsInTransit } from '../use-cases/post-goods-in-transit.ts'
import { postCancelledSalesInvoices, postSalesInvoices } from '../use-cases/post-sales-invoices.ts'
import { postStockDifferences } from '../use-cases/post-stock-differences.ts'
import { postStockDocuments } from '../use-cases/post-stock-documents.ts'
import { postCancelledInvoices, postSupplierInvoices } from '../use-cases/post-supplier-invoices.ts'
import { rememberCustomers } from '../use-cases/remember-customers.ts'
import { replicateApprovalDefinitions } from '../use-cases/replicate-approval-definitions.ts'

/** What finance does about the events of others. */
export const eventHandlers: readonly EventHandler<Tx>[] = [
  onEvent(companyChanged, openBooks),
  onEvent(stockDocumentPosted, postStockDocuments),
  onEvent(stockDifferenceDisposed, postStockDifferences),
  onEvent(goodsInTransitArrived, postGoodsInTransit),
  onEvent(supplierInvoiceConfirmed, postSupplierInvoices),
  onEvent(supplierInvoiceCancelled, postCancelledInvoices),
  onEvent(salesInvoiceConfirmed, postSalesInvoices),
  onEvent(salesInvoiceCancelled, postCancelledSalesInvoices),
  onEvent(creditNoteConfirmed, postCreditNotes),
  onEvent(creditNoteCancelled, postCancelledCreditNotes),
  onEvent(freeCreditNoteConfirmed, postCreditNotes),
  onEvent(freeCreditNoteCancelled, postCancelledCreditNotes),
  onEvent(customerChanged, rememberCustomers),
  onEvent(approvalDefinitionChanged, replicateApprovalDefinitions),
  onEvent(approvalDecided, decideDocuments),
]
