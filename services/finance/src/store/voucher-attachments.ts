import type { Sql } from '@erp/service-kit'
import type { VoucherAttachment } from '../domain/voucher-attachment.ts'

export async function insertAttachment(tx: Sql, attachment: VoucherAttachment): Promise<void> {
  const { id, draftId, companyId, name, mediaType, byteSize, sha256, url, attachedBy, attachedAt } = attachment
  await tx.$executeRaw`
    insert into voucher_attachment (id, draft_id, company_id, name, media_type, byte_size, sha256, url, attached_by,
                                    attached_at)
    values (${id}::uuid, ${draftId}::uuid, ${companyId}::uuid, ${name}, ${mediaType}, ${byteSize}::bigint, ${sha256},
            ${url}, ${attachedBy}::uuid, ${attachedAt})`
}

/**
 * Takes an attachment off its draft, with its bytes unless a voucher was posted with them; false when the draft has none
 * of this id.
 */
export async function removeAttachment(tx: Sql, draftId: string, attachmentId: string): Promise<boolean> {
  const removed = await tx.$executeRaw`
    update voucher_attachment set removed = true
    where id = ${attachmentId}::uuid and draft_id = ${draftId}::uuid and not removed`
  if (removed === 0) return false
  await tx.$executeRaw`delete from voucher_attachment_chunk where attachment_id = ${attachmentId}::uuid`
  return true
}

/** The visible attachments of these ids, without those taken off a draft before any voucher was posted with them. */
export function findAttachments(tx: Sql, ids: readonly string[]): Promise<VoucherAttachment[]> {
  return tx.$queryRaw<VoucherAttachment[]>`
    select id, draft_id as "draftId", company_id as "companyId", name, media_type as "mediaType",
           byte_size as "byteSize", sha256, url, stored_at as "storedAt", attached_by as "attachedBy",
           attached_at as "attachedAt"
    from voucher_attachment
    where id = any (${ids}::uuid[])
      and (not removed or exists (select from voucher_file where attachment_id = voucher_attachment.id))`
}

/** The attachments of these drafts, the first first. */
export function attachmentsOfDrafts(tx: Sql, draftIds: readonly string[]): Promise<VoucherAttachment[]> {
  return tx.$queryRaw<VoucherAttachment[]>`
    select id, draft_id as "draftId", company_id as "companyId", name, media_type as "mediaType",
           byte_size as "byteSize", sha256, url, stored_at as "storedAt", attached_by as "attachedBy",
           attached_at as "attachedAt"
    from voucher_attachment where draft_id = any (${draftIds}::uuid[]) and not removed order by id`
}

/** What these vouchers were posted with, the first first; also what was taken off a draft that came back. */
export function attachmentsOfVouchers(
  tx: Sql,
  voucherIds: readonly string[],
): Promise<(VoucherAttachment & { readonly voucherId: string })[]> {
  return tx.$queryRaw`
    select voucher_id as "voucherId", id, draft_id as "draftId", voucher_attachment.company_id as "companyId", name,
           media_type as "mediaType", byte_size as "byteSize", sha256, url, stored_at as "storedAt",
           attached_by as "attachedBy", attached_at as "attachedAt"
    from voucher_file join voucher_attachment on id = attachment_id
    where voucher_id = any (${voucherIds}::uuid[]) order by voucher_id, id`
}

/** Keeps what these drafts have now as what their vouchers were posted with. */
export async function keepFilesOfVouchers(tx: Sql, vouchersOfDrafts: ReadonlyMap<string, string>): Promise<void> {
  await tx.$executeRaw`
    insert into voucher_file (voucher_id, attachment_id, company_id)
    select posted.voucher_id, id, company_id
    from unnest(${[...vouchersOfDrafts.keys()]}::uuid[], ${[...vouchersOfDrafts.values()]}::uuid[])
           as posted (draft_id, voucher_id)
    join voucher_attachment on voucher_attachment.draft_id = posted.draft_id and not removed`
}

/** Holds an attachment whose bytes are to arrive, until the transaction ends; its draft must be its maker's still. */
export async function lockAwaitedAttachment(tx: Sql, id: string): Promise<'AWAITED' | 'STORED' | 'GONE'> {
  const [row] = await tx.$queryRaw<{ readonly stored: boolean }[]>`
    select stored_at is not null as stored
    from voucher_attachment join voucher_draft on voucher_draft.id = draft_id
    where voucher_attachment.id = ${id}::uuid and url is null and not removed
      and (stored_at is not null or status in ('DRAFT', 'RETURNED'))
    for update of voucher_attachment`
  if (!row) return 'GONE'
  return row.stored ? 'STORED' : 'AWAITED'
}

/** Writes the pieces one after the other, so that only one is in memory, and then counts the file as stored. */
export async function storeBytes(
  tx: Sql,
  { id, companyId, storedAt }: { readonly id: string; readonly companyId: string; readonly storedAt: Date },
  pieces: AsyncIterable<Uint8Array>,
): Promise<void> {
  let number = 0
  for await (const piece of pieces) {
    await tx.$executeRaw`
      insert into voucher_attachment_chunk (attachment_id, chunk_number, company_id, bytes)
      values (${id}::uuid, ${number}::int, ${companyId}::uuid, ${piece}::bytea)`
    number += 1
  }
  await tx.$executeRaw`update voucher_attachment set stored_at = ${storedAt} where id = ${id}::uuid`
}

/** One piece of a file; undefined after the last. */
export async function readPiece(tx: Sql, id: string, number: number): Promise<Uint8Array | undefined> {
  const [row] = await tx.$queryRaw<{ readonly bytes: Uint8Array }[]>`
    select bytes from voucher_attachment_chunk where attachment_id = ${id}::uuid and chunk_number = ${number}::int`
  return row?.bytes
}
