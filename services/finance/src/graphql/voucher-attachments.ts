import { payload } from '@erp/graphql-kit'
import { statusOf } from '../domain/voucher-attachment.ts'
import type { MutationResolvers, VoucherAttachmentResolvers } from '../generated/graphql.ts'
import { findAttachments } from '../store/voucher-attachments.ts'
import {
  attachToVoucherDraft,
  detachFromVoucherDraft,
  prepareVoucherAttachment,
} from '../use-cases/attach-to-voucher-draft.ts'
import { ticketFor } from './kept-files.ts'
import { changeOne } from './write-vouchers.ts'

export const Mutation: MutationResolvers = {
  attachToVoucherDraft: (_, { input: { idempotencyKey, ...input } }, context) => {
    const { voucherDraftId: id, expectedVersion, byteSize, ...file } = input
    return changeOne('attachToVoucherDraft', idempotencyKey, input, context, (unit) =>
      attachToVoucherDraft(unit, { id, expectedVersion, file: { ...file, byteSize: BigInt(byteSize) } }),
    )
  },

  prepareVoucherAttachment: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { voucherDraftId: id, expectedVersion, byteSize, ...file } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'prepareVoucherAttachment', idempotencyKey, input },
      (unit) => prepareVoucherAttachment(unit, { id, expectedVersion, file: { ...file, byteSize: BigInt(byteSize) } }),
      async (tx, attachmentId) => (await findAttachments(tx, [attachmentId]))[0],
    )
    return payload('voucherAttachment', outcome, context)
  },

  detachFromVoucherDraft: (_, { input: { idempotencyKey, ...input } }, context) => {
    const { voucherDraftId: id, expectedVersion, attachmentId } = input
    return changeOne('detachFromVoucherDraft', idempotencyKey, input, context, (unit) =>
      detachFromVoucherDraft(unit, { id, expectedVersion, attachmentId }),
    )
  },
}

export const VoucherAttachment: VoucherAttachmentResolvers = {
  status: statusOf,
  byteSize: ({ byteSize }) => byteSize.toString(),
  url: (file, _, context) => file.url ?? ticketFor('DOWNLOAD', file, context).url,
  upload: (file, _, context) => {
    const mayUpload = statusOf(file) === 'AWAITED' && file.attachedBy === context.caller.userId
    return mayUpload ? ticketFor('UPLOAD', file, context) : null
  },
  attachedBy: ({ attachedBy }) => ({ id: attachedBy }),
  draft: async ({ draftId }, _, { loaders }) => {
    const draft = await loaders.voucherDraft.load(draftId)
    if (!draft) throw new Error(`The draft ${draftId} of an attachment does not exist`)
    return draft
  },
}
