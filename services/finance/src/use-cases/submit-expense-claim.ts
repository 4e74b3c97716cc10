import type { UnitOfWork } from '@erp/service-kit'
import { type Currency, isRefusal, newId, parseMoney, type Refusal, refuse } from '@erp/values'
import type { BudgetExceeded } from '../domain/budget-check.ts'
import type { InvalidInput } from '../domain/chart-change.ts'
import {
  type ClaimFacts,
  type ClaimWithLines,
  discard,
  type ExpenseClaim,
  type ExpenseClaimIncomplete,
  type ExpenseClaimNotReady,
  type ExpenseReductionInvalid,
  mostClaimLines,
  type Reduction,
  reduce,
  submit,
  withdraw,
} from '../domain/expense-claim.ts'
import { awaitedOf, type ClaimFilesAwaited } from '../domain/expense-claim-file.ts'
import type { ExpenseLine } from '../domain/expense-line.ts'
import type { ExpensePolicyViolated } from '../domain/expense-policy.ts'
import { factsOfClaim } from '../domain/expense-posting.ts'
import type { ReasonMissing } from '../domain/fiscal-period.ts'
import type { PerDiemDayClaimed } from '../domain/per-diem.ts'
import type { PostingFacts } from '../domain/posting-facts.ts'
import { readReason } from '../domain/reason.ts'
import { filesOfClaims } from '../store/expense-claim-files.ts'
import { linesOfClaims, releaseReceipts, replaceLines, takeReceipts } from '../store/expense-claim-lines.ts'
import { findClaimant } from '../store/expense-claimants.ts'
import { holdClaimsOf, saveClaim } from '../store/expense-claims.ts'
import { tripsOfClaims } from '../store/expense-trips.ts'
import { takePerDiemDays } from '../store/per-diem.ts'
import { type Approvals, approvalOfClaim } from './ask-approval.ts'
import type { StaleVersion } from './change-period.ts'
import { type ExpenseClaimNotFound, lockOwnClaim, lockVisibleClaim, type NotYourClaim } from './expense-claim-access.ts'
import { claimFacts, dayOf, typesOfLines } from './expense-claim-facts.ts'
import { type DocumentNotPostable, foreseenLines } from './post-own-document.ts'
import { lowerForClaim, releaseBudget, reserveForClaim } from './reserve-budget.ts'
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
  | BudgetExceeded
  | ClaimFilesAwaited
> {
  const { tx, caller, now } = unit
  const own = await lockOwnClaim(unit, reference)
  if (isRefusal(own)) return own
  const awaited = awaitedOf(own.claim, await filesOfClaims(tx, [own.claim.id]))
  if (awaited) return awaited
  const written = await linesOf(unit, own.claim)
  const trips = (await tripsOfClaims(tx, [own.claim.id])).get(own.claim.id) ?? []
  const grade = own.claimant?.grade ?? null
  await holdClaimsOf(tx, own.claim.employeeId)
  const { lines, ...facts } = await claimFacts(unit, { ...own.claim, lines: written, trips, grade })
  const approvalId = newId()
  const submitted = submit({ claim: own.claim, lines }, facts, { userId: caller.userId, at: now, approvalId })
  if (isRefusal(submitted)) return submitted
  const { claim } = submitted
  const foreseen = await foreseenLines(unit, foreseenFacts(submitted, facts))
  if (isRefusal(foreseen)) return foreseen
  const taken = await takeReceipts(tx, claim, submitted.lines)
  if (taken) return refuse('ReceiptAlreadyClaimed', { ...taken })
  const paidFor = await takePerDiemDays(tx, claim, submitted.lines)
  if (paidFor) return refuse('PerDiemDayClaimed', { ...paidFor })
  await replaceLines(tx, claim, submitted.lines)
  const budgetFindings = await reserveForClaim(unit, claim, foreseen)
  if (isRefusal(budgetFindings)) return budgetFindings
  const saved = await saveClaim(tx, { ...claim, budgetFindings }, changeBy(unit, 'SUBMITTED'))
  await approvals.ask(unit, approvalOfClaim(saved, { ...submitted, types: facts.types }, own.claimant, approvalId))
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
  | DocumentNotPostable
> {
  const claim = await lockVisibleClaim(unit, reference)
  if (isRefusal(claim)) return claim
  const claimant = await findClaimant(unit.tx, claim.employeeId)
  if ([...claim.authorIds, claim.submittedBy, claimant?.userId].includes(unit.caller.userId))
    return refuse('NotYourClaim')
  const wanted = readReductions(reductions, claim.currency)
  if (isRefusal(wanted)) return wanted
  const approvalId = newId()
  const lines = await linesOf(unit, claim)
  const reduced = reduce({ claim, lines }, wanted, { userId: unit.caller.userId, approvalId })
  if (isRefusal(reduced)) return reduced
  const today = dayOf(unit.now)
  const types = await typesOfLines(unit.tx, lines)
  const foreseen = await foreseenLines(unit, foreseenFacts(reduced, { types, today }))
  if (isRefusal(foreseen)) return foreseen
  await replaceLines(unit.tx, claim, reduced.lines)
  const budgetFindings = await lowerForClaim(unit, reduced.claim, foreseen)
  const saved = await saveClaim(unit.tx, { ...reduced.claim, budgetFindings }, changeBy(unit, 'REDUCED'))
  if (claim.approvalId !== null) await approvals.withdraw(unit, claim, claim.approvalId, 'REDUCED')
  await approvals.ask(unit, approvalOfClaim(saved, { ...reduced, types }, claimant, approvalId))
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
  await releaseBudget(unit, [saved])
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

/** What a claim would post if it were approved as it is. */
function foreseenFacts(
  { claim, lines }: ClaimWithLines,
  { types, today: on }: Pick<ClaimFacts, 'types' | 'today'>,
): PostingFacts {
  return factsOfClaim(claim, lines, { types, fact: 'APPROVED', on })
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
