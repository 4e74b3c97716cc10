import { type Refusal, refuse } from '@erp/values'

/** A file of a voucher 附件. Its bytes are kept here or elsewhere; the hash says whether they are still the same. */
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
  /** Where it is kept elsewhere; null when it is kept here. */
  readonly url: string | null
  /** When the bytes arrived that are kept here. */
  readonly storedAt: Date | null
  readonly attachedBy: string
  readonly attachedAt: Date
}

/** AWAITED was announced and its bytes have not arrived. */
export type AttachmentStatus = 'AWAITED' | 'STORED' | 'ELSEWHERE'

export type FileInvalid = Refusal<'InvalidInput', { field: string; problem: string }>
export type AttachmentNotFound = Refusal<'AttachmentNotFound', { attachmentId: string }>
export type AttachmentsAwaited = Refusal<'AttachmentsAwaited', { number: string; names: string[] }>

export const mostAttachments = 100
export const mostBytes = 10n * 1_048_576n

/** What vouchers come with: papers as documents or pictures, e-invoices in their own formats, sheets. Nothing that runs. */
const mediaTypesKept: ReadonlySet<string> = new Set([
  ...['application/pdf', 'application/ofd', 'application/xml', 'text/xml', 'text/plain', 'text/csv'],
  ...['image/jpeg', 'image/png', 'image/webp', 'image/tiff'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
])

type FileFacts = Pick<VoucherAttachment, 'name' | 'mediaType' | 'byteSize' | 'sha256'>

export function statusOf({ url, storedAt }: Pick<VoucherAttachment, 'url' | 'storedAt'>): AttachmentStatus {
  if (url !== null) return 'ELSEWHERE'
  return storedAt === null ? 'AWAITED' : 'STORED'
}

/** What is wrong with the description of a file that is kept elsewhere, if anything is. */
export function checkFile(file: FileFacts & { readonly url: string }): FileInvalid | undefined {
  const faulty = checkFacts(file)
  if (faulty) return faulty
  const isAddress = file.url.length <= 2_000 && /^https:\/\/[^\s/]+\/\S+$/.test(file.url)
  return isAddress ? undefined : invalid('url', 'NOT_AN_HTTPS_ADDRESS')
}

/** What keeps a file from being kept here, if anything does. */
export function checkAnnounced(file: FileFacts): FileInvalid | undefined {
  const faulty = checkFacts(file)
  if (faulty) return faulty
  if (!mediaTypesKept.has(file.mediaType)) return invalid('mediaType', 'NOT_A_KIND_THAT_IS_KEPT')
  if (!isSafeName(file.name)) return invalid('name', 'NOT_A_FILE_NAME')
  return file.byteSize > mostBytes ? invalid('byteSize', 'LARGER_THAN_10_MIB') : undefined
}

function checkFacts({ name, mediaType, byteSize, sha256 }: FileFacts): FileInvalid | undefined {
  if (name.trim() === '' || name.length > 200) return invalid('name', 'NOT_1_TO_200_CHARACTERS')
  if (!/^[a-z]+\/[a-z0-9.+-]{1,100}$/.test(mediaType)) return invalid('mediaType', 'NOT_A_MEDIA_TYPE')
  if (byteSize <= 0n) return invalid('byteSize', 'NOT_POSITIVE')
  return /^[0-9a-f]{64}$/.test(sha256) ? undefined : invalid('sha256', 'NOT_A_SHA256_IN_HEX')
}

/** A name every system saves as it reads: no path, no device, nothing hidden, nothing that turns its letters around. */
function isSafeName(name: string): boolean {
  return name.isWellFormed() && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\\/:*?"<>|]/u.test(name) && !/^[.\s]|[.\s]$/.test(name)
}

function invalid(field: string, problem: string): FileInvalid {
  return refuse('InvalidInput', { field, problem })
}
