import { isApprovalAsked, type UnitOfWork } from '@erp/service-kit'
import { isId, isRefusal, newId, refuse } from '@erp/values'
import { type AttachmentsAwaited, statusOf } from '../domain/voucher-attachment.ts'
import { submit, type VoucherDraft } from '../domain/voucher-draft.ts'
import { attachmentsOfDrafts } from '../store/voucher-attachments.ts'
import type { Approvals } from './ask-approval.ts'
import { askForVouchers } from './ask-for-vouchers.ts'
import { changeDrafts, type DraftReference, onlyDraft } from './change-drafts.ts'

/**
 * Hands a draft to review 提交; its maker may, once the files it was announced with are there. Where the company has vouchers
 * approved 审批流, it lies with those who approve.
 */
export async function submitVoucherDraft(unit: UnitOfWork, reference: DraftReference, approvals: Approvals) {
  const files = isId(reference.id) ? await attachmentsOfDrafts(unit.tx, [reference.id]) : []
  const names = files.filter((file) => statusOf(file) === 'AWAITED').map(({ name }) => name)
  const asked = await isApprovalAsked(unit.tx, unit.caller.companyId, 'VOUCHER')
  const decide = (draft: VoucherDraft): ReturnType<typeof submit> | AttachmentsAwaited => {
    const submitted = submit(draft, unit.caller.userId)
    if (isRefusal(submitted)) return submitted
    if (names.length > 0) return refuse('AttachmentsAwaited', { number: draft.number, names })
    return asked ? { ...submitted, approvalId: newId() } : submitted
  }
  const submitted = onlyDraft(await changeDrafts(unit, [reference], { action: 'SUBMITTED', decide }))
  if (asked && !isRefusal(submitted)) await askForVouchers(unit, [submitted], () => unit.caller.userId, approvals)
  return submitted
}
