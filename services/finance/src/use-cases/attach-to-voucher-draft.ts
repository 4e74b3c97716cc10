import type { UnitOfWork } from '@erp/service-kit'
import { isId, isRefusal, newId, refuse } from '@erp/values'
import {
  type AttachmentNotFound,
  checkAnnounced,
  checkFile,
  type FileInvalid,
  mostAttachments,
  type VoucherAttachment,
} from '../domain/voucher-attachment.ts'
import { type DraftNotReady, makersOwn, type NotTheMaker, type VoucherDraft } from '../domain/voucher-draft.ts'
import { insertAttachment, removeAttachment } from '../store/voucher-attachments.ts'
import { changeDrafts, type DraftReference, onlyDraft, type VoucherDraftNotFound } from './change-drafts.ts'
import type { StaleVersion } from './change-period.ts'

type AttachmentFault = VoucherDraftNotFound | StaleVersion | DraftNotReady | NotTheMaker | FileInvalid
type DescribedFile = Pick<VoucherAttachment, 'name' | 'mediaType' | 'byteSize' | 'sha256' | 'url'>

/** Attaches a file that is kept elsewhere; the maker of the draft may, until it is submitted. */
export async function attachToVoucherDraft(
  unit: UnitOfWork,
  { file, ...reference }: DraftReference & { readonly file: DescribedFile & { readonly url: string } },
): Promise<VoucherDraft | AttachmentFault> {
  const attached = checkFile(file) ?? (await attach(unit, reference, file))
  return isRefusal(attached) ? attached : attached.draft
}

/** Announces a file that is to be kept here. Its bytes arrive by themselves, and until then the draft is not submitted. */
export async function prepareVoucherAttachment(
  unit: UnitOfWork,
  { file, ...reference }: DraftReference & { readonly file: Omit<DescribedFile, 'url'> },
): Promise<VoucherAttachment | AttachmentFault> {
  const attached = checkAnnounced(file) ?? (await attach(unit, reference, { ...file, url: null }))
  return isRefusal(attached) ? attached : attached.attachment
}

/** Takes an attachment off a draft; who did it stays in the history. */
export async function detachFromVoucherDraft(
  unit: UnitOfWork,
  { attachmentId, ...reference }: DraftReference & { readonly attachmentId: string },
): Promise<VoucherDraft | AttachmentFault | AttachmentNotFound> {
  const decide = (draft: VoucherDraft): VoucherDraft | DraftNotReady | NotTheMaker =>
    makersOwn(draft, unit.caller.userId) ?? { ...draft, fileCount: Math.max(0, draft.fileCount - 1) }
  const draft = onlyDraft(await changeDrafts(unit, [reference], { action: 'DETACHED', decide }))
  if (isRefusal(draft)) return draft
  const removed = isId(attachmentId) && (await removeAttachment(unit.tx, draft.id, attachmentId))
  return removed ? draft : refuse('AttachmentNotFound', { attachmentId })
}

async function attach(unit: UnitOfWork, reference: DraftReference, file: DescribedFile) {
  const decide = (draft: VoucherDraft): VoucherDraft | DraftNotReady | NotTheMaker | FileInvalid => {
    const refused = makersOwn(draft, unit.caller.userId)
    if (refused) return refused
    if (draft.fileCount >= mostAttachments) return refuse('InvalidInput', { field: 'name', problem: 'TOO_MANY_FILES' })
    return { ...draft, fileCount: draft.fileCount + 1 }
  }
  const draft = onlyDraft(await changeDrafts(unit, [reference], { action: 'ATTACHED', reason: file.name, decide }))
  if (isRefusal(draft)) return draft
  const attachment: VoucherAttachment = {
    ...{ ...file, id: newId(), draftId: draft.id, companyId: draft.companyId, storedAt: null },
    ...{ attachedBy: unit.caller.userId, attachedAt: unit.now },
  }
  await insertAttachment(unit.tx, attachment)
  return { draft, attachment }
}
