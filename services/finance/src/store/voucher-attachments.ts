import type { Sql } from '@erp/service-kit'
import type { VoucherAttachment } from '../domain/voucher-attachment.ts'

export async function insertAttachment(tx: Sql, attachment: VoucherAttachment, attachedBy: string): Promise<void> {
  const { id, draftId, companyId, name, mediaType, byteSize, sha256, url, attachedAt } = attachment
  await tx.$executeRaw`
    insert into voucher_attachment (id, draft_id, company_id, name, media_type, byte_size, sha256, url, attached_by,
                                    attached_at)
    values (${id}::uuid, ${draftId}::uuid, ${companyId}::uuid, ${name}, ${mediaType}, ${byteSize}::bigint, ${sha256},
            ${url}, ${attachedBy}::uuid, ${attachedAt})`
}

/** Takes an attachment off its draft; false when the draft has none of this id. */
export async function removeAttachment(tx: Sql, draftId: string, attachmentId: string): Promise<boolean> {
  const removed = await tx.$executeRaw`
    update voucher_attachment set removed = true
    where id = ${attachmentId}::uuid and draft_id = ${draftId}::uuid and not removed`
  return removed === 1
}

/** The attachments of these drafts, the first first. */
export function attachmentsOfDrafts(tx: Sql, draftIds: readonly string[]): Promise<VoucherAttachment[]> {
  return tx.$queryRaw<VoucherAttachment[]>`
    select id, draft_id as "draftId", company_id as "companyId", name, media_type as "mediaType",
           byte_size as "byteSize", sha256, url, attached_at as "attachedAt"
    from voucher_attachment where draft_id = any (${draftIds}::uuid[]) and not removed order by id`
}
