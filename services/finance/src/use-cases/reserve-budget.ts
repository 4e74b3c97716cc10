import type { UnitOfWork } from '@erp/service-kit'
import { type Currency, isRefusal, periodOf } from '@erp/values'
import {
  type AskedOfItem,
  type BudgetExceeded,
  type BudgetShortage,
  requireBudget,
  shortagesOf,
  withoutHeld,
} from '../domain/budget-check.ts'
import { openOf } from '../domain/budget-progress.ts'
import type { ExpenseClaim } from '../domain/expense-claim.ts'
import type { VoucherLine } from '../domain/voucher.ts'
import { findItems, lockItems, shareBudgets } from '../store/budget-items.ts'
import {
  itemsAnsweringFor,
  type ReservingDocument,
  release,
  reserve,
  type WantedReservation,
} from '../store/budget-reservations.ts'
import { dayOf } from './expense-claim-facts.ts'

/** Reserves what a claim would post as expense this month; refuses when a budget that blocks does not cover it. */
export async function reserveForClaim(
  unit: UnitOfWork,
  claim: ExpenseClaim,
  foreseen: readonly VoucherLine[],
): Promise<readonly BudgetShortage[] | BudgetExceeded> {
  const { shortages, exceeded, keep } = await lookAtBudgets(unit, ...ofClaim(unit, claim, foreseen))
  if (exceeded) return exceeded
  await keep()
  return shortages
}

/** Reserves less for a claim that was reduced: whatever its budgets have left by now, less is no harm. */
export async function lowerForClaim(
  unit: UnitOfWork,
  claim: ExpenseClaim,
  foreseen: readonly VoucherLine[],
): Promise<readonly BudgetShortage[]> {
  const { shortages, keep } = await lookAtBudgets(unit, ...ofClaim(unit, claim, foreseen))
  await keep()
  return shortages
}

/** What each line of a claim spends: neither its input VAT, nor what the employee is owed or advances cover. */
function ofClaim(
  { now }: UnitOfWork,
  { id, companyId, number, currency }: ExpenseClaim,
  foreseen: readonly VoucherLine[],
): [ReservingDocument, { readonly wanted: readonly WantedReservation[]; readonly currency: Currency }] {
  const period = periodOf(dayOf(now))
  const byLine = new Map<string, WantedReservation>()
  for (const { side, sourceLineId, accountKey, accountId, departmentId, projectId, amount } of foreseen) {
    const spends = side === 'DEBIT' && accountKey !== 'VIN' && amount.minor > 0n
    if (!spends || sourceLineId === null || sourceLineId === id) continue
    const key = `${sourceLineId}/${accountId}`
    const total = (byLine.get(key)?.amount ?? 0n) + amount.minor
    byLine.set(key, {
      ...{ lineId: sourceLineId, accountId, departmentId, projectId, period, amount: total, progress: null },
    })
  }
  const wanted = [...byLine.values()]
  return [
    { companyId, documentType: 'EXPENSE_CLAIM', documentId: id, documentNumber: number, documentVersion: null },
    { wanted, currency },
  ]
}

/** What budgets say of a reservation, and how to make it; nothing is written until then. */
type BudgetsLookedAt = {
  /** What they do not cover, at whatever level they bind. */
  readonly shortages: readonly BudgetShortage[]
  /** Why it is refused: it wants more than it has of an item that blocks and does not have it. */
  readonly exceeded: BudgetExceeded | undefined
  readonly keep: () => Promise<void>
}

/**
 * Looks whether budgets cover what a document will spend, in place of what it and those it takes over from reserved before. Items are locked in one order
 * before anything is looked at, so of two documents that want the last money the second is told.
 */
export async function lookAtBudgets(
  { tx, now }: UnitOfWork,
  document: ReservingDocument,
  {
    wanted,
    currency,
    letGo = [],
  }: {
    readonly wanted: readonly WantedReservation[]
    readonly currency: Currency
    /** What other documents let go of for this one; negative where they take it back. */
    readonly letGo?: readonly AskedOfItem[]
  },
): Promise<BudgetsLookedAt> {
  const { companyId, documentId } = document
  await shareBudgets(tx, [companyId])
  const { ofWanted, held } = await itemsAnsweringFor(tx, documentId, wanted)
  const placed = wanted.map((one, index) => ({ ...one, budgetItemId: ofWanted[index] ?? null }))
  const itemIds = [...new Set(ofWanted.filter((id) => id !== null))]
  const free = [...held, ...letGo]
  await lockItems(tx, [...itemIds, ...free.map(({ itemId }) => itemId)])
  const asked = placed.flatMap(({ budgetItemId, period, amount, progress }): AskedOfItem[] =>
    budgetItemId === null ? [] : [{ itemId: budgetItemId, period, amount: openOf(amount, progress) }],
  )
  const items = itemIds.length === 0 ? [] : await findItems(tx, itemIds)
  const more = [...asked, ...free.map(({ amount, ...one }) => ({ ...one, amount: -amount }))]
  const exceeded = requireBudget(shortagesOf(items, more, currency))
  return {
    shortages: shortagesOf(withoutHeld(items, free), asked, currency),
    exceeded: isRefusal(exceeded) ? exceeded : undefined,
    keep: async () => {
      await release(tx, [documentId], now)
      await reserve(tx, document, placed, now)
    },
  }
}

/** Lets go what documents hold of budgets; they spend nothing. */
export async function releaseBudget(
  { tx, now }: UnitOfWork,
  documents: readonly { readonly id: string; readonly companyId: string }[],
): Promise<void> {
  if (documents.length === 0) return
  await shareBudgets(
    tx,
    documents.map(({ companyId }) => companyId),
  )
  await release(
    tx,
    documents.map(({ id }) => id),
    now,
  )
}
