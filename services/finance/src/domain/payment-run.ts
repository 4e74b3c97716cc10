import {
  type Authored,
  type BusinessDate,
  type Currency,
  formatMoney,
  isAuthor,
  money,
  type Refusal,
  refuse,
} from '@erp/values'
import { type ApprovalDecision, approversOf } from './approval.ts'
import { discountOn } from './early-payment.ts'
import type { OpenItem } from './open-item.ts'

/** How far a run is: written, waiting for approval, approved, with the bank, and answered by it line by line. */
export type PaymentRunStatus = 'DRAFT' | 'SUBMITTED' | 'APPROVED' | 'SENT' | 'DONE' | 'CANCELLED'
export type PaymentLineStatus = 'OPEN' | 'PAID' | 'FAILED'

/** What one supplier is paid by a run: the items, credits among them with their own sign, less their discounts, are the amount. */
export type PaymentRunLine = {
  readonly id: string
  readonly lineNumber: number
  readonly supplierId: string
  /** In minor units of the cash account; positive. */
  readonly amount: bigint
  readonly status: PaymentLineStatus
  /** Why the bank did not pay. */
  readonly reason: string | null
  readonly cashDocumentId: string | null
  readonly items: readonly PaymentRunItem[]
}

/** Positive: what is paid; negative: a credit that makes it less. */
export type PaymentRunItem = {
  readonly openItemId: string
  readonly amount: bigint
  /** What of it is not paid, for the run pays early 现金折扣; signed as the amount. */
  readonly discount: bigint
}

/** A payment run 付款批次: many suppliers from one account, approved as a whole, paid by one file. */
export type PaymentRun = Authored & {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly status: PaymentRunStatus
  readonly version: number
  readonly cashAccountId: string
  readonly currency: Currency
  readonly dueOn: BusinessDate
  readonly payOn: BusinessDate
  readonly madeBy: string
  readonly submittedBy: string | null
  readonly approvalId: string | null
  readonly approverIds: readonly string[]
  readonly sentBy: string | null
  readonly reason: string | null
  readonly lines: readonly PaymentRunLine[]
}

export type PaymentRunNotReady = Refusal<'PaymentRunNotReady', { number: string; status: PaymentRunStatus }>
export type NothingDue = Refusal<'NothingDue', { dueOn: BusinessDate }>
export type PaysNothing = Refusal<'PaysNothing', { supplierId: string; amount: string }>
/** Procurement has not written its file, as far as finance has heard. */
export type PaymentFileNotWritten = Refusal<'PaymentFileNotWritten', { number: string }>
export type RunPayerInvolved = Refusal<'RunPayerInvolved', { number: string }>

export const mostRunItems = 1_000

/** What may stand in a run: an open payable in the currency of the account, with the part of it that is paid. */
export type PayableItem = Pick<
  OpenItem,
  'id' | 'partyId' | 'original' | 'open' | 'currency' | 'dueOn' | 'discount' | 'discountThrough'
>

/** All that is due, by supplier; credits and what paying early takes off are set off. Who is owed nothing after that is left out. */
export function proposal(
  items: readonly PayableItem[],
  payOn: BusinessDate,
): Omit<PaymentRunLine, 'id' | 'lineNumber'>[] {
  const bySupplier = Map.groupBy(items, ({ partyId }) => partyId)
  return [...bySupplier].flatMap(([supplierId, own]) => {
    if (supplierId === null) return []
    const line = lineOf(
      supplierId,
      own.map((item) => runItem(item, -item.open, payOn)),
    )
    return line.amount > 0n ? [line] : []
  })
}

/** Lines of what a person chose; every supplier is paid something. */
export function linesOf(
  chosen: readonly { readonly item: PayableItem; readonly amount: bigint }[],
  payOn: BusinessDate,
): Omit<PaymentRunLine, 'id' | 'lineNumber'>[] | PaysNothing {
  const lines = [...Map.groupBy(chosen, ({ item }) => item.partyId ?? '')].map(([supplierId, own]) =>
    lineOf(
      supplierId,
      own.map(({ item, amount }) => runItem(item, amount, payOn)),
    ),
  )
  const empty = lines.find(({ amount }) => amount <= 0n)
  const currency = chosen[0]?.item.currency
  return empty && currency
    ? refuse('PaysNothing', { supplierId: empty.supplierId, amount: formatMoney(money(empty.amount, currency)) })
    : lines
}

function runItem(item: PayableItem, amount: bigint, payOn: BusinessDate): PaymentRunItem {
  return { openItemId: item.id, amount, discount: -discountOn(item, -amount, payOn) }
}

function lineOf(supplierId: string, items: readonly PaymentRunItem[]): Omit<PaymentRunLine, 'id' | 'lineNumber'> {
  const amount = items.reduce((sum, one) => sum + one.amount - one.discount, 0n)
  return { supplierId, amount, status: 'OPEN', reason: null, cashDocumentId: null, items }
}

/** A draft goes before those who approve. */
export function submit(
  run: PaymentRun,
  by: { readonly userId: string; readonly approvalId: string },
): PaymentRun | PaymentRunNotReady {
  if (run.status !== 'DRAFT') return notReady(run)
  return { ...run, status: 'SUBMITTED', submittedBy: by.userId, approvalId: by.approvalId, reason: null }
}

/** A draft again, for its maker to change. */
export function takeBack(run: PaymentRun, reason: string): PaymentRun | PaymentRunNotReady {
  return run.status === 'SUBMITTED' ? draftAgain(run, reason) : notReady(run)
}

/** The run once its approval is decided; undefined when that changes nothing any more. Nobody approves what they made. */
export function decide(run: PaymentRun, decision: ApprovalDecision): PaymentRun | undefined {
  if (run.status !== 'SUBMITTED' || run.approvalId !== decision.approvalId) return undefined
  const approvers = approversOf(decision)
  if (isAuthor(run, ...approvers) || approvers.some((one) => one === run.submittedBy))
    return draftAgain(run, 'APPROVED_BY_ITS_MAKER')
  if (decision.outcome !== 'APPROVED') return draftAgain(run, decision.reason)
  return { ...run, status: 'APPROVED', approverIds: approvers }
}

function draftAgain(run: PaymentRun, reason: string | null): PaymentRun {
  return { ...run, status: 'DRAFT', approvalId: null, approverIds: [], reason }
}

/** A cashier who neither wrote nor approved it takes its file to the bank, which was written where accounts are kept. */
export function send(
  run: PaymentRun,
  { by, isFileWritten }: { readonly by: string; readonly isFileWritten: boolean },
): PaymentRun | PaymentRunNotReady | RunPayerInvolved | PaymentFileNotWritten {
  if (run.status !== 'APPROVED') return notReady(run)
  if (isInvolved(run, by)) return refuse('RunPayerInvolved', { number: run.number })
  return isFileWritten
    ? { ...run, status: 'SENT', sentBy: by }
    : refuse('PaymentFileNotWritten', { number: run.number })
}

export function isInvolved(run: PaymentRun, userId: string): boolean {
  return isAuthor(run, userId) || [run.submittedBy, ...run.approverIds].includes(userId)
}

/** What is not at the bank yet may be given up. */
export function cancel(run: PaymentRun, reason: string): PaymentRun | PaymentRunNotReady {
  return run.status === 'DRAFT' || run.status === 'APPROVED' ? { ...run, status: 'CANCELLED', reason } : notReady(run)
}

/** What the bank answered; the run is done once it has answered for all. */
export function answered(run: PaymentRun, lines: readonly PaymentRunLine[]): PaymentRun {
  const byId = new Map(lines.map((line) => [line.id, line]))
  const all = run.lines.map((line) => byId.get(line.id) ?? line)
  return { ...run, lines: all, status: all.some(({ status }) => status === 'OPEN') ? 'SENT' : 'DONE' }
}

export function notReady({ number, status }: PaymentRun): PaymentRunNotReady {
  return refuse('PaymentRunNotReady', { number, status })
}

export function totalOf({ lines }: Pick<PaymentRun, 'lines'>): bigint {
  return lines.reduce((sum, { amount }) => sum + amount, 0n)
}
