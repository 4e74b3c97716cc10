import type { Sql, UnitOfWork } from '@erp/service-kit'
import { isId, isRefusal, type Refusal, refuse } from '@erp/values'
import type { ExpenseClaim } from '../domain/expense-claim.ts'
import type { ExpenseClaimant } from '../domain/expense-claimant.ts'
import { claimantOfUser, findClaimant } from '../store/expense-claimants.ts'
import { lockClaims } from '../store/expense-claims.ts'
import type { StaleVersion } from './change-period.ts'

export type ExpenseClaimNotFound = Refusal<'ExpenseClaimNotFound', { expenseClaimId: string }>
/** The claim is somebody else's, and the caller writes for nobody but themselves. */
export type NotYourClaim = Refusal<'NotYourClaim'>
export type ClaimantUnknown = Refusal<'ClaimantUnknown'>

type Caller = UnitOfWork['caller']

/** Everybody claims for themselves; for others whoever may assist. */
export function writesFor(caller: Caller, claimant: Pick<ExpenseClaimant, 'userId'> | undefined): boolean {
  return claimant?.userId === caller.userId || caller.permissions.has('finance.expenseClaim.assist')
}

/** Whether somebody sees all claims of the company, and not only those they wrote or are to be paid for. */
export function seesAll({ permissions }: Pick<Caller, 'permissions'>): boolean {
  return ['finance.expenseClaim.read', 'finance.expenseClaim.approve'].some((one) => permissions.has(one))
}

/** Of these claims those that the caller may see. */
export async function visibleTo<Claim extends Pick<ExpenseClaim, 'employeeId' | 'madeBy'>>(
  tx: Sql,
  caller: Caller,
  claims: readonly Claim[],
): Promise<readonly Claim[]> {
  if (seesAll(caller) || claims.length === 0) return claims
  const own = await claimantOfUser(tx, caller.companyId, caller.userId)
  return claims.filter(({ madeBy, employeeId }) => madeBy === caller.userId || employeeId === own?.employeeId)
}

export type ClaimReference = { readonly expenseClaimId: string; readonly expectedVersion: number }

/** The claim a decision was made about, held until the transaction ends; one that is hidden from the caller is not found. */
export async function lockVisibleClaim(
  unit: UnitOfWork,
  reference: ClaimReference,
): Promise<ExpenseClaim | ExpenseClaimNotFound | StaleVersion> {
  const claims = await lockVisibleClaims(unit, [reference])
  if (isRefusal(claims)) return claims
  const [claim] = claims
  return claim ?? refuse('ExpenseClaimNotFound', { expenseClaimId: reference.expenseClaimId })
}

/** The same for many, in the order they were named. */
export async function lockVisibleClaims(
  { tx, caller }: UnitOfWork,
  references: readonly ClaimReference[],
): Promise<readonly ExpenseClaim[] | ExpenseClaimNotFound | StaleVersion> {
  const ids = references.map(({ expenseClaimId }) => expenseClaimId).filter(isId)
  const visible = new Map(
    (await visibleTo(tx, caller, await lockClaims(tx, ids))).map((claim) => [claim.id, claim] as const),
  )
  const claims: ExpenseClaim[] = []
  for (const { expenseClaimId, expectedVersion } of references) {
    const claim = visible.get(expenseClaimId)
    if (!claim) return refuse('ExpenseClaimNotFound', { expenseClaimId })
    if (claim.version !== expectedVersion) return refuse('StaleVersion', { currentVersion: claim.version })
    claims.push(claim)
  }
  return claims
}

/** The same for whoever writes, submits or withdraws it. */
export async function lockOwnClaim(
  unit: UnitOfWork,
  reference: { readonly expenseClaimId: string; readonly expectedVersion: number },
): Promise<
  | { readonly claim: ExpenseClaim; readonly claimant: ExpenseClaimant | undefined }
  | ExpenseClaimNotFound
  | StaleVersion
  | NotYourClaim
> {
  const claim = await lockVisibleClaim(unit, reference)
  if ('refusal' in claim) return claim
  const claimant = await findClaimant(unit.tx, claim.employeeId)
  return writesFor(unit.caller, claimant) ? { claim, claimant } : refuse('NotYourClaim')
}
