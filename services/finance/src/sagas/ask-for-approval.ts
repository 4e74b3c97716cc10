import {
  approvalKept,
  approvalRequested,
  approvalRequestRefused,
  approvalWithdrawn,
  type PayloadOf,
  requestApproval,
  withdrawApproval,
} from '@erp/contracts'
import { defineSaga, startSaga, step } from '@erp/messaging'
import { newId } from '@erp/values'
import { giveBackUnasked } from '../use-cases/give-back-unasked.ts'
import type { Approvals } from '../use-cases/submit-expense-claim.ts'
import type { Tx } from '../use-cases/unit.ts'

type Asked = PayloadOf<typeof requestApproval>
type Withdrawn = PayloadOf<typeof withdrawApproval>

/**
 * Silence is waited out for an hour: the same request again changes nothing. After that operators see the saga, and the
 * claim can be withdrawn.
 */
const patience = { timeoutMs: 60_000, sends: 60 } as const

/** Puts a claim before those who approve it. What they decide is told by an event of its own. */
export const askForApproval = defineSaga<Asked, Tx>({
  type: 'finance.ask-for-approval',
  version: 1,
  steps: [
    step<Asked, Asked, never, Tx>({
      ...{ name: 'ask', command: requestApproval, build: (asked) => asked, ...patience },
      ...{ done: approvalRequested, refused: approvalRequestRefused },
    }),
  ],
  onCompleted: async () => {},
  onRefused: (unit, _, { documentId, approvalId }, { payload }) => {
    const { reason } = approvalRequestRefused.schema.parse(payload)
    return giveBackUnasked(unit, { claimId: documentId, approvalId, reason })
  },
  onSuspended: async () => {},
})

/** Tells those who approve that a claim has changed or is given up. Should they have decided before, that no longer counts. */
export const endApproval = defineSaga<Withdrawn, Tx>({
  type: 'finance.end-approval',
  version: 1,
  steps: [
    step<Withdrawn, Withdrawn, never, Tx>({
      ...{ name: 'end', command: withdrawApproval, build: (withdrawn) => withdrawn, ...patience },
      ...{ done: approvalWithdrawn, refused: approvalKept },
    }),
  ],
  onCompleted: async () => {},
  onRefused: async () => {},
  onSuspended: async () => {},
})

/** Both, in the transaction of the claim. */
export const approvals: Approvals = {
  ask: (unit, { approvalId, claim, lines, claimant }) => {
    const { companyId, id, number, title, madeBy, submittedBy, approvedTotal, version, currency } = claim
    const submitter = submittedBy ?? madeBy
    const data: Asked = {
      ...{ companyId, approvalId, documentType: 'EXPENSE_CLAIM', documentId: id, documentVersion: version },
      ...{ documentNumber: number, title: title.trim() === '' ? number : title },
      // Neither whoever wrote it nor whose money it is: one of the two submitted it, or the employee outranks the writer.
      makerId: claimant?.userId === submitter ? madeBy : (claimant?.userId ?? madeBy),
      ...{ submittedBy: submitter, amountMinor: approvedTotal.minor.toString(), currency },
      ...{ departmentId: lines[0]?.departmentId ?? claimant?.departmentId ?? null, category: null },
    }
    return startSaga(unit, askForApproval, { sagaId: approvalId, companyId, documentId: id, data })
  },
  withdraw: (unit, { id, companyId }, approvalId, reason) =>
    startSaga(unit, endApproval, {
      ...{ sagaId: newId(), companyId, documentId: id, data: { companyId, approvalId, reason } },
    }),
}
