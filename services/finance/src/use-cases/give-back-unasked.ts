import type { UnitOfWork } from '@erp/service-kit'
import { lockAdvances, saveAdvances } from '../store/employee-advances.ts'
import { releaseReceipts } from '../store/expense-claim-lines.ts'
import { lockClaim, saveClaim } from '../store/expense-claims.ts'
import type { Unasked } from './decided-kind.ts'
import { releaseBudget } from './reserve-budget.ts'
import { changeBy } from './save-expense-claim.ts'

/** Nobody could be asked to approve a claim: it goes back to its writer, who sees why and may submit it again. */
export async function giveBackUnaskedClaim(
  unit: UnitOfWork,
  { documentId, approvalId, reason }: Unasked,
): Promise<void> {
  const claim = await lockClaim(unit.tx, documentId)
  if (claim?.status !== 'SUBMITTED' || claim.approvalId !== approvalId) return
  const back = { ...claim, status: 'DRAFT', approvalId: null, budgetFindings: [], reason } as const
  await saveClaim(unit.tx, back, changeBy(unit, 'WITHDRAWN', reason))
  await releaseReceipts(unit.tx, [documentId])
  await releaseBudget(unit, [claim])
}

/** Nobody could be asked to approve an advance: whoever asked for it sees why and may ask again. */
export async function giveBackUnaskedAdvance(
  { tx }: UnitOfWork,
  { documentId, approvalId, reason }: Unasked,
): Promise<void> {
  const [advance] = await lockAdvances(tx, [documentId])
  if (advance?.status !== 'REQUESTED' || advance.approvalId !== approvalId) return
  await saveAdvances(tx, [{ ...advance, status: 'REJECTED', reason }])
}
