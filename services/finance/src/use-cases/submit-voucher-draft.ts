import type { UnitOfWork } from '@erp/service-kit'
import { submit } from '../domain/voucher-draft.ts'
import { changeDrafts, type DraftReference, onlyDraft } from './change-drafts.ts'

/** Hands a draft to review 提交; its maker may. */
export async function submitVoucherDraft(unit: UnitOfWork, reference: DraftReference) {
  const decide = (draft: Parameters<typeof submit>[0]) => submit(draft, unit.caller.userId)
  return onlyDraft(await changeDrafts(unit, [reference], { action: 'SUBMITTED', decide }))
}
