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
import type { Approvals } from '../use-cases/ask-approval.ts'
import { giveBackUnaskedBadDebt } from '../use-cases/decide-bad-debts.ts'
import { giveBackUnaskedBudget, giveBackUnaskedTransfer } from '../use-cases/decide-budgets.ts'
import { giveBackUnaskedCash } from '../use-cases/decide-cash-documents.ts'
import { giveBackUnaskedRun } from '../use-cases/decide-payment-runs.ts'
import { giveBackUnaskedVoucher } from '../use-cases/decide-voucher-drafts.ts'
import { giveBackUnaskedAdvance, giveBackUnaskedClaim } from '../use-cases/give-back-unasked.ts'
import type { Tx } from '../use-cases/unit.ts'

type Asked = PayloadOf<typeof requestApproval>
type Withdrawn = PayloadOf<typeof withdrawApproval>

/**
 * Silence is waited out for an hour: the same request again changes nothing. After that operators see the saga, and the
 * document can be withdrawn.
 */
const patience = { timeoutMs: 60_000, sends: 60 } as const

const givenBack = new Map([
  ['EMPLOYEE_ADVANCE', giveBackUnaskedAdvance],
  ['PAYMENT_RUN', giveBackUnaskedRun],
  ['CASH_DOCUMENT', giveBackUnaskedCash],
  ['VOUCHER', giveBackUnaskedVoucher],
  ['BAD_DEBT_WRITE_OFF', giveBackUnaskedBadDebt],
  ['BUDGET', giveBackUnaskedBudget],
  ['BUDGET_TRANSFER', giveBackUnaskedTransfer],
])

/** Puts a document of finance before those who approve it. What they decide is told by an event of its own. */
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
  onRefused: (unit, _, { documentType, documentId, approvalId }, { payload }) => {
    const { reason } = approvalRequestRefused.schema.parse(payload)
    const giveBack = givenBack.get(documentType) ?? giveBackUnaskedClaim
    return giveBack(unit, { documentId, approvalId, reason })
  },
  onSuspended: async () => {},
})

/** Tells those who approve that a document has changed or is given up. Should they have decided before, that no longer counts. */
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

/** Both, in the transaction of the document. */
export const approvals: Approvals = {
  ask: (unit, { amount, currency = amount.currency, departmentIds = [], categories = [], authorIds, ...asked }) => {
    const { approvalId, companyId, documentId } = asked
    const facts = { ...approvalFacts({ departmentIds, categories }), ...(authorIds && { authorIds: [...authorIds] }) }
    const data: Asked = { ...asked, amountMinor: amount.minor.toString(), currency, ...facts }
    return startSaga(unit, askForApproval, { sagaId: approvalId, companyId, documentId, data })
  },
  withdraw: (unit, { id, companyId }, approvalId, reason) =>
    startSaga(unit, endApproval, {
      ...{ sagaId: newId(), companyId, documentId: id, data: { companyId, approvalId, reason } },
    }),
}
