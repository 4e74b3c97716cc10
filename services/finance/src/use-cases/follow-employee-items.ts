import type { UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, isRefusal } from '@erp/values'
import { followOpen, type PayerInvolved } from '../domain/decide-expense-claim.ts'
import { claimsOfItems, followItemsOfAdvances, itemsOwedForClaims } from '../store/employee-items.ts'
import { findClaimants } from '../store/expense-claimants.ts'
import { type ChangedClaim, lockClaims, saveClaims } from '../store/expense-claims.ts'

/** Holds the claims that these items are owed for; before the items, as whoever pays or cancels claims does. */
export async function holdClaimsOfItems({ tx }: UnitOfWork, itemIds: readonly string[]): Promise<void> {
  await lockClaims(tx, await claimsOfItems(tx, itemIds))
}

/**
 * Brings claims and advances up to date with what became of their open items, whatever moved them: a claim is paid once
 * nothing it owes is open, and an advance has left what its item has. `paidBy` is whoever moved money, null when none moved.
 */
export async function followEmployeeItems(
  unit: UnitOfWork,
  itemIds: readonly string[],
  { on, paidBy }: { readonly on: BusinessDate; readonly paidBy: string | null },
): Promise<PayerInvolved | undefined> {
  const { tx, caller, now } = unit
  if (itemIds.length === 0) return undefined
  await followItemsOfAdvances(tx, itemIds)
  const claimIds = await claimsOfItems(tx, itemIds)
  if (claimIds.length === 0) return undefined
  const claims = await lockClaims(tx, claimIds)
  const owed = Map.groupBy(await itemsOwedForClaims(tx, claimIds), ({ claimId }) => claimId)
  const employeeIds = claims.map(({ employeeId }) => employeeId)
  const users = new Map((await findClaimants(tx, employeeIds)).map(({ employeeId, userId }) => [employeeId, userId]))
  const changed: ChangedClaim[] = []
  for (const claim of claims) {
    const open = (owed.get(claim.id) ?? []).reduce((sum, item) => sum + item.open, 0n)
    const payer = paidBy === null ? null : { userId: paidBy, claimantUserId: users.get(claim.employeeId) ?? null }
    const followed = followOpen(claim, { open, on, payer })
    if (followed === undefined) continue
    if (isRefusal(followed)) return followed
    const action = followed.status === 'PAID' ? 'PAID' : 'PAYMENT_REVERSED'
    changed.push({ claim: followed, change: { action, by: caller.userId, at: now } })
  }
  await saveClaims(tx, changed)
  return undefined
}
