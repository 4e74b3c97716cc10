import {
  approvalKept,
  approvalRequested,
  approvalRequestRefused,
  approvalWithdrawn,
  type PayloadOf,
  requestApproval,
  withdrawApproval,
} from '@erp/contracts'
import type { Sql, UnitOfWork } from '@erp/service-kit'
import { type Money, newId } from '@erp/values'
import type { approvalFacts } from './approval-facts.ts'
import { defineSaga, type SagaDefinition, step } from './saga/define-saga.ts'
import { startSaga } from './saga/start-saga.ts'

export type ApprovalRequest = PayloadOf<typeof requestApproval>
export type ApprovalWithdrawal = PayloadOf<typeof withdrawApproval>

/** The name of such a saga, which stays once there are any, and how long silence is waited out: the same command again changes nothing. */
interface Named {
  readonly type: string
  readonly step: string
  readonly timeoutMs: number
  readonly sends: number
}

/** What a service does about its document once it knows whether the request lies with those who decide. */
interface Asking<Tx extends Sql> extends Named {
  readonly taken?: (unit: UnitOfWork<Tx>, request: ApprovalRequest) => Promise<void>
  /** `reason` is a constant. */
  readonly refused: (unit: UnitOfWork<Tx>, request: ApprovalRequest, reason: string) => Promise<void>
  readonly silent?: (unit: UnitOfWork<Tx>, request: ApprovalRequest, reason: string) => Promise<void>
}

/**
 * Puts a document before those who approve it, under the id of the request. People take their time, so the saga ends once the request
 * lies with them; what they decide comes as an event.
 */
export function defineAskingForApproval<Tx extends Sql>({
  type,
  step: name,
  taken,
  refused,
  silent,
  ...patience
}: Asking<Tx>): SagaDefinition<ApprovalRequest, Tx> {
  return defineSaga<ApprovalRequest, Tx>({
    ...{ type, version: 1 },
    steps: [
      step<ApprovalRequest, ApprovalRequest, never, Tx>({
        ...{ name, command: requestApproval, build: (request) => request, ...patience },
        ...{ done: approvalRequested, refused: approvalRequestRefused },
      }),
    ],
    onCompleted: async (unit, _, request) => taken?.(unit, request),
    onRefused: (unit, _, request, { payload }) =>
      refused(unit, request, approvalRequestRefused.schema.parse(payload).reason),
    onSuspended: async (unit, _, request, reason) => silent?.(unit, request, reason),
  })
}

/** Ends the request of a document that changed or was given up; whatever is decided meanwhile is not about what it says any more. */
export function defineWithdrawingApproval<Tx extends Sql>({
  type,
  step: name,
  ...patience
}: Named): SagaDefinition<ApprovalWithdrawal, Tx> {
  return defineSaga<ApprovalWithdrawal, Tx>({
    ...{ type, version: 1 },
    steps: [
      step<ApprovalWithdrawal, ApprovalWithdrawal, never, Tx>({
        ...{ name, command: withdrawApproval, build: (withdrawal) => withdrawal, ...patience },
        ...{ done: approvalWithdrawn, refused: approvalKept },
      }),
    ],
    onCompleted: async () => undefined,
    onRefused: async () => undefined,
    onSuspended: async () => undefined,
  })
}

/**
 * Both sagas of a service whose documents wait while identity is silent. `note` writes down how the request of one stands: null once it
 * lies with those who decide, else the constant that says why it does not.
 */
export function defineApprovalSagas<Tx extends Sql>(
  service: string,
  note: (unit: UnitOfWork<Tx>, request: ApprovalRequest, blockedBy: string | null) => Promise<void>,
) {
  const patience = { timeoutMs: 30_000, sends: 10 } as const
  return {
    askForApproval: defineAskingForApproval<Tx>({
      ...{ type: `${service}.ask-for-approval`, step: 'ask', ...patience },
      ...{ taken: (unit, request) => note(unit, request, null), refused: note, silent: note },
    }),
    withdrawFromApproval: defineWithdrawingApproval<Tx>({
      ...{ type: `${service}.withdraw-from-approval`, step: 'withdraw', ...patience },
    }),
  }
}

/** Asks, in the transaction of the document; the request's id is the saga's. */
export function startAsking<Tx extends Sql>(
  unit: UnitOfWork,
  saga: SagaDefinition<ApprovalRequest, Tx>,
  data: ApprovalRequest,
): Promise<void> {
  const { approvalId: sagaId, companyId, documentId } = data
  return startSaga(unit, saga, { sagaId, companyId, documentId, data })
}

/** Withdraws what was asked about a document, in its transaction. */
export function startWithdrawingRequest<Tx extends Sql>(
  unit: UnitOfWork,
  saga: SagaDefinition<ApprovalWithdrawal, Tx>,
  { documentId, ...data }: ApprovalWithdrawal & { readonly documentId: string },
): Promise<void> {
  return startSaga(unit, saga, { sagaId: newId(), companyId: data.companyId, documentId, data })
}

/** A document that waits, as those who decide are told of it. */
export interface Approvable {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly version: number
  readonly approval: { readonly id: string; readonly submittedBy: string } | null
}

/** What it asks with; throws where it does not wait. Whoever submitted it stands for a maker whom nobody knows any more. */
export function approvalRequestOf(
  { companyId, id: documentId, number, version: documentVersion, approval }: Approvable,
  about: Pick<ApprovalRequest, 'documentType' | 'currency' | 'discountPercent'> &
    ReturnType<typeof approvalFacts> & {
      readonly madeBy: string | null
      readonly authorIds: readonly string[]
      readonly subject: string
      /** In the company's own currency. */
      readonly amount: Money
    },
): ApprovalRequest {
  if (approval === null) throw new Error(`The document ${documentId} does not wait for approval`)
  const { madeBy, authorIds, subject, amount, ...said } = about
  const makerId = madeBy ?? approval.submittedBy
  return {
    ...{ companyId, approvalId: approval.id, documentId, documentVersion, documentNumber: number, ...said },
    ...{ title: `${number} · ${subject}`, amountMinor: amount.minor.toString(), submittedBy: approval.submittedBy },
    ...{ makerId, authorIds: [...new Set([makerId, ...authorIds])] },
  }
}
