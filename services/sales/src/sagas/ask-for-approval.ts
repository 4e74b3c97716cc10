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
import { type Money, newId } from '@erp/values'
import type { DocumentApproval } from '../domain/document-approval.ts'
import { factsForApproval } from '../use-cases/approval-facts.ts'
import type { StartWithdrawing } from '../use-cases/change-sales-order.ts'
import type { StartApproving } from '../use-cases/confirm-sales-order.ts'
import { noteApprovalRequest } from '../use-cases/note-approvals.ts'
import type { StartApprovingCreditNote } from '../use-cases/settle-credit-note.ts'
import type { Tx, Unit } from '../use-cases/unit.ts'

type Request = PayloadOf<typeof requestApproval>
type Withdrawal = PayloadOf<typeof withdrawApproval>

/**
 * Puts an order or a credit note before those who approve it. People take their time, so the saga ends once the request lies with them; what
 * they decide comes as an event. While identity is silent the document goes on waiting, and says so.
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

/** Ends the request of a document that changed or was given up; what is decided meanwhile is not about it any more. */
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

/** A document that waits, as those who decide are told of it. */
interface Asking {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly version: number
  readonly gross: Money
  readonly approval: DocumentApproval | null
}

/** Starts it for a document that waits, in the same transaction; the request's id is the saga's. */
function ask(
  unit: Unit,
  document: Asking,
  about: Pick<Request, 'documentType'> &
    ReturnType<typeof approvalFacts> & {
      readonly madeBy: string | null
      readonly authorIds: readonly string[]
      readonly subject: string
    },
): Promise<void> {
  const { companyId, id: documentId, number, version: documentVersion, gross, approval } = document
  if (approval === null) throw new Error(`The document ${documentId} does not wait for approval`)
  const { madeBy, authorIds, subject, ...said } = about
  const makerId = madeBy ?? approval.submittedBy
  const data: Request = {
    ...{ companyId, approvalId: approval.id, documentId, documentVersion, documentNumber: number, ...said },
    ...{ title: `${number} · ${subject}`, amountMinor: gross.minor.toString(), currency: gross.currency },
    ...{ makerId, authorIds: [...new Set([makerId, ...authorIds])], submittedBy: approval.submittedBy },
  }
  return startSaga(unit, askForApproval, { sagaId: approval.id, companyId, documentId, data })
}

/** For an order. */
export const startApproving: StartApproving = (unit, order, { code, priceGroup }) =>
  ask(unit, order, {
    ...{ documentType: 'SALES_ORDER', madeBy: order.createdBy, authorIds: order.authorIds, subject: code },
    ...approvalFacts({ categories: [priceGroup] }),
  })

/** The same for a credit note that gives value away: what it says never changes, so its maker is its only author. */
export const startApprovingCreditNote: StartApprovingCreditNote = async (unit, creditNote) => {
  const { createdBy, reason: subject, lines } = creditNote
  await ask(unit, creditNote, {
    ...{ documentType: 'CREDIT_NOTE', madeBy: createdBy, authorIds: [createdBy], subject: subject.slice(0, 150) },
    ...(await factsForApproval(unit, lines)),
  })
}

/** Starts it for a document that waits no more, in the same transaction. */
export const startWithdrawing: StartWithdrawing = (unit, { companyId, id: documentId, approval }, reason) => {
  if (approval === null) throw new Error(`The document ${documentId} never waited for approval`)
  const data: Withdrawal = { companyId, approvalId: approval.id, reason }
  return startSaga(unit, withdrawFromApproval, { sagaId: newId(), companyId, documentId, data })
}
