import { type BusinessDate, type Money, type Refusal, refuse, zero } from '@erp/values'
import { approvedByThemselves, type ClaimDecision, type PayerInvolved } from './decide-expense-claim.ts'

export type AdvanceStatus = 'REQUESTED' | 'APPROVED' | 'REJECTED' | 'WITHDRAWN' | 'PAID'

/** Money an employee is given before they spend it 借款. */
export type EmployeeAdvance = {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly status: AdvanceStatus
  readonly version: number
  readonly employeeId: string
  readonly purpose: string
  /** In the currency of the books. */
  readonly amount: Money
  /** What no claim has used yet; nothing before it is paid. */
  readonly openAmount: Money
  readonly requestedBy: string
  readonly approvalId: string
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
  readonly approverIds: readonly string[]
  readonly reason: string | null
  readonly paidBy: string | null
  readonly paidOn: BusinessDate | null
  /** The payment it was given by. */
  readonly cashDocumentId: string | null
  /** What the employee owes for it. */
  readonly openItemId: string | null
  readonly createdAt: Date
}

export type AdvanceNotReady = Refusal<'AdvanceNotReady', { number: string; status: AdvanceStatus }>

function notReady({ number, status }: EmployeeAdvance): AdvanceNotReady {
  return refuse('AdvanceNotReady', { number, status })
}

/** Takes a request back that is not paid. */
export function withdrawAdvance(advance: EmployeeAdvance, reason: string): EmployeeAdvance | AdvanceNotReady {
  const { status } = advance
  return status === 'REQUESTED' || status === 'APPROVED'
    ? { ...advance, status: 'WITHDRAWN', reason }
    : notReady(advance)
}

/** The advance once its approval is decided; undefined when that changes nothing any more. */
export function decideAdvance(
  advance: EmployeeAdvance,
  decision: ClaimDecision,
  claimantUserId: string | null,
): EmployeeAdvance | undefined {
  if (advance.status !== 'REQUESTED' || advance.approvalId !== decision.approvalId) return undefined
  const { outcome, decidedAt, approverIds, reason } = decision
  if (outcome === 'WITHDRAWN') return { ...advance, status: 'WITHDRAWN', reason }
  const own = [decision.decidedBy, ...approverIds].some(
    (one) => one !== null && (one === advance.requestedBy || one === claimantUserId),
  )
  if (own) return { ...advance, status: 'REJECTED', decidedAt, approverIds: [], reason: approvedByThemselves }
  return { ...advance, status: outcome, decidedBy: decision.decidedBy, decidedAt, approverIds, reason }
}

/** Why somebody may not move money of an advance in this status: they have no other part in it. */
export function checkCashier(
  advance: EmployeeAdvance,
  status: 'APPROVED' | 'PAID',
  by: { readonly userId: string; readonly claimantUserId: string | null },
): AdvanceNotReady | PayerInvolved | undefined {
  if (advance.status !== status) return notReady(advance)
  const others = [advance.requestedBy, advance.decidedBy, ...advance.approverIds, by.claimantUserId]
  return others.includes(by.userId) ? refuse('PayerInvolved', { number: advance.number }) : undefined
}

/** An approved advance that a payment gave: all of it is open. */
export function paidAdvance(
  advance: EmployeeAdvance,
  by: Pick<EmployeeAdvance, 'paidBy' | 'paidOn' | 'cashDocumentId' | 'openItemId'>,
): EmployeeAdvance {
  return { ...advance, ...by, status: 'PAID', openAmount: advance.amount }
}

/** A paid advance whose payment was taken back: it may be paid again, or withdrawn. */
export function unpaidAdvance(advance: EmployeeAdvance): EmployeeAdvance {
  const payment = { paidBy: null, paidOn: null, cashDocumentId: null, openItemId: null }
  return { ...advance, ...payment, status: 'APPROVED', openAmount: zero(advance.amount.currency) }
}

/** A request that waits for those who approve. */
export function requestAdvance(
  wanted: Pick<
    EmployeeAdvance,
    'id' | 'companyId' | 'employeeId' | 'purpose' | 'amount' | 'requestedBy' | 'approvalId' | 'createdAt'
  >,
): EmployeeAdvance {
  return {
    ...wanted,
    ...{ number: '', status: 'REQUESTED', version: 1, openAmount: zero(wanted.amount.currency) },
    ...{ decidedBy: null, decidedAt: null, approverIds: [], reason: null, paidBy: null, paidOn: null },
    ...{ cashDocumentId: null, openItemId: null },
  }
}
