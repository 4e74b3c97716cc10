import type { UnitOfWork } from '@erp/service-kit'
import { isId, isRefusal, refuse } from '@erp/values'
import { type AttachmentsAwaited, statusOf } from '../domain/voucher-attachment.ts'
import { submit, type VoucherDraft } from '../domain/voucher-draft.ts'
import { attachmentsOfDrafts } from '../store/voucher-attachments.ts'
import { changeDrafts, type DraftReference, onlyDraft } from './change-drafts.ts'

/** Hands a draft to review 提交; its maker may, once the files it was announced with are there. */
export async function submitVoucherDraft(unit: UnitOfWork, reference: DraftReference) {
  const files = isId(reference.id) ? await attachmentsOfDrafts(unit.tx, [reference.id]) : []
  const names = files.filter((file) => statusOf(file) === 'AWAITED').map(({ name }) => name)
  const decide = (draft: VoucherDraft): ReturnType<typeof submit> | AttachmentsAwaited => {
    const submitted = submit(draft, unit.caller.userId)
    if (isRefusal(submitted) || names.length === 0) return submitted
    return refuse('AttachmentsAwaited', { number: draft.number, names })
  }
  return onlyDraft(await changeDrafts(unit, [reference], { action: 'SUBMITTED', decide }))
}
