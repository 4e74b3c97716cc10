import { type BusinessDate, type Currency, compare, isZero, type Money, type Refusal, refuse, zero } from '@erp/values'
import type { BudgetShortage } from './budget-check.ts'
import {
  type CompleteLine,
  completeLines,
  type ExpenseFacts,
  type ExpenseLine,
  type LineProblem,
  policyLines,
  problemsOf,
  taxInApproved,
  totalOf,
  valueLine,
  type WrittenLine,
} from './expense-line.ts'
import {
  type ExpensePolicy,
  type ExpensePolicyViolated,
  findViolations,
  type PolicyFinding,
  type SpentElsewhere,
} from './expense-policy.ts'
import { priceDays } from './per-diem.ts'
import type { PostingObstacle } from './posting.ts'

export type ClaimStatus = 'DRAFT' | 'SUBMITTED' | 'APPROVED' | 'REJECTED' | 'CANCELLED' | 'DISCARDED' | 'PAID'

/** An expense claim 费用报销单: what an employee spent for the company and wants back. */
export type ExpenseClaim = {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly status: ClaimStatus
  readonly version: number
  /** Whose money it was. */
  readonly employeeId: string
  readonly title: string
  readonly note: string
  /** The currency of the books. */
  readonly currency: Currency
  readonly claimedTotal: Money
  /** What of it is to be paid; the voucher takes this. */
  readonly approvedTotal: Money
  /** What of that the employee had been given before, once it is approved. */
  readonly advanceUsed: Money
  /** What kept it from being submitted when it was saved. */
  readonly problems: readonly LineProblem[]
  /** What exceeded a policy when it was saved or submitted last. */
  readonly findings: readonly PolicyFinding[]
  /** What budgets did not cover and only warned of when it was submitted or reduced last. */
  readonly budgetFindings: readonly BudgetShortage[]
  readonly madeBy: string
  /** Who made it and whoever changed it since: none of them decides on it or pays it. */
  readonly authorIds: readonly string[]
  readonly submittedBy: string | null
  readonly submittedAt: Date | null
  /** Who approved less than was claimed, before anybody decided. */
  readonly reducedBy: string | null
  /** The approval that was asked for last. */
  readonly approvalId: string | null
  /** Null when a rule decided. */
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
  readonly approverIds: readonly string[]
  /** Why it was rejected, withdrawn or cancelled. */
  readonly reason: string | null
  /** The day of its voucher. */
  readonly approvedOn: BusinessDate | null
  readonly cancelledOn: BusinessDate | null
  readonly paidBy: string | null
  readonly paidOn: BusinessDate | null
  /** Why it is approved and not in the ledger yet. */
  readonly postingObstacle: Pick<PostingObstacle, 'reason' | 'facts'> | null
  readonly copiedFromId: string | null
  /** A digest of what its writer said last, by which two claims that say the same are known. */
  readonly writtenDigest: string | null
  readonly createdAt: Date
}

export type ClaimAction =
  | 'SAVED'
  | 'COPIED'
  | 'SUBMITTED'
  | 'REDUCED'
  | 'WITHDRAWN'
  | 'APPROVED'
  | 'REJECTED'
  | 'CANCELLED'
  | 'DISCARDED'
  | 'PAID'
  | 'PAYMENT_REVERSED'

export type ExpenseClaimNotReady = Refusal<'ExpenseClaimNotReady', { number: string; status: ClaimStatus }>
export type ExpenseClaimIncomplete = Refusal<'ExpenseClaimIncomplete', { problems: readonly LineProblem[] }>
export type ExpenseReductionInvalid = Refusal<
  'ExpenseReductionInvalid',
  {
    lineNumber: number
    problem: 'NO_SUCH_LINE' | 'MORE_THAN_CLAIMED' | 'NEGATIVE' | 'NOTHING_LEFT' | 'REASON_MISSING' | 'REASON_TOO_LONG'
  }
>

/** Lines are written, submitted and decided as a whole. */
export const mostClaimLines = 200

/** A claim and its lines. */
export type ClaimWithLines = { readonly claim: ExpenseClaim; readonly lines: readonly ExpenseLine[] }

/** What lines and policies of a claim are checked against. */
export type ClaimFacts = ExpenseFacts & {
  readonly policies: readonly ExpensePolicy[]
  readonly grade: string | null
  /** What the employee spent on the days of the claim by others that stand. */
  readonly elsewhere: readonly SpentElsewhere[]
}

/** Only what is being written or came back can be changed. */
export function isBeingWritten({ status }: Pick<ExpenseClaim, 'status'>): boolean {
  return status === 'DRAFT' || status === 'REJECTED'
}

export function notReady({ number, status }: ExpenseClaim): ExpenseClaimNotReady {
  return refuse('ExpenseClaimNotReady', { number, status })
}

/** The claim as it was written, with what its lines are worth, what is missing and what exceeds a policy. */
export function write(
  claim: ExpenseClaim,
  written: Pick<ExpenseClaim, 'employeeId' | 'title' | 'note'> & { readonly lines: readonly WrittenLine[] },
  facts: ClaimFacts,
  newLineId: () => string,
): ClaimWithLines | ExpenseClaimNotReady {
  if (!isBeingWritten(claim)) return notReady(claim)
  const { lines, ...head } = written
  const valued = lines.map((line, index): ExpenseLine => {
    const unapproved = { approvedAmount: null, approvedTax: null, reductionReason: null }
    const priced = priceDays(line, { ...facts, rates: facts.perDiemRates })
    return { ...priced, id: newLineId(), lineNumber: index + 1, ...valueLine(priced, facts), ...unapproved }
  })
  return {
    claim: {
      ...claim,
      ...head,
      status: 'DRAFT',
      claimedTotal: totalOf(
        valued.map(({ baseAmount }) => baseAmount),
        claim.currency,
      ),
      approvedTotal: zero(claim.currency),
      budgetFindings: [],
      problems: problemsOf(valued, facts),
      findings: findingsOf(valued, facts),
    },
    lines: valued,
  }
}

/** Hands a claim over: complete, within every policy that blocks, and worth something. All of it counts as approved. */
export function submit(
  { claim, lines }: ClaimWithLines,
  facts: ClaimFacts,
  by: { readonly userId: string; readonly at: Date; readonly approvalId: string },
):
  | { readonly claim: ExpenseClaim; readonly lines: readonly CompleteLine[] }
  | ExpenseClaimNotReady
  | ExpenseClaimIncomplete
  | ExpensePolicyViolated {
  if (!isBeingWritten(claim)) return notReady(claim)
  const valued = lines.map((line): ExpenseLine => {
    const priced = priceDays(line, { ...facts, rates: facts.perDiemRates })
    return { ...line, ...priced, ...valueLine(priced, facts) }
  })
  const problems = problemsOf(valued, facts)
  if (valued.length === 0) return refuse('ExpenseClaimIncomplete', { problems: [] })
  if (problems.length > 0) return refuse('ExpenseClaimIncomplete', { problems })
  const findings = findingsOf(valued, facts)
  const blocking = findings.filter(({ severity }) => severity === 'BLOCK')
  if (blocking.length > 0) return refuse('ExpensePolicyViolated', { findings: blocking })
  const complete = completeLines(valued).map(
    (line): CompleteLine => ({
      ...line,
      ...{ approvedAmount: line.baseAmount, approvedTax: line.tax, reductionReason: null },
    }),
  )
  const total = totalOf(
    complete.map(({ baseAmount }) => baseAmount),
    claim.currency,
  )
  return {
    claim: {
      ...claim,
      ...{ status: 'SUBMITTED', claimedTotal: total, approvedTotal: total, problems: [], findings },
      ...{ submittedBy: by.userId, submittedAt: by.at, reducedBy: null, approvalId: by.approvalId, reason: null },
      ...{ decidedBy: null, decidedAt: null, approverIds: [] },
    },
    lines: complete,
  }
}

function findingsOf(lines: readonly ExpenseLine[], facts: ClaimFacts): PolicyFinding[] {
  const { policies, grade, today, elsewhere, trips } = facts
  return findViolations(policies, policyLines(lines, trips), { grade, on: today, elsewhere })
}

/** What somebody approves of a line, and why less than was claimed. */
export type Reduction = { readonly lineNumber: number; readonly amount: Money; readonly reason: string }

/** Approves less than was claimed of some lines, before the claim is decided on; asks for another decision. */
export function reduce(
  { claim, lines }: ClaimWithLines,
  reductions: readonly Reduction[],
  by: { readonly userId: string; readonly approvalId: string },
): ClaimWithLines | ExpenseClaimNotReady | ExpenseReductionInvalid {
  if (claim.status !== 'SUBMITTED') return notReady(claim)
  const reduced = new Map(completeLines(lines).map((line) => [line.lineNumber, line]))
  for (const { lineNumber, amount, reason } of reductions) {
    const no = (problem: ExpenseReductionInvalid['problem']) =>
      refuse('ExpenseReductionInvalid', { lineNumber, problem })
    const line = reduced.get(lineNumber)
    if (!line) return no('NO_SUCH_LINE')
    if (amount.minor < 0n) return no('NEGATIVE')
    if (compare(amount, line.baseAmount) > 0) return no('MORE_THAN_CLAIMED')
    if (compare(amount, line.baseAmount) < 0 && reason.trim() === '') return no('REASON_MISSING')
    if (reason.trim().length > 200) return no('REASON_TOO_LONG')
    reduced.set(lineNumber, {
      ...line,
      ...{ approvedAmount: amount, approvedTax: taxInApproved(line, amount) },
      reductionReason: compare(amount, line.baseAmount) < 0 ? reason.trim() : null,
    })
  }
  const all = [...reduced.values()]
  const approvedTotal = totalOf(
    all.map(({ approvedAmount }) => approvedAmount),
    claim.currency,
  )
  if (isZero(approvedTotal))
    return refuse('ExpenseReductionInvalid', { lineNumber: reductions[0]?.lineNumber ?? 0, problem: 'NOTHING_LEFT' })
  return { claim: { ...claim, approvedTotal, reducedBy: by.userId, approvalId: by.approvalId }, lines: all }
}

/** Takes a submitted claim back to its writer, who may change and submit it again. */
export function withdraw(claim: ExpenseClaim, reason: string): ExpenseClaim | ExpenseClaimNotReady {
  if (claim.status !== 'SUBMITTED') return notReady(claim)
  return { ...claim, status: 'DRAFT', approvalId: null, budgetFindings: [], reason }
}

/** Gives a claim up that was never approved. */
export function discard(claim: ExpenseClaim): ExpenseClaim | ExpenseClaimNotReady {
  return isBeingWritten(claim) ? { ...claim, status: 'DISCARDED' } : notReady(claim)
}
