import { createHash, randomUUID } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import {
  clientAddressHeader,
  createSignatureVerifier,
  type FileTicket,
  type FileTickets,
  type Logger,
  signatureHeader,
} from '@erp/service-kit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { headerOf, requestIdOf } from './admission.ts'
import { type FileErrorCode, fileError } from './file-error.ts'
import { httpError } from './http-server.ts'
import { languageOf } from './request-context.ts'
import { createTokenVerifier } from './user-token.ts'

/** A file that somebody may send now, as it was announced. */
export interface AnnouncedFile {
  readonly mediaType: string
  readonly byteSize: number
  /** In hex. */
  readonly sha256: string
  readonly isStored: boolean
}

export interface StoredFile {
  readonly name: string
  readonly mediaType: string
  readonly byteSize: number
  readonly bytes: AsyncIterable<Uint8Array>
}

/** Where a service keeps its files. The routes prove who asks, and that the bytes are those that were announced. */
export interface FileStore {
  readonly tickets: FileTickets
  announced(ticket: FileTicket): Promise<AnnouncedFile | undefined>
  /** Stores the bytes in one transaction, which may read them more than once; says why when it was overtaken. */
  store(
    ticket: FileTicket,
    bytes: () => AsyncIterable<Uint8Array>,
    requestId: string,
  ): Promise<'STORED' | 'FILE_NOT_FOUND' | 'FILE_ALREADY_STORED'>
  stored(ticket: FileTicket): Promise<StoredFile | undefined>
}

export interface FileRouteOptions {
  readonly files: FileStore
  readonly signingKey: string
  readonly jwksFile: string
  readonly logger: Logger
}

/** Each takes as much room on disk as its file, until it is stored. */
const mostUploadsAtOnce = 16
const chunkBytes = 524_288

/** What a file request is signed over: its bytes come after it, and are checked against the hash that was announced. */
export function fileRequestLine(method: string, ticket: string): string {
  return `${method} /files/${ticket}`
}

/**
 * Serves PUT and GET /files/<ticket>, for the gateway only. Nothing of a body is read before its ticket proved right;
 * then it goes to a file of its own on disk, so that memory holds one piece of it and no transaction waits for a client.
 */
export function serveFiles(server: FastifyInstance, { files, signingKey, jwksFile, logger }: FileRouteOptions): void {
  const signatures = createSignatureVerifier(signingKey)
  const verifyToken = createTokenVerifier(jwksFile)
  let uploads = 0

  /** The ticket of a request that the gateway signed. A token sent along must be of whom the ticket was given to. */
  async function admit(request: FastifyRequest): Promise<FileTicket | FileErrorCode | 'UNAUTHENTICATED'> {
    const { authorization } = request.headers
    const { '*': text } = request.params as { readonly '*': string }
    const clientAddress = headerOf(request, clientAddressHeader)
    const body = fileRequestLine(request.method, text)
    if (signatures.verify(headerOf(request, signatureHeader), { body, authorization, clientAddress }))
      return 'UNAUTHENTICATED'
    const ticket = files.tickets.read(text)
    if (typeof ticket === 'string') return `FILE_TICKET_${ticket === 'EXPIRED' ? ticket : 'INVALID'}`
    const isUpload = request.method === 'PUT'
    if ((ticket.action === 'UPLOAD') !== isUpload) return 'FILE_TICKET_INVALID'
    if (authorization === undefined) return ticket
    const claims = await verifyToken(authorization.replace(/^Bearer /, ''))
    if (claims === undefined) return 'UNAUTHENTICATED'
    return claims.sub === ticket.userId && claims.companyId === ticket.companyId ? ticket : 'FILE_TICKET_INVALID'
  }

  function refuse(request: FastifyRequest, reply: FastifyReply, code: FileErrorCode | 'UNAUTHENTICATED') {
    logger.info({ requestId: requestIdOf(request), code }, 'a file was refused')
    if (code === 'UNAUTHENTICATED') return reply.code(401).send(httpError('This request is not authenticated.', code))
    const { status, body } = fileError(code, languageOf(request.headers['accept-language']))
    return reply.code(status).send(body)
  }

  async function upload(request: FastifyRequest, ticket: FileTicket): Promise<FileErrorCode | 'STORED'> {
    const file = await files.announced(ticket)
    if (!file) return 'FILE_NOT_FOUND'
    if (file.isStored) return 'FILE_ALREADY_STORED'
    const [mediaType = ''] = (request.headers['content-type'] ?? '').split(';')
    if (mediaType.trim().toLowerCase() !== file.mediaType) return 'FILE_TYPE_WRONG'
    if (Number(request.headers['content-length'] ?? 0) > file.byteSize) return 'FILE_TOO_LARGE'
    const path = join(tmpdir(), `erp-upload-${randomUUID()}`)
    try {
      const fault = await receive(request.raw, path, file)
      return fault ?? (await files.store(ticket, () => piecesOf(path), requestIdOf(request)))
    } finally {
      await rm(path, { force: true })
    }
  }

  server.register(async (routes) => {
    routes.removeAllContentTypeParsers()
    routes.addContentTypeParser('*', (_request, body, done) => done(null, body))
    routes.put('/files/*', async (request, reply) => {
      const ticket = await admit(request)
      if (typeof ticket === 'string') return refuse(request, reply, ticket)
      if (uploads >= mostUploadsAtOnce) return refuse(request, reply, 'FILES_BUSY')
      uploads += 1
      try {
        const outcome = await upload(request, ticket)
        return outcome === 'STORED' ? reply.code(204).send() : refuse(request, reply, outcome)
      } finally {
        uploads -= 1
      }
    })
    routes.get('/files/*', async (request, reply) => {
      const ticket = await admit(request)
      if (typeof ticket === 'string') return refuse(request, reply, ticket)
      const file = await files.stored(ticket)
      if (!file) return refuse(request, reply, 'FILE_NOT_FOUND')
      return reply
        .header('content-type', file.mediaType)
        .header('content-length', file.byteSize)
        .header('content-disposition', attachmentNamed(file.name))
        .header('x-content-type-options', 'nosniff')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('cache-control', 'private, no-store')
        .send(Readable.from(file.bytes))
    })
  })
}

/** Writes what arrives to disk and stops at the first byte too many; says what is wrong with it, if anything is. */
async function receive(source: Readable, path: string, file: AnnouncedFile): Promise<FileErrorCode | undefined> {
  const target = await open(path, 'wx', 0o600)
  const hash = createHash('sha256')
  let size = 0
  try {
    for await (const chunk of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.byteLength
      if (size > file.byteSize) return 'FILE_TOO_LARGE'
      hash.update(chunk)
      await target.appendFile(chunk)
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error // else the client left, and nobody is answered
  } finally {
    source.resume()
    await target.close()
  }
  if (size < file.byteSize) return 'FILE_SIZE_WRONG'
  return hash.digest('hex') === file.sha256 ? undefined : 'FILE_HASH_WRONG'
}

/** The bytes of a file in pieces of one size, the last smaller. */
async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  const source = await open(path)
  try {
    for (;;) {
      const piece = Buffer.alloc(chunkBytes)
      const { bytesRead } = await source.read(piece, 0, chunkBytes)
      if (bytesRead === 0) return
      yield piece.subarray(0, bytesRead)
    }
  } finally {
    await source.close()
  }
}

/** Saved under its name, never shown: with a plain name for old clients and the whole one as RFC 6266 writes it. */
export function attachmentNamed(name: string): string {
  const plain = name.replace(/[^\w .()-]/g, '_')
  const whole = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`
}
