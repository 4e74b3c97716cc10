import { type BusinessDate, type Currency, formatMoney, money, type Refusal, refuse } from '@erp/values'
import { type ApprovalDecision, approversOf } from './approval.ts'
import { inBase } from './cash-document.ts'
import { type ClosingAccount, type ClosingLine, closingLine, noDimensions, onSideOf } from './closing-step.ts'

/**
 * How far a count is: counted, seen by a witness, and approved. What differs is booked and waits for a decision; what does
 * not is even and done with. APPROVED is what those who approve let through and could not be booked then.
 */
export type CashCountStatus =
  | 'COUNTED'
  | 'WITNESSED'
  | 'PENDING_APPROVAL'
  | 'APPROVED'
  | 'EVEN'
  | 'BOOKED'
  | 'DECIDED'
  | 'CANCELLED'
  | 'REVERSED'

/** Notes or coins of one face 面额, in minor units of their currency. */
export type Denomination = { readonly face: bigint; readonly pieces: number }

/** Cash on hand as it was counted on a day 库存现金盘点单, beside what its books said at that moment. */
export type CashCount = {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly status: CashCountStatus
  readonly version: number
  readonly cashAccountId: string
  readonly currency: Currency
  readonly countedOn: BusinessDate
  /** In minor units of the cash account, as what the books said. */
  readonly counted: bigint
  readonly booked: bigint
  /** Base currency for one unit, of what differs; null in the currency of the books. */
  readonly exchangeRate: string | null
  /** The largest face first; empty where only the sum was stated. */
  readonly denominations: readonly Denomination[]
  readonly note: string | null
  /** Why it was given up, taken back, came back from approval or could not be booked. */
  readonly reason: string | null
  readonly countedBy: string
  readonly witnessedBy: string | null
  readonly submittedBy: string | null
  /** The request it waits for, or was decided by; null where nobody was asked. */
  readonly approvalId: string | null
  /** Who signed that request: none of them decides who bears what differs. */
  readonly approverIds: readonly string[]
  readonly approvedBy: string | null
  readonly voucherId: string | null
  readonly reversalId: string | null
  /** The decision in force. */
  readonly decision: CashCountDecision | null
}

/** Who bears what differs: for what is missing an employee or the business, for what is over a creditor or income. */
export type CashBearer = 'EMPLOYEE' | 'BUSINESS' | 'CREDITOR' | 'INCOME'

/** The account that takes what each of them bears. */
export const bearerKeys = {
  EMPLOYEE: 'EMP-R',
  BUSINESS: 'ADM',
  CREDITOR: 'EMP-P',
  INCOME: 'OTHER-IN',
} as const satisfies Readonly<Record<CashBearer, string>>

/** A decision on who bears what a count found different 盘盈盘亏处理. */
export type CashCountDecision = {
  readonly id: string
  readonly number: string
  readonly bearer: CashBearer
  readonly employeeId: string | null
  readonly departmentId: string | null
  readonly decidedOn: BusinessDate
  readonly reason: string
  readonly decidedBy: string
  readonly voucherId: string
}

export type CashCountNotReady = Refusal<'CashCountNotReady', { number: string; status: CashCountStatus }>
/** Nobody witnesses what they counted, approves what they counted or witnessed, or decides on what they counted or approved. */
export type CashCountPersonInvolved = Refusal<'CashCountPersonInvolved', { number: string }>
export type DenominationsDiffer = Refusal<'DenominationsDiffer', { denominations: string; counted: string }>
export type CashBearerDoesNotFit = Refusal<'CashBearerDoesNotFit', { number: string; bearer: CashBearer }>
export type DecidedBeforeCount = Refusal<'DecidedBeforeCount', { number: string; countedOn: BusinessDate }>

/** What is over (positive) or missing 现金溢余或短缺. */
export function differenceOf({ counted, booked }: Pick<CashCount, 'counted' | 'booked'>): bigint {
  return counted - booked
}

/** Notes and coins, when they are stated, add up to exactly what was counted. */
export function checkDenominations(
  { counted, denominations }: Pick<CashCount, 'counted' | 'denominations'>,
  currency: Currency,
): DenominationsDiffer | undefined {
  const sum = denominations.reduce((total, { face, pieces }) => total + face * BigInt(pieces), 0n)
  if (denominations.length === 0 || sum === counted) return undefined
  const text = (minor: bigint) => formatMoney(money(minor, currency))
  return refuse('DenominationsDiffer', { denominations: text(sum), counted: text(counted) })
}

/** A second person saw it counted 监盘. */
export function witness(count: CashCount, by: string): CashCount | CashCountNotReady | CashCountPersonInvolved {
  if (count.status !== 'COUNTED') return notReady(count)
  return by === count.countedBy ? involved(count) : { ...count, status: 'WITNESSED', witnessedBy: by }
}

/** Somebody else than who counted or witnessed approves it, or has what was approved booked; what differs is to be booked. */
export function approveCount(count: CashCount, by: string): CashCount | CashCountNotReady | CashCountPersonInvolved {
  if (count.status !== 'WITNESSED' && count.status !== 'APPROVED') return notReady(count)
  if (isParty(count, by)) return involved(count)
  return concluded(count.status === 'WITNESSED' ? { ...count, approvedBy: by } : count)
}

/** What is approved and differs is to be booked. */
export function concluded(count: CashCount): CashCount {
  return { ...count, status: differenceOf(count) === 0n ? 'EVEN' : 'BOOKED', reason: null }
}

/** A witnessed count goes before those who approve. */
export function submitCount(
  count: CashCount,
  { userId: submittedBy, approvalId }: { readonly userId: string; readonly approvalId: string },
): CashCount | CashCountNotReady {
  if (count.status !== 'WITNESSED') return notReady(count)
  return { ...count, status: 'PENDING_APPROVAL', submittedBy, approvalId, reason: null }
}

/** Witnessed again, as before it was submitted. */
export function takeCountBack(count: CashCount, reason: string): CashCount | CashCountNotReady {
  return count.status === 'PENDING_APPROVAL' ? witnessedAgain(count, reason) : notReady(count)
}

/** The count once its approval is decided; undefined when that changes nothing any more. */
export function decideOnCount(count: CashCount, decision: ApprovalDecision): CashCount | undefined {
  if (count.status !== 'PENDING_APPROVAL' || count.approvalId !== decision.approvalId) return undefined
  const approverIds = approversOf(decision)
  if (approverIds.some((one) => isParty(count, one) || one === count.submittedBy))
    return witnessedAgain(count, 'APPROVED_BY_ITS_MAKER')
  if (decision.outcome !== 'APPROVED') return witnessedAgain(count, decision.reason)
  return { ...count, status: 'APPROVED', approverIds, approvedBy: decision.decidedBy }
}

/** What rules of approval tell counts apart by: `SHORT/BOX`, `OVER/BOX`, `EVEN/BOX`, with the code of the cash account. */
export function categoryOf(count: Pick<CashCount, 'counted' | 'booked'>, { code }: { readonly code: string }): string {
  const difference = differenceOf(count)
  return `${difference === 0n ? 'EVEN' : difference > 0n ? 'OVER' : 'SHORT'}/${code}`
}

function isParty({ countedBy, witnessedBy }: CashCount, by: string): boolean {
  return by === countedBy || by === witnessedBy
}

function witnessedAgain(count: CashCount, reason: string | null): CashCount {
  return { ...count, status: 'WITNESSED', submittedBy: null, approvalId: null, reason }
}

/** Given up before it is approved, to be counted anew 作废. */
export function cancelCount(count: CashCount, reason: string): CashCount | CashCountNotReady {
  return count.status === 'COUNTED' || count.status === 'WITNESSED' || count.status === 'APPROVED'
    ? { ...count, status: 'CANCELLED', reason }
    : notReady(count)
}

/** Whether that bearer may bear what the count found different, by that person and on that day. */
export function whyNotDecide(
  count: CashCount,
  { bearer, decidedOn, decidedBy }: Pick<CashCountDecision, 'bearer' | 'decidedOn' | 'decidedBy'>,
): CashCountNotReady | CashCountPersonInvolved | CashBearerDoesNotFit | DecidedBeforeCount | undefined {
  const { number, countedOn } = count
  if (count.status !== 'BOOKED') return notReady(count)
  if ([count.countedBy, count.approvedBy, ...count.approverIds].includes(decidedBy)) return involved(count)
  const short = bearer === 'EMPLOYEE' || bearer === 'BUSINESS'
  if (differenceOf(count) < 0n !== short) return refuse('CashBearerDoesNotFit', { number, bearer })
  return decidedOn < countedOn ? refuse('DecidedBeforeCount', { number, countedOn }) : undefined
}

export function notReady({ number, status }: CashCount): CashCountNotReady {
  return refuse('CashCountNotReady', { number, status })
}

/** Whoever took part in it does not do this as well. */
export function involved({ number }: CashCount): CashCountPersonInvolved {
  return refuse('CashCountPersonInvolved', { number })
}

/** What differs in the currency of the books, at the rate of the count: the amount that waits, and that is decided on. */
export function differenceInBooks(
  count: Pick<CashCount, 'counted' | 'booked' | 'currency' | 'exchangeRate'>,
  base: Currency,
) {
  return inBase(count, money(differenceOf(count), count.currency), base).minor
}

/** Cash as it is, against 待处理财产损溢, where what differs waits. */
export function differenceLines(
  count: CashCount,
  accounts: { readonly base: Currency; readonly cash: ClosingAccount; readonly waiting: ClosingAccount },
): ClosingLine[] {
  const { base, cash, waiting } = accounts
  const difference = differenceOf(count)
  const net = differenceInBooks(count, base)
  const over = difference > 0n
  const summary = over
    ? { zh: `现金溢余 ${count.number}`, en: `Cash over ${count.number}` }
    : { zh: `现金短缺 ${count.number}`, en: `Cash short ${count.number}` }
  const amount = money(over ? difference : -difference, count.currency)
  const foreign = count.exchangeRate === null ? null : { amount, rate: count.exchangeRate }
  const cashFlowItem = over ? 'OTHER_OPERATING_RECEIPTS' : 'OTHER_OPERATING_PAYMENTS'
  return [
    closingLine(cash, { ...onSideOf(net, base), summary, foreign, cashFlowItem }),
    closingLine(waiting, { ...onSideOf(-net, base), summary }),
  ]
}

/** What waited goes to who bears it. */
export function decisionLines(
  count: CashCount,
  { number, employeeId, departmentId }: Pick<CashCountDecision, 'number' | 'employeeId' | 'departmentId'>,
  accounts: { readonly base: Currency; readonly bearer: ClosingAccount; readonly waiting: ClosingAccount },
): ClosingLine[] {
  const net = differenceInBooks(count, accounts.base)
  const summary = { zh: `盘点处理 ${number}`, en: `Cash difference decided ${number}` }
  return [
    closingLine(accounts.waiting, { ...onSideOf(net, accounts.base), summary }),
    closingLine(accounts.bearer, {
      ...{ ...onSideOf(-net, accounts.base), summary },
      dimensions: { ...noDimensions, employeeId, departmentId },
    }),
  ]
}
