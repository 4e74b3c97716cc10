import { createHash, randomBytes } from 'node:crypto'
import type { Person } from './people.ts'
import type { WrittenDraft } from './voucher-writing.ts'

export interface Attachment {
  readonly id: string
  readonly status: string
  readonly url: string
  readonly upload: { readonly url: string } | null
  readonly draft: WrittenDraft
}

/** Bytes that nothing compresses, with what is announced of them. */
export function aFile(name: string, byteSize: number, mediaType = 'application/pdf') {
  const bytes = randomBytes(byteSize)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { bytes, facts: { name, mediaType, byteSize, sha256 } }
}

export function prepares(maker: Person, draft: WrittenDraft, facts: object): Promise<Attachment> {
  const { id: voucherDraftId, version: expectedVersion } = draft
  return maker.change('PrepareVoucherAttachment', { voucherDraftId, expectedVersion, ...facts })
}

/** Sends or fetches bytes at an address the graph gave; an error's code instead of its text. */
export async function transfer(
  gatewayUrl: string,
  address: string,
  request: { readonly method?: 'PUT'; readonly body?: Buffer; readonly headers?: Record<string, string> } = {},
) {
  const type: Record<string, string> = request.body ? { 'content-type': 'application/pdf' } : {}
  const response = await fetch(new URL(address, new URL('/graphql', gatewayUrl)), {
    method: request.method ?? 'GET',
    headers: { ...type, ...request.headers },
    ...(request.body ? { body: new Uint8Array(request.body) } : {}),
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  const isError = response.status >= 400
  const code = isError ? JSON.parse(bytes.toString()).errors[0].extensions.code : undefined
  return { status: response.status, headers: response.headers, bytes, code }
}
