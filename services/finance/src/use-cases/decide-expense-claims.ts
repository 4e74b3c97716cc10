import type { approvalDecided, PayloadOf } from '@erp/contracts'
import type { Message, Verdicts } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { money } from '@erp/values'
import { type ClaimDecision, decide } from '../domain/decide-expense-claim.ts'
import type { ExpenseClaim } from '../domain/expense-claim.ts'
import { factsOfClaim } from '../domain/expense-posting.ts'
import type { ObstacleReason } from '../domain/posting.ts'
import { useAdvances } from '../store/employee-advances.ts'
import { lockItemsOfAdvances, settleAdvancesUsed } from '../store/employee-items.ts'
import { linesOfClaims, releaseReceipts } from '../store/expense-claim-lines.ts'
import { findClaimants } from '../store/expense-claimants.ts'
import { type ChangedClaim, lockClaims, notePostingObstacles, saveClaims } from '../store/expense-claims.ts'
import { dayOf, typesOfLines } from './expense-claim-facts.ts'
import { postEvents, type ToldFacts } from './post-events.ts'
import { releaseBudget } from './reserve-budget.ts'

type Decided = Message<PayloadOf<typeof approvalDecided>>

/**
 * What becomes of claims whose approval was decided: an approved one posts in the same transaction (E1), or is held where
 * everybody sees it until what is in its way is mended; then this comes again and only posts.
 */
export async function decideExpenseClaims(unit: UnitOfWork, messages: readonly Decided[]): Promise<Verdicts> {
  const told = messages.filter(({ payload }) => payload.documentType === 'EXPENSE_CLAIM')
  if (told.length === 0) return new Map()
  const claims = await lockClaims(
    unit.tx,
    told.map(({ payload }) => payload.documentId),
  )
  const claimants = await findClaimants(
    unit.tx,
    claims.map(({ employeeId }) => employeeId),
  )
  const users = new Map(claimants.map(({ employeeId, userId }) => [employeeId, userId]))
  const changed = told.flatMap(({ payload }): ChangedClaim[] => {
    const claim = claims.find(({ id }) => id === payload.documentId)
    const decision: ClaimDecision = { ...payload, decidedAt: new Date(payload.decidedAt) }
    const about = { claimantUserId: users.get(claim?.employeeId ?? '') ?? null, on: dayOf(decision.decidedAt) }
    const decided = claim && decide(claim, decision, about)
    return decided ? [{ claim: decided, change: changeOf(unit, decided) }] : []
  })
  const saved = await saveClaims(unit.tx, await withAdvances(unit, changed))
  const givenBack = saved.filter(({ status }) => status !== 'APPROVED')
  await releaseReceipts(
    unit.tx,
    givenBack.map(({ id }) => id),
  )
  const unchanged = claims.filter(({ id }) => !saved.some((one) => one.id === id))
  const verdicts = await postApproved(unit, told, [...unchanged, ...saved])
  await releaseBudget(unit, givenBack)
  return verdicts
}

/** The approved ones with what they use of advances, which is open no longer. */
async function withAdvances({ tx }: UnitOfWork, changed: readonly ChangedClaim[]): Promise<readonly ChangedClaim[]> {
  const approved = changed.map(({ claim }) => claim).filter(({ status }) => status === 'APPROVED')
  const needs = approved.map(({ id, employeeId, approvedTotal }) => ({
    claimId: id,
    employeeId,
    amount: approvedTotal,
  }))
  await lockItemsOfAdvances(
    tx,
    needs.map(({ employeeId }) => employeeId),
  )
  const used = await useAdvances(tx, needs)
  return changed.map(({ claim, change }) => {
    return { claim: { ...claim, advanceUsed: money(used.get(claim.id) ?? 0n, claim.currency) }, change }
  })
}

function changeOf({ caller, now }: UnitOfWork, { status, decidedBy, reason }: ExpenseClaim): ChangedClaim['change'] {
  const action = status === 'APPROVED' || status === 'REJECTED' ? status : 'WITHDRAWN'
  return { action, by: decidedBy ?? caller.userId, at: now, reason }
}

/** Posts those of the claims that these decisions approved and that are not posted yet. */
async function postApproved(
  unit: UnitOfWork,
  told: readonly Decided[],
  claims: readonly ExpenseClaim[],
): Promise<Verdicts> {
  const approved = claims.filter(({ status, approvalId }) => {
    return status === 'APPROVED' && told.some(({ payload }) => payload.approvalId === approvalId)
  })
  if (approved.length === 0) return new Map()
  const lines = await linesOfClaims(
    unit.tx,
    approved.map(({ id }) => id),
  )
  const types = await typesOfLines(unit.tx, [...lines.values()].flat())
  const toPost = approved.flatMap((claim): ToldFacts[] => {
    const message = told.find(({ payload }) => payload.approvalId === claim.approvalId)
    if (!message || claim.approvedOn === null) return []
    const about = { types, fact: 'APPROVED', on: claim.approvedOn } as const
    return [{ message, facts: factsOfClaim(claim, lines.get(claim.id) ?? [], about) }]
  })
  const verdicts = await postEvents(unit, toPost)
  await notePostingObstacles(
    unit.tx,
    new Map(
      toPost.map(({ message, facts }) => {
        const held = verdicts.get(message.eventId)
        return [facts.documentId, held ? { reason: held.blocked as ObstacleReason, facts: held.facts } : null]
      }),
    ),
  )
  const posted = toPost.filter(({ message }) => !verdicts.has(message.eventId))
  await settleAdvancesUsed(
    unit.tx,
    posted.map(({ facts }) => facts.documentId),
  )
  return verdicts
}
