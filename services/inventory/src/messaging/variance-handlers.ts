import {
  bearPurchaseVariance as bearCommand,
  purchaseVarianceBorne,
  purchaseVarianceKept,
  purchaseVarianceRefused,
  purchaseVarianceTakenBack,
  takeBackPurchaseVariance as takeBackCommand,
} from '@erp/contracts'
import { type CommandHandler, onCommand, reply } from '@erp/messaging'
import type { Tx } from '../store/database.ts'
import { bearPurchaseVariance } from '../use-cases/bear-purchase-variance.ts'
import { takeBackDocument } from '../use-cases/take-back-document.ts'
import { readPurchaseVariance } from '../use-cases/wire-documents.ts'
import { reasonOf } from './reason.ts'

/** What inventory does about what suppliers' invoices say goods cost. */
export const varianceHandlers: readonly CommandHandler<Tx>[] = [
  onCommand(bearCommand, async (unit, message) => {
    const { companyId, supplierInvoiceId } = message.payload
    const outcome = await bearPurchaseVariance(unit, readPurchaseVariance(message.payload), message)
    if ('refusal' in outcome)
      return reply(purchaseVarianceRefused, { companyId, supplierInvoiceId, ...reasonOf(outcome) })
    return reply(purchaseVarianceBorne, { companyId, supplierInvoiceId, stockDocumentId: outcome.id })
  }),
  onCommand(takeBackCommand, async (unit, message) => {
    const { companyId, supplierInvoiceId } = message.payload
    const source = { companyId, documentType: 'SUPPLIER_INVOICE', documentId: supplierInvoiceId } as const
    const outcome = await takeBackDocument(unit, source, message)
    if ('refusal' in outcome) return reply(purchaseVarianceKept, { companyId, supplierInvoiceId, ...reasonOf(outcome) })
    return reply(purchaseVarianceTakenBack, { companyId, supplierInvoiceId })
  }),
]
