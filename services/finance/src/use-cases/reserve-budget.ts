import type { UnitOfWork } from '@erp/service-kit'
import { type Currency, periodOf } from '@erp/values'
import { type BudgetExceeded, type BudgetShortage, requireBudget, shortagesOf } from '../domain/budget-check.ts'
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
  return requireBudget(await reserveBudget(unit, ...ofClaim(unit, claim, foreseen)))
}

/** Reserves less for a claim that was reduced: whatever its budgets have left by now, less is no harm. */
export function lowerForClaim(
  unit: UnitOfWork,
  claim: ExpenseClaim,
  foreseen: readonly VoucherLine[],
): Promise<readonly BudgetShortage[]> {
  return reserveBudget(unit, ...ofClaim(unit, claim, foreseen))
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
    byLine.set(key, { lineId: sourceLineId, accountId, departmentId, projectId, period, amount: total })
  }
  const wanted = [...byLine.values()]
  return [
    { companyId, documentType: 'EXPENSE_CLAIM', documentId: id, documentNumber: number },
    { wanted, currency },
  ]
}

/**
 * Reserves what a document will spend, in place of what it reserved before. Returns what its budgets do not cover. Items are
 * locked in one order before anything is looked at, so of two documents that want the last money the second is told.
 */
async function reserveBudget(
  { tx, now }: UnitOfWork,
  document: ReservingDocument,
  { wanted, currency }: { readonly wanted: readonly WantedReservation[]; readonly currency: Currency },
): Promise<readonly BudgetShortage[]> {
  const { companyId, documentId } = document
  await shareBudgets(tx, [companyId])
  const { ofWanted, held } = await itemsAnsweringFor(tx, documentId, wanted)
  const placed = wanted.map((one, index) => ({ ...one, budgetItemId: ofWanted[index] ?? null }))
  const itemIds = [...new Set(ofWanted.filter((id) => id !== null))]
  await lockItems(tx, [...itemIds, ...held])
  await release(tx, [documentId], now)
  const asked = placed.flatMap(({ budgetItemId, period, amount }) =>
    budgetItemId === null ? [] : [{ itemId: budgetItemId, period, amount }],
  )
  const items = itemIds.length === 0 ? [] : await findItems(tx, itemIds)
  await reserve(tx, document, placed, now)
  return shortagesOf(items, asked, currency)
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
