import { type BusinessDate, type Currency, isRefusal, type Refusal, refuse } from '@erp/values'
import { type ApprovalDecision, approversOf } from './approval.ts'
import { type ClosingAccount, closingLine, onSideOf } from './closing-step.ts'
import {
  type SettlementEffect,
  type SettlementPart,
  type SettlementRefusal,
  settlingLine,
  takeParts,
} from './settlement.ts'

/** How far a write-off is: with those who approve, approved, posted; or turned down or taken back for good. */
export type BadDebtStatus = 'SUBMITTED' | 'APPROVED' | 'POSTED' | 'REJECTED' | 'WITHDRAWN'

/** Receivables of one customer that will not come in 坏账核销. */
export type BadDebtWriteOff = {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly status: BadDebtStatus
  readonly version: number
  readonly customerId: string
  readonly currency: Currency
  readonly reason: string
  readonly madeBy: string
  readonly approvalId: string
  readonly approverIds: readonly string[]
  /** Why it was turned down or taken back. */
  readonly answer: string | null
  readonly postedBy: string | null
  readonly settlementId: string | null
  /** How much of each item is given up, in minor units of its currency; positive. */
  readonly items: readonly { readonly openItemId: string; readonly amount: bigint }[]
}

export type BadDebtNotReady = Refusal<'BadDebtNotReady', { number: string; status: BadDebtStatus }>
export type BadDebtPosterInvolved = Refusal<'BadDebtPosterInvolved', { number: string }>
/** Only what one customer owes in one currency is a bad debt. */
export type NotABadDebt = Refusal<
  'NotABadDebt',
  { openItemId: string; problem: 'NOT_A_RECEIVABLE' | 'ANOTHER_CUSTOMER' | 'ANOTHER_CURRENCY' }
>

/** Whose debt it is and in which currency; the first item that does not fit when they differ. */
export function debtorOf(
  parts: readonly SettlementPart[],
): { readonly customerId: string; readonly currency: Currency } | NotABadDebt {
  let debtor: { readonly customerId: string; readonly currency: Currency } | undefined
  for (const { item } of parts) {
    const not = (problem: NotABadDebt['problem']) => refuse('NotABadDebt', { openItemId: item.id, problem })
    if (item.kind !== 'RECEIVABLE' || item.open <= 0n || item.partyId === null) return not('NOT_A_RECEIVABLE')
    debtor ??= { customerId: item.partyId, currency: item.currency }
    if (item.partyId !== debtor.customerId) return not('ANOTHER_CUSTOMER')
    if (item.currency !== debtor.currency) return not('ANOTHER_CURRENCY')
  }
  if (!debtor) throw new Error('A write-off of nothing has no debtor')
  return debtor
}

/**
 * What posting does (F5): each item leaves its account at what the books carry it at, against 坏账准备, or against the loss
 * where nothing is provided for.
 */
export function writeOff(
  parts: readonly SettlementPart[],
  { on, account }: { readonly on: BusinessDate; readonly account: ClosingAccount },
): SettlementEffect | SettlementRefusal | NotABadDebt {
  const debtor = debtorOf(parts)
  if (isRefusal(debtor)) return debtor
  const taken = takeParts(parts, on)
  if (isRefusal(taken)) return taken
  const lost = taken.reduce((sum, { carrying }) => sum + carrying, 0n)
  const base = taken[0]?.item.baseCurrency ?? debtor.currency
  return {
    currency: debtor.currency,
    moves: [],
    lines: [closingLine(account, { ...onSideOf(lost, base), summary }), ...taken.map((one) => settlingLine(one))],
  }
}

/** The write-off once its approval is decided; undefined when that changes nothing any more. Nobody approves what they made. */
export function decide(document: BadDebtWriteOff, decision: ApprovalDecision): BadDebtWriteOff | undefined {
  if (document.status !== 'SUBMITTED' || document.approvalId !== decision.approvalId) return undefined
  const approverIds = approversOf(decision)
  if (approverIds.includes(document.madeBy)) return { ...document, status: 'REJECTED', answer: 'APPROVED_BY_ITS_MAKER' }
  if (decision.outcome !== 'APPROVED') return { ...document, status: 'REJECTED', answer: decision.reason }
  return { ...document, status: 'APPROVED', approverIds }
}

/** Given up before it is posted. */
export function takeBack(document: BadDebtWriteOff, reason: string): BadDebtWriteOff | BadDebtNotReady {
  return document.status === 'SUBMITTED' || document.status === 'APPROVED'
    ? { ...document, status: 'WITHDRAWN', answer: reason }
    : notReady(document)
}

/** Posted by somebody who neither made nor approved it. */
export function post(
  document: BadDebtWriteOff,
  by: { readonly userId: string; readonly settlementId: string },
): BadDebtWriteOff | BadDebtNotReady | BadDebtPosterInvolved {
  if (document.status !== 'APPROVED') return notReady(document)
  if ([document.madeBy, ...document.approverIds].includes(by.userId))
    return refuse('BadDebtPosterInvolved', { number: document.number })
  return { ...document, status: 'POSTED', postedBy: by.userId, settlementId: by.settlementId }
}

function notReady({ number, status }: BadDebtWriteOff): BadDebtNotReady {
  return refuse('BadDebtNotReady', { number, status })
}

const summary = { zh: '坏账核销', en: 'Bad debt written off' } as const
