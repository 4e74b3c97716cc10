import {
  bearPurchaseVariance,
  type PayloadOf,
  purchaseVarianceBorne,
  purchaseVarianceKept,
  purchaseVarianceRefused,
  purchaseVarianceTakenBack,
  takeBackPurchaseVariance,
} from '@erp/contracts'
import { defineSaga, type SagaDefinition, type SagaFacts, startSaga, step } from '@erp/messaging'
import type { SupplierInvoice } from '../domain/supplier-invoice.ts'
import type { StartInvoiceProcess } from '../use-cases/confirm-supplier-invoice.ts'
import {
  completeCancelling,
  completeSupplierInvoice,
  keepSupplierInvoice,
  refuseSupplierInvoice,
  suspendSupplierInvoice,
} from '../use-cases/end-supplier-invoice.ts'
import type { Tx } from '../use-cases/unit.ts'
import { varianceOf } from '../use-cases/variance-of-invoice.ts'

type Variance = PayloadOf<typeof bearPurchaseVariance>
type TakeBack = PayloadOf<typeof takeBackPurchaseVariance>

/**
 * Lets stock bear what an invoice charges beyond its receipts. It moves no goods, so nothing waits for it: when inventory is
 * silent the same command is sent again, and at last an operator looks.
 */
export const bearVariance: SagaDefinition<Variance, Tx> = defineSaga<Variance, Tx>({
  type: 'procurement.bear-purchase-variance',
  version: 1,
  steps: [
    step<Variance, Variance, never, Tx>({
      name: 'bear',
      command: bearPurchaseVariance,
      build: (variance) => variance,
      done: purchaseVarianceBorne,
      refused: purchaseVarianceRefused,
      timeoutMs: 15_000,
      sends: 10,
    }),
  ],
  onCompleted: (unit, saga) => completeSupplierInvoice(unit, attemptOf(saga)),
  onRefused: (unit, saga, _, { payload }) => {
    const { reason, facts } = purchaseVarianceRefused.schema.parse(payload)
    return refuseSupplierInvoice(unit, attemptOf(saga), { reason, facts })
  },
  onSuspended: (unit, saga, _, reason) => suspendSupplierInvoice(unit, attemptOf(saga), reason),
})

/** Takes it back at the same values for an invoice that is cancelled, or leaves it when later issues have used it. */
export const takeBackVariance: SagaDefinition<TakeBack, Tx> = defineSaga<TakeBack, Tx>({
  type: 'procurement.take-back-purchase-variance',
  version: 1,
  steps: [
    step<TakeBack, TakeBack, never, Tx>({
      name: 'take-back',
      command: takeBackPurchaseVariance,
      build: (invoice) => invoice,
      done: purchaseVarianceTakenBack,
      refused: purchaseVarianceKept,
      timeoutMs: 15_000,
      sends: 10,
    }),
  ],
  onCompleted: (unit, saga) => completeCancelling(unit, attemptOf(saga)),
  onRefused: (unit, saga, _, { payload }) => {
    const { reason, facts } = purchaseVarianceKept.schema.parse(payload)
    return keepSupplierInvoice(unit, attemptOf(saga), { reason, facts })
  },
  onSuspended: (unit, saga, _, reason) => suspendSupplierInvoice(unit, attemptOf(saga), reason),
})

/** Starts it for an invoice that is being confirmed, in the same transaction. */
export const startBearing: StartInvoiceProcess = async (unit, invoice) => {
  const { companyId, id: documentId } = invoice
  const data = await varianceOf(unit.tx, invoice)
  await startSaga(unit, bearVariance, { sagaId: sagaOf(invoice), companyId, documentId, data })
}

/** Starts it for an invoice that is being cancelled, in the same transaction. */
export const startTakingBack: StartInvoiceProcess = (unit, invoice) => {
  const { companyId, id: documentId } = invoice
  const data = { companyId, supplierInvoiceId: documentId }
  return startSaga(unit, takeBackVariance, { sagaId: sagaOf(invoice), companyId, documentId, data })
}

function sagaOf({ id, sagaId }: SupplierInvoice): string {
  if (sagaId === null) throw new Error(`The supplier invoice ${id} is not under way`)
  return sagaId
}

function attemptOf({ documentId, sagaId }: SagaFacts) {
  return { supplierInvoiceId: documentId, sagaId }
}
