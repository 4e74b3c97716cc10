import {
  approvalKept,
  approvalRequested,
  approvalRequestRefused,
  approvalWithdrawn,
  type PayloadOf,
  requestApproval,
  withdrawApproval,
} from '@erp/contracts'
import { approvalFacts, defineSaga, startSaga, step } from '@erp/messaging'
import { newId } from '@erp/values'
import type { StartWithdrawing } from '../use-cases/change-sales-order.ts'
import type { StartApproving } from '../use-cases/confirm-sales-order.ts'
import { noteApprovalRequest } from '../use-cases/note-approvals.ts'
import type { Tx } from '../use-cases/unit.ts'

type Request = PayloadOf<typeof requestApproval>
type Withdrawal = PayloadOf<typeof withdrawApproval>

/**
 * Puts an order before those who approve it. People take their time, so the saga ends once the request lies with them; what
 * they decide comes as an event. While identity is silent the order goes on waiting, and says so.
 */
export const askForApproval = defineSaga<Request, Tx>({
  type: 'sales.ask-for-approval',
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

/** Ends the request of an order that changed or was given up; what is decided meanwhile is not about the order any more. */
export const withdrawFromApproval = defineSaga<Withdrawal, Tx>({
  type: 'sales.withdraw-from-approval',
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
export const startApproving: StartApproving = (unit, order, { code, priceGroup }) => {
  const { companyId, id: documentId, number, gross, approval } = order
  if (approval === null) throw new Error(`The order ${documentId} does not wait for approval`)
  const makerId = order.createdBy ?? approval.submittedBy
  const data: Request = {
    ...{ companyId, approvalId: approval.id, documentType: 'SALES_ORDER', documentId },
    ...{ documentVersion: order.version, documentNumber: number, title: `${number} · ${code}` },
    ...{ makerId, authorIds: [...new Set([makerId, ...order.authorIds])], submittedBy: approval.submittedBy },
    ...{ amountMinor: gross.minor.toString(), currency: gross.currency },
    ...approvalFacts({ categories: [priceGroup] }),
  }
  return startSaga(unit, askForApproval, { sagaId: approval.id, companyId, documentId, data })
}

/** Starts it for an order that waits no more, in the same transaction. */
export const startWithdrawing: StartWithdrawing = (unit, { companyId, id: documentId, approval }, reason) => {
  if (approval === null) throw new Error(`The order ${documentId} never waited for approval`)
  const data: Withdrawal = { companyId, approvalId: approval.id, reason }
  return startSaga(unit, withdrawFromApproval, { sagaId: newId(), companyId, documentId, data })
}
