import {
  type Caller,
  type PrismaLike,
  type Repeated,
  repeat,
  type Sql,
  type Timing,
  type Transactor,
  type UnitOfWork,
} from '@erp/service-kit'
import { isId, isRefusal, type Refusal, refuse } from '@erp/values'
import { repairOf } from '../domain/expense-feed.ts'
import { companiesWithBooks } from '../store/books.ts'
import type { Tx } from '../store/database.ts'
import { lockClaim } from '../store/expense-claims.ts'
import {
  companiesToCompare,
  compareFeeds,
  type FeedDifference,
  findDifference,
} from '../store/expense-feed-differences.ts'
import type { Approvals } from './ask-approval.ts'
import { cancelExpenseClaim } from './cancel-expense-claim.ts'
import { takeFedClaim } from './receive-expense-feed.ts'
import { discardExpenseClaim, withdrawExpenseClaim } from './submit-expense-claim.ts'

export type FeedDifferenceNotFound = Refusal<'FeedDifferenceNotFound', { differenceId: string }>
/** It is gone already, or is put right in the other system or by whoever wrote the claim here. */
export type FeedRepairNotHere = Refusal<
  'FeedRepairNotHere',
  { externalId: string; problem: 'CLEARED' | 'CORRECT_THERE' | 'CORRECT_HERE' }
>

type TakenBack = Awaited<
  ReturnType<typeof withdrawExpenseClaim | typeof discardExpenseClaim | typeof cancelExpenseClaim>
>

/** The first half of a repair: takes ours back where it has to go. Whoever asks twice is told how it stands. */
export async function beginRepair(
  unit: UnitOfWork,
  { differenceId, reason }: { readonly differenceId: string; readonly reason: string },
  approvals: Approvals,
): Promise<FeedDifference | FeedDifferenceNotFound | FeedRepairNotHere | Extract<TakenBack, Refusal>> {
  const difference = isId(differenceId) ? await findDifference(unit.tx, differenceId) : undefined
  if (!difference) return refuse('FeedDifferenceNotFound', { differenceId })
  const { externalId, expenseClaimId, doubleClaimId } = difference
  if (difference.clearedAt !== null) return refuse('FeedRepairNotHere', { externalId, problem: 'CLEARED' })
  const repair = repairOf(difference)
  if (repair === 'CORRECT_THERE' || repair === 'CORRECT_HERE')
    return refuse('FeedRepairNotHere', { externalId, problem: repair })
  const extraId = repair === 'TAKE_BACK_DOUBLE' ? doubleClaimId : expenseClaimId
  if (repair === 'TAKE' || extraId === null) return difference
  const back = await takeBack(unit, extraId, reason, approvals)
  return isRefusal(back) ? back : difference
}

/** The other half: takes theirs where it is missing, and compares anew. Returns the difference as it is then. */
export async function finishRepair(
  transactor: Transactor<Tx>,
  caller: Caller,
  difference: FeedDifference,
  approvals: Approvals,
): Promise<FeedDifference> {
  const { id, kind, feedClaimId } = difference
  if (kind !== 'MISSING_THERE' && feedClaimId !== null) await takeFedClaim(transactor, caller, feedClaimId, approvals)
  await compareNow(transactor, caller)
  return (await transactor.read([caller.companyId], (tx) => findDifference(tx, id))) ?? difference
}

/** Compares the feeds of the caller's company now. Returns how many differences stand. */
export function compareNow(transactor: Transactor<Tx>, caller: Caller): Promise<number> {
  return transactor.transact(caller, 'compareExpenseFeeds', ({ tx, now }) => compareFeeds(tx, [caller.companyId], now))
}

/** Gives a claim up in the way its status asks for; what is paid is not. */
async function takeBack(unit: UnitOfWork, id: string, reason: string, approvals: Approvals): Promise<TakenBack> {
  const claim = await lockClaim(unit.tx, id)
  if (!claim) return refuse('ExpenseClaimNotFound', { expenseClaimId: id })
  const seen = ({ version }: { readonly version: number }) => ({ expenseClaimId: id, expectedVersion: version })
  if (claim.status === 'SUBMITTED') {
    const withdrawn = await withdrawExpenseClaim(unit, { ...seen(claim), reason }, approvals)
    return isRefusal(withdrawn) ? withdrawn : discardExpenseClaim(unit, seen(withdrawn))
  }
  if (claim.status === 'DRAFT' || claim.status === 'REJECTED') return discardExpenseClaim(unit, seen(claim))
  return cancelExpenseClaim(unit, { ...seen(claim), reason })
}

/** Compares the feeds of all companies, at the start and again every `intervalMs`. */
export function startFeedComparison<Any extends Sql>(
  client: PrismaLike<Any>,
  transactor: Transactor<Any>,
  timing: Timing,
): Repeated {
  const failed = 'feeds could not be compared'
  return repeat(() => compareAll(client, transactor), { ...timing, failed, atOnce: true })
}

async function compareAll<Any extends Sql>(client: PrismaLike<Any>, transactor: Transactor<Any>): Promise<void> {
  const all = await client.$transaction(companiesWithBooks)
  if (all.length === 0) return
  const companyIds = await transactor.read(all, (tx) => companiesToCompare(tx, all))
  if (companyIds.length === 0) return
  await transactor.system(companyIds, 'compare-expense-feeds', ({ tx, now }) => compareFeeds(tx, companyIds, now))
}
