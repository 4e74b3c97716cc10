import {
  approvalFacts,
  defineAskingForApproval,
  defineWithdrawingApproval,
  startAsking,
  startWithdrawingRequest,
} from '@erp/messaging'
import type { Approvals } from '../use-cases/ask-approval.ts'
import { giveBackUnaskedBudget, giveBackUnaskedTransfer } from '../use-cases/decide-budgets.ts'
import { giveBackUnaskedVoucher } from '../use-cases/decide-voucher-drafts.ts'
import type { DecidedKind } from '../use-cases/decided-kind.ts'
import { decidedKinds } from '../use-cases/decided-kinds.ts'
import { giveBackUnaskedAdvance, giveBackUnaskedClaim } from '../use-cases/give-back-unasked.ts'
import type { Tx } from '../use-cases/unit.ts'

/**
 * Silence is waited out for an hour: the same request again changes nothing. After that operators see the saga, and the
 * document can be withdrawn.
 */
const patience = { timeoutMs: 60_000, sends: 60 } as const

const givenBack = new Map<string, DecidedKind['giveBack']>([
  ...Object.entries(decidedKinds).map(([kind, { giveBack }]) => [kind, giveBack] as const),
  ['EMPLOYEE_ADVANCE', giveBackUnaskedAdvance],
  ['VOUCHER', giveBackUnaskedVoucher],
  ['BUDGET', giveBackUnaskedBudget],
  ['BUDGET_TRANSFER', giveBackUnaskedTransfer],
])

/** Asks about a document of finance, which is given back to its maker where nobody can be asked. */
export const askForApproval = defineAskingForApproval<Tx>({
  ...{ type: 'finance.ask-for-approval', step: 'ask', ...patience },
  refused: (unit, { documentType, documentId, approvalId }, reason) => {
    const giveBack = givenBack.get(documentType) ?? giveBackUnaskedClaim
    return giveBack(unit, { documentId, approvalId, reason })
  },
})

/** Tells those who approve that a document has changed or is given up. Should they have decided before, that no longer counts. */
export const endApproval = defineWithdrawingApproval<Tx>({ type: 'finance.end-approval', step: 'end', ...patience })

/** Both, in the transaction of the document. */
export const approvals: Approvals = {
  ask: (unit, { amount, currency = amount.currency, departmentIds = [], categories = [], authorIds, ...asked }) => {
    const facts = { ...approvalFacts({ departmentIds, categories }), ...(authorIds && { authorIds: [...authorIds] }) }
    return startAsking(unit, askForApproval, { ...asked, amountMinor: amount.minor.toString(), currency, ...facts })
  },
  withdraw: (unit, { id: documentId, companyId }, approvalId, reason) =>
    startWithdrawingRequest(unit, endApproval, { companyId, documentId, approvalId, reason }),
}
