import type { UnitOfWork } from '@erp/service-kit'
import { returnToMaker } from '../domain/voucher-draft.ts'
import { changeDrafts, type DraftReference, onlyDraft } from './change-drafts.ts'

/** Refuses the review of a draft 退回 and tells its maker why. */
export async function returnVoucherDraft(unit: UnitOfWork, reference: DraftReference & { readonly reason: string }) {
  const { reason } = reference
  const decide = (draft: Parameters<typeof returnToMaker>[0]) => returnToMaker(draft, unit.caller.userId, reason)
  return onlyDraft(await changeDrafts(unit, [reference], { action: 'RETURNED', reason, decide }))
}
