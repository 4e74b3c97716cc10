import {
  approvalKept,
  approvalRequested,
  approvalRequestRefused,
  approvalWithdrawn,
  type PayloadOf,
  requestApproval,
  withdrawApproval,
} from '@erp/contracts'
import { defineSaga, type SagaDefinition, startSaga, step } from '@erp/messaging'
import { type Money, newId } from '@erp/values'
import type { DocumentApproval } from '../domain/document-approval.ts'
import type { StartWithdrawing } from '../use-cases/amend-purchase-order.ts'
import { factsForApproval } from '../use-cases/approval-facts.ts'
import type { StartApproving } from '../use-cases/confirm-purchase-order.ts'
import type { StartInvoiceProcess } from '../use-cases/confirm-supplier-invoice.ts'
import { noteApprovalRequest } from '../use-cases/note-approvals.ts'
import type { StartApprovingRequisition } from '../use-cases/settle-purchase-requisition.ts'
import type { Tx, Unit } from '../use-cases/unit.ts'

type Request = PayloadOf<typeof requestApproval>
type Withdrawal = PayloadOf<typeof withdrawApproval>

/**
 * Puts an order, a requisition or a held invoice before those who approve it. People take their time, so the saga ends once the request lies with them; what
 * they decide comes as an event. While identity is silent the document goes on waiting, and says so.
 */
export const askForApproval: SagaDefinition<Request, Tx> = defineSaga<Request, Tx>({
  type: 'procurement.ask-for-approval',
  version: 1,
  steps: [
    step<Request, Request, never, Tx>({
      name: 'ask',
      command: requestApproval,
      build: (request) => request,
      done: approvalRequested,
      refused: approvalRequestRefused,
      timeoutMs: 30_000,
      sends: 10,
    }),
  ],
  onCompleted: (unit, { sagaId: approvalId }) => noteApprovalRequest(unit, { approvalId, blockedBy: null }),
  onRefused: (unit, { sagaId: approvalId }, _, { payload }) => {
    const { reason } = approvalRequestRefused.schema.parse(payload)
    return noteApprovalRequest(unit, { approvalId, blockedBy: reason })
  },
  onSuspended: (unit, { sagaId: approvalId }, _, reason) =>
    noteApprovalRequest(unit, { approvalId, blockedBy: reason }),
})

/** Ends the request of a document that changed; whatever is decided meanwhile is not about what it says any more. */
export const withdrawFromApproval: SagaDefinition<Withdrawal, Tx> = defineSaga<Withdrawal, Tx>({
  type: 'procurement.withdraw-from-approval',
  version: 1,
  steps: [
    step<Withdrawal, Withdrawal, never, Tx>({
      name: 'withdraw',
      command: withdrawApproval,
      build: (withdrawal) => withdrawal,
      done: approvalWithdrawn,
      refused: approvalKept,
      timeoutMs: 30_000,
      sends: 10,
    }),
  ],
  onCompleted: async () => undefined,
  onRefused: async () => undefined,
  onSuspended: async () => undefined,
})

/** A document that waits, as those who decide are told of it. */
interface Asking {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly version: number
  readonly authorIds: readonly string[]
  readonly approval: DocumentApproval | null
}

/** Starts it for a document that waits, in the same transaction; the request's id is the saga's. */
function ask(
  unit: Unit,
  document: Asking,
  about: Pick<Request, 'documentType' | 'currency'> &
    Awaited<ReturnType<typeof factsForApproval>> & {
      readonly madeBy: string | null
      readonly subject: string
      readonly amount: Money
    },
): Promise<void> {
  const { companyId, id: documentId, number, version: documentVersion, approval } = document
  if (approval === null) throw new Error(`The document ${documentId} does not wait for approval`)
  const { madeBy, subject, amount, ...said } = about
  const makerId = madeBy ?? approval.submittedBy
  const data: Request = {
    ...{ companyId, approvalId: approval.id, documentId, documentVersion, documentNumber: number, ...said },
    ...{ title: `${number} · ${subject}`, amountMinor: amount.minor.toString(), submittedBy: approval.submittedBy },
    ...{ makerId, authorIds: [...new Set([makerId, ...document.authorIds])] },
  }
  return startSaga(unit, askForApproval, { sagaId: approval.id, companyId, documentId, data })
}

/** For an order. */
export const startApproving: StartApproving = async (unit, order, { supplier, amount }) =>
  ask(unit, order, {
    ...{ documentType: 'PURCHASE_ORDER', madeBy: order.createdBy, subject: supplier.code },
    ...{ amount, currency: order.currency },
    ...(await factsForApproval(unit, order.lines)),
  })

/** The same for a requisition. */
export const startApprovingRequisition: StartApprovingRequisition = async (unit, requisition) => {
  const { createdBy, purpose, departmentId, estimate: amount } = requisition
  await ask(unit, requisition, {
    ...{ documentType: 'PURCHASE_REQUISITION', madeBy: createdBy, subject: purpose, amount, currency: amount.currency },
    ...(await factsForApproval(unit, requisition.lines, departmentId)),
  })
}

/** The same for an invoice outside its tolerances: those who decide let it pass, or do not. */
export const startApprovingInvoice: StartInvoiceProcess = async (unit, invoice) => {
  const { createdBy, supplierInvoiceNumber, gross: amount, printedCurrency: currency } = invoice
  await ask(unit, invoice, {
    ...{ documentType: 'SUPPLIER_INVOICE', madeBy: createdBy, subject: supplierInvoiceNumber, amount, currency },
    ...(await factsForApproval(unit, invoice.lines)),
  })
}

/** Starts it for a document that changed while it waited, in the same transaction. */
export const startWithdrawing: StartWithdrawing = (unit, { companyId, id: documentId }, { approvalId, reason }) =>
  startSaga(unit, withdrawFromApproval, {
    ...{ sagaId: newId(), companyId, documentId },
    data: { companyId, approvalId, reason },
  })
