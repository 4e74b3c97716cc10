import { type BusinessDate, type Currency, isRefusal, type Refusal, refuse } from '@erp/values'
import { type ApprovalDecision, approversOf } from './approval.ts'
import { type ClosingAccount, closingLine, onSideOf } from './closing-step.ts'
import { partyOf } from './open-item.ts'
import {
  type SettlementEffect,
  type SettlementPart,
  type SettlementRefusal,
  settlingLine,
  takeParts,
} from './settlement.ts'

/** How far a write-off is: with those who approve, approved, posted; or turned down or taken back for good. */
export type BadDebtStatus = 'SUBMITTED' | 'APPROVED' | 'POSTED' | 'REJECTED' | 'WITHDRAWN'

/** Whose items are written off. Employees' debts are taken from what they are owed, and paid with their claims. */
export type WrittenOffParty = { readonly dimension: 'CUSTOMER' | 'SUPPLIER'; readonly id: string }

/** What one customer or supplier will not pay 坏账核销, or will never claim 无法支付的款项. */
export type BadDebtWriteOff = {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly status: BadDebtStatus
  readonly version: number
  readonly party: WrittenOffParty
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
/** Only what one customer or supplier owes, or is owed, in one currency is written off together. */
export type NotABadDebt = Refusal<
  'NotABadDebt',
  {
    openItemId: string
    problem: 'NOT_A_RECEIVABLE' | 'ANOTHER_CUSTOMER' | 'ANOTHER_SUPPLIER' | 'ANOTHER_CURRENCY' | 'ANOTHER_SIDE'
  }
>

/** Whose items these are, in which currency, and whether they are claims; the first that does not fit when they differ. */
export function partyOfItems(
  parts: readonly SettlementPart[],
): { readonly party: WrittenOffParty; readonly currency: Currency; readonly claims: boolean } | NotABadDebt {
  let all: { readonly party: WrittenOffParty; readonly currency: Currency; readonly claims: boolean } | undefined
  for (const { item } of parts) {
    const not = (problem: NotABadDebt['problem']) => refuse('NotABadDebt', { openItemId: item.id, problem })
    const dimension = partyOf[item.kind]
    const claims = item.open > 0n
    if (dimension === 'EMPLOYEE' || item.open === 0n || item.partyId === null) return not('NOT_A_RECEIVABLE')
    all ??= { party: { dimension, id: item.partyId }, currency: item.currency, claims }
    if (item.partyId !== all.party.id || dimension !== all.party.dimension)
      return not(all.party.dimension === 'CUSTOMER' ? 'ANOTHER_CUSTOMER' : 'ANOTHER_SUPPLIER')
    if (item.currency !== all.currency) return not('ANOTHER_CURRENCY')
    if (claims !== all.claims) return not('ANOTHER_SIDE')
  }
  if (!all) throw new Error('A write-off of nothing is of nobody')
  return all
}

/**
 * What posting does (F5): each item leaves its account at what the books carry it at. Claims go against 坏账准备, or against
 * the loss where nothing is provided for; what is never claimed is 营业外收入.
 */
export function writeOff(
  parts: readonly SettlementPart[],
  { on, account }: { readonly on: BusinessDate; readonly account: ClosingAccount },
): SettlementEffect | SettlementRefusal | NotABadDebt {
  const all = partyOfItems(parts)
  if (isRefusal(all)) return all
  const taken = takeParts(parts, on)
  if (isRefusal(taken)) return taken
  const worth = taken.reduce((sum, { carrying }) => sum + carrying, 0n)
  const base = taken[0]?.item.baseCurrency ?? all.currency
  const summary = all.claims ? lostSummary : unclaimedSummary
  return {
    currency: all.currency,
    moves: [],
    lines: [closingLine(account, { ...onSideOf(worth, base), summary }), ...taken.map((one) => settlingLine(one))],
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

const lostSummary = { zh: '坏账核销', en: 'Bad debt written off' } as const
const unclaimedSummary = { zh: '无法支付的款项', en: 'Never claimed' } as const
