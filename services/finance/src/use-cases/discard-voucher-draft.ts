import type { UnitOfWork } from '@erp/service-kit'
import { discard } from '../domain/voucher-draft.ts'
import { changeDrafts, type DraftReference, onlyDraft } from './change-drafts.ts'

/** Gives a draft up 作废; its maker may, and it stays readable. */
export async function discardVoucherDraft(unit: UnitOfWork, reference: DraftReference) {
  const decide = (draft: Parameters<typeof discard>[0]) => discard(draft, unit.caller.userId)
  return onlyDraft(await changeDrafts(unit, [reference], { action: 'DISCARDED', decide }))
}
