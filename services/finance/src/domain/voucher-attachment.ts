import { type Refusal, refuse } from '@erp/values'

/** A file of a voucher 附件. The bytes are kept elsewhere; the hash says whether they are still the same. */
export type VoucherAttachment = {
  readonly id: string
  readonly draftId: string
  readonly companyId: string
  /** 1 to 200 characters. */
  readonly name: string
  readonly mediaType: string
  /** In bytes. */
  readonly byteSize: bigint
  /** In hex. */
  readonly sha256: string
  readonly url: string
  readonly attachedAt: Date
}

export type FileInvalid = Refusal<'InvalidInput', { field: string; problem: string }>
export type AttachmentNotFound = Refusal<'AttachmentNotFound', { attachmentId: string }>

export const mostAttachments = 100

/** What is wrong with the description of a file, if anything is. */
export function checkFile(
  file: Pick<VoucherAttachment, 'name' | 'mediaType' | 'byteSize' | 'sha256' | 'url'>,
): FileInvalid | undefined {
  const invalid = (field: string, problem: string) => refuse('InvalidInput', { field, problem })
  if (file.name.trim() === '' || file.name.length > 200) return invalid('name', 'NOT_1_TO_200_CHARACTERS')
  if (!/^[a-z]+\/[a-z0-9.+-]{1,100}$/.test(file.mediaType)) return invalid('mediaType', 'NOT_A_MEDIA_TYPE')
  if (file.byteSize <= 0n) return invalid('byteSize', 'NOT_POSITIVE')
  if (!/^[0-9a-f]{64}$/.test(file.sha256)) return invalid('sha256', 'NOT_A_SHA256_IN_HEX')
  if (file.url.length > 2_000 || !/^https:\/\/[^\s/]+\/\S+$/.test(file.url))
    return invalid('url', 'NOT_AN_HTTPS_ADDRESS')
  return undefined
}
