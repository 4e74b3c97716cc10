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
import { newId } from '@erp/values'
import type { StartWithdrawing } from '../use-cases/amend-purchase-order.ts'
import { factsForApproval } from '../use-cases/approval-facts.ts'
import type { StartApproving } from '../use-cases/confirm-purchase-order.ts'
import { noteApprovalRequest } from '../use-cases/note-approvals.ts'
import type { StartApprovingRequisition } from '../use-cases/settle-purchase-requisition.ts'
import type { Tx } from '../use-cases/unit.ts'

type Request = PayloadOf<typeof requestApproval>
type Withdrawal = PayloadOf<typeof withdrawApproval>

/**
 * Puts an order or requisition before those who approve it. People take their time, so the saga ends once the request lies with them; what
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

/** Starts it for an order that waits, in the same transaction; the request's id is the saga's. */
export const startApproving: StartApproving = async (unit, order, { supplier, amount }) => {
  const { companyId, id: documentId, number, approval } = order
  if (approval === null) throw new Error(`The order ${documentId} does not wait for approval`)
  const makerId = order.createdBy ?? approval.submittedBy
  const data: Request = {
    ...{ companyId, approvalId: approval.id, documentType: 'PURCHASE_ORDER', documentId },
    ...{ documentVersion: order.version, documentNumber: number, title: `${number} · ${supplier.code}` },
    ...{ makerId, authorIds: [...new Set([makerId, ...order.authorIds])], submittedBy: approval.submittedBy },
    ...{ amountMinor: amount.minor.toString(), currency: order.currency },
    ...(await factsForApproval(unit, order.lines)),
  }
  return startSaga(unit, askForApproval, { sagaId: approval.id, companyId, documentId, data })
}

/** The same for a requisition. */
export const startApprovingRequisition: StartApprovingRequisition = async (unit, requisition) => {
  const { companyId, id: documentId, number, approval, createdBy: makerId, departmentId, estimate } = requisition
  if (approval === null) throw new Error(`The requisition ${documentId} does not wait for approval`)
  const data: Request = {
    ...{ companyId, approvalId: approval.id, documentType: 'PURCHASE_REQUISITION', documentId },
    ...{ documentVersion: requisition.version, documentNumber: number, title: `${number} · ${requisition.purpose}` },
    ...{ makerId, authorIds: [...requisition.authorIds], submittedBy: approval.submittedBy },
    ...{ amountMinor: estimate.minor.toString(), currency: estimate.currency },
    ...(await factsForApproval(unit, requisition.lines, departmentId)),
  }
  return startSaga(unit, askForApproval, { sagaId: approval.id, companyId, documentId, data })
}

/** Starts it for a document that changed while it waited, in the same transaction. */
export const startWithdrawing: StartWithdrawing = (unit, { companyId, id: documentId }, { approvalId, reason }) =>
  startSaga(unit, withdrawFromApproval, {
    ...{ sagaId: newId(), companyId, documentId },
    data: { companyId, approvalId, reason },
  })
