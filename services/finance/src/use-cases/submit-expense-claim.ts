import type { UnitOfWork } from '@erp/service-kit'
import { type Currency, isRefusal, newId, parseMoney, type Refusal, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/chart-change.ts'
import {
  discard,
  type ExpenseClaim,
  type ExpenseClaimIncomplete,
  type ExpenseClaimNotReady,
  type ExpenseReductionInvalid,
  mostClaimLines,
  type Reduction,
  readReason,
  reduce,
  submit,
  withdraw,
} from '../domain/expense-claim.ts'
import type { ExpenseLine } from '../domain/expense-line.ts'
import type { ExpensePolicyViolated } from '../domain/expense-policy.ts'
import { factsOfClaim } from '../domain/expense-posting.ts'
import type { ReasonMissing } from '../domain/fiscal-period.ts'
import type { PerDiemDayClaimed } from '../domain/per-diem.ts'
import { linesOfClaims, releaseReceipts, replaceLines, takeReceipts } from '../store/expense-claim-lines.ts'
import { findClaimant } from '../store/expense-claimants.ts'
import { saveClaim } from '../store/expense-claims.ts'
import { takePerDiemDays } from '../store/per-diem.ts'
import { type Approvals, approvalOfClaim } from './ask-approval.ts'
import type { StaleVersion } from './change-period.ts'
import { type ExpenseClaimNotFound, lockOwnClaim, lockVisibleClaim, type NotYourClaim } from './expense-claim-access.ts'
import { claimFacts } from './expense-claim-facts.ts'
import { type DocumentNotPostable, foreseenObstacle } from './post-own-document.ts'
import { changeBy } from './save-expense-claim.ts'

export type ReceiptAlreadyClaimed = Refusal<'ReceiptAlreadyClaimed', { receiptNumber: string; claimNumber: string }>

type Reference = { readonly expenseClaimId: string; readonly expectedVersion: number }
type NotYours = ExpenseClaimNotFound | StaleVersion | NotYourClaim

/** What is approved of a line, as it was typed. */
export type WrittenReduction = Omit<Reduction, 'amount'> & { readonly approvedAmount: string }

/** Hands a claim to those who approve it. From then on its receipts are claimed. */
export async function submitExpenseClaim(
  unit: UnitOfWork,
  reference: Reference,
  approvals: Approvals,
): Promise<
  | ExpenseClaim
  | NotYours
  | ExpenseClaimNotReady
  | ExpenseClaimIncomplete
  | ExpensePolicyViolated
  | ReceiptAlreadyClaimed
  | PerDiemDayClaimed
  | DocumentNotPostable
> {
  const { tx, caller, now } = unit
  const own = await lockOwnClaim(unit, reference)
  if (isRefusal(own)) return own
  const lines = await linesOf(unit, own.claim)
  const grade = own.claimant?.grade ?? null
  const facts = await claimFacts(unit, { currency: own.claim.currency, lines, grade })
  const approvalId = newId()
  const submitted = submit({ claim: own.claim, lines }, facts, { userId: caller.userId, at: now, approvalId })
  if (isRefusal(submitted)) return submitted
  const { claim } = submitted
  const about = { types: facts.types, fact: 'APPROVED', on: facts.today } as const
  const obstacle = await foreseenObstacle(unit, factsOfClaim(claim, submitted.lines, about))
  if (obstacle) return obstacle
  const taken = await takeReceipts(tx, claim, submitted.lines)
  if (taken) return refuse('ReceiptAlreadyClaimed', { ...taken })
  const paidFor = await takePerDiemDays(tx, claim, submitted.lines)
  if (paidFor) return refuse('PerDiemDayClaimed', { ...paidFor })
  await replaceLines(tx, claim, submitted.lines)
  const saved = await saveClaim(tx, claim, changeBy(unit, 'SUBMITTED'))
  await approvals.ask(unit, approvalOfClaim(saved, submitted.lines, own.claimant, approvalId))
  return saved
}

/** Approves less than was claimed of some lines. Those who approve are asked anew, about what is left. */
export async function reduceExpenseClaim(
  unit: UnitOfWork,
  { reductions, ...reference }: Reference & { readonly reductions: readonly WrittenReduction[] },
  approvals: Approvals,
): Promise<
  | ExpenseClaim
  | ExpenseClaimNotFound
  | StaleVersion
  | ExpenseClaimNotReady
  | ExpenseReductionInvalid
  | NotYourClaim
  | InvalidInput
> {
  const claim = await lockVisibleClaim(unit, reference)
  if (isRefusal(claim)) return claim
  const claimant = await findClaimant(unit.tx, claim.employeeId)
  if ([claim.madeBy, claim.submittedBy, claimant?.userId].includes(unit.caller.userId)) return refuse('NotYourClaim')
  const wanted = readReductions(reductions, claim.currency)
  if (isRefusal(wanted)) return wanted
  const approvalId = newId()
  const lines = await linesOf(unit, claim)
  const reduced = reduce({ claim, lines }, wanted, { userId: unit.caller.userId, approvalId })
  if (isRefusal(reduced)) return reduced
  await replaceLines(unit.tx, claim, reduced.lines)
  const saved = await saveClaim(unit.tx, reduced.claim, changeBy(unit, 'REDUCED'))
  if (claim.approvalId !== null) await approvals.withdraw(unit, claim, claim.approvalId, 'REDUCED')
  await approvals.ask(unit, approvalOfClaim(saved, reduced.lines, claimant, approvalId))
  return saved
}

/** Takes a submitted claim back to change it. Its receipts are free again. */
export async function withdrawExpenseClaim(
  unit: UnitOfWork,
  { reason, ...reference }: Reference & { readonly reason: string },
  approvals: Approvals,
): Promise<ExpenseClaim | NotYours | ExpenseClaimNotReady | ReasonMissing | InvalidInput> {
  const own = await lockOwnClaim(unit, reference)
  if (isRefusal(own)) return own
  const words = readReason(reason)
  if (isRefusal(words)) return words
  const withdrawn = withdraw(own.claim, words)
  if (isRefusal(withdrawn)) return withdrawn
  const saved = await saveClaim(unit.tx, withdrawn, changeBy(unit, 'WITHDRAWN', words))
  await releaseReceipts(unit.tx, [saved.id])
  if (own.claim.approvalId !== null) await approvals.withdraw(unit, saved, own.claim.approvalId, words)
  return saved
}

/** Gives a claim up that was never approved. */
export async function discardExpenseClaim(
  unit: UnitOfWork,
  reference: Reference,
): Promise<ExpenseClaim | NotYours | ExpenseClaimNotReady> {
  const own = await lockOwnClaim(unit, reference)
  if (isRefusal(own)) return own
  const discarded = discard(own.claim)
  return isRefusal(discarded) ? discarded : saveClaim(unit.tx, discarded, changeBy(unit, 'DISCARDED'))
}

function readReductions(written: readonly WrittenReduction[], currency: Currency): Reduction[] | InvalidInput {
  if (written.length === 0 || written.length > mostClaimLines)
    return refuse('InvalidInput', { field: 'reductions', problem: `NOT_1_TO_${mostClaimLines}` })
  const reductions: Reduction[] = []
  for (const { lineNumber, approvedAmount, reason } of written) {
    const amount = parseMoney(approvedAmount, currency)
    if (isRefusal(amount)) return refuse('InvalidInput', { field: 'approvedAmount', problem: amount.problem })
    reductions.push({ lineNumber, amount, reason })
  }
  return reductions
}

async function linesOf({ tx }: UnitOfWork, { id }: ExpenseClaim): Promise<readonly ExpenseLine[]> {
  return (await linesOfClaims(tx, [id])).get(id) ?? []
}
