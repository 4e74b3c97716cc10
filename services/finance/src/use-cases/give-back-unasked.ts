import type { UnitOfWork } from '@erp/service-kit'
import { releaseReceipts } from '../store/expense-claim-lines.ts'
import { lockClaim, saveClaim } from '../store/expense-claims.ts'
import { changeBy } from './save-expense-claim.ts'

/** Nobody could be asked to approve a claim: it goes back to its writer, who sees why and may submit it again. */
export async function giveBackUnasked(
  unit: UnitOfWork,
  { claimId, approvalId, reason }: { readonly claimId: string; readonly approvalId: string; readonly reason: string },
): Promise<void> {
  const claim = await lockClaim(unit.tx, claimId)
  if (claim?.status !== 'SUBMITTED' || claim.approvalId !== approvalId) return
  await saveClaim(unit.tx, { ...claim, status: 'DRAFT', approvalId: null, reason }, changeBy(unit, 'WITHDRAWN', reason))
  await releaseReceipts(unit.tx, [claimId])
}
