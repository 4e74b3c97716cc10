import { retryBlocked } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { isId, newId, refuse } from '@erp/values'
import type { ReasonMissing } from '../domain/fiscal-period.ts'
import type { LateFact, LateFactNotFound, LatePostingNeedsAnother } from '../domain/late-posting.ts'
import { approveLate, findLateFact } from '../store/late-postings.ts'

/**
 * Lets an event of a closed period be posted into the first open one, where it keeps its business date: closed periods
 * never move. It is posted at once. Whoever did what it tells of lets it be posted late as little as they post it.
 */
export async function approveLatePosting(
  unit: UnitOfWork,
  input: { readonly sourceEventId: string; readonly reason: string },
): Promise<LateFact | LateFactNotFound | LatePostingNeedsAnother | ReasonMissing> {
  const { tx, caller, now } = unit
  const { companyId, userId } = caller
  const { sourceEventId, reason } = input
  if (reason.trim() === '') return refuse('ReasonMissing')
  const fact = isId(sourceEventId) ? await findLateFact(tx, companyId, sourceEventId) : undefined
  if (!fact) return refuse('LateFactNotFound', { sourceEventId })
  if (fact.raisedBy === userId) return refuse('LatePostingNeedsAnother', { documentNumber: fact.documentNumber })
  await approveLate(tx, { id: newId(), sourceEventId, companyId, reason, approvedBy: userId, approvedAt: now })
  await retryBlocked(unit, { reason: 'PERIOD_CLOSED', facts: { period: fact.businessDate.slice(0, 7) }, companyId })
  return { ...fact, approved: true }
}
