import { Readable, Transform } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { fileError, fileRequestLine, languageOf } from '@erp/graphql-kit'
import { clientAddressHeader, type Logger, signatureHeader, signSubgraphRequest } from '@erp/service-kit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { GatewayConfig } from './config.ts'
import { httpError } from './format-error.ts'
import type { RequestFacts } from './request-facts.ts'
import type { SubgraphFetch } from './subgraph-fetch.ts'

export interface FileForwarding {
  readonly config: GatewayConfig
  readonly fetchFrom: (subgraph: string) => SubgraphFetch
  readonly refuseBadTokens: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>
  readonly logger: Logger
}

/** All that a client is told of a service's answer beside its bytes. */
const passedOn = [
  ...['content-type', 'content-length', 'content-disposition', 'content-security-policy'],
  ...['x-content-type-options', 'cache-control'],
]
const transferMs = 60_000
/** Nothing that leads elsewhere in a service, whose other routes are not for clients. */
const ticketShape = /^(UPLOAD|DOWNLOAD)\.[\w.-]{1,400}$/

/**
 * PUT and GET /files/<service>/<ticket>: the bytes stream through, with no more of them in memory than sockets hold. The
 * service decides; here a file is only kept from being larger than any may be, and the request is signed as graph
 * requests are, over its line instead of its body.
 */
export function forwardFiles(
  http: FastifyInstance,
  { config, fetchFrom, refuseBadTokens, logger }: FileForwarding,
): void {
  http.register(async (routes) => {
    routes.removeAllContentTypeParsers()
    routes.addContentTypeParser('*', (_request, body, done) => done(null, body))
    routes.route({
      method: ['GET', 'PUT'],
      url: '/files/:service/*',
      onRequest: refuseBadTokens,
      handlerTimeout: transferMs,
      exposeHeadRoute: false,
      async handler(request, reply) {
        const { service, '*': ticket } = request.params as { readonly service: string; readonly '*': string }
        const address = config.subgraphUrls.get(service)
        if (address === undefined || !ticketShape.test(ticket))
          return reply.code(404).send(httpError('There is nothing here.', 'NOT_FOUND'))
        const limit = config.LIMIT_FILE_BYTES
        if (Number(request.headers['content-length'] ?? 0) > limit) return refuseSize(request, reply)
        try {
          const response = await send(fetchFrom(service), new URL(`/files/${ticket}`, address), ticket, request, config)
          for (const name of passedOn) {
            const value = response.headers.get(name)
            if (value !== null) reply.header(name, value)
          }
          reply.code(response.status)
          return reply.send(response.body ? Readable.fromWeb(response.body as ReadableStream) : null)
        } catch (error) {
          if (hasTooManyBytes(error)) return refuseSize(request, reply)
          logger.warn({ err: error, subgraph: service }, 'a file did not get through')
          const message = 'A part of the system is not available right now. Try again.'
          return reply.code(503).send(httpError(message, 'SUBGRAPH_UNAVAILABLE'))
        }
      },
    })
  })
}

function send(
  fetch: SubgraphFetch,
  url: URL,
  ticket: string,
  request: FastifyRequest,
  config: GatewayConfig,
): Promise<Response> {
  const { authorization, clientAddress, requestId, traceparent, acceptLanguage } =
    request.getDecorator<RequestFacts>('facts')
  const line = fileRequestLine(request.method, ticket)
  const headers = {
    [signatureHeader]: signSubgraphRequest(config.GATEWAY_SIGNING_KEY, { body: line, authorization, clientAddress }),
    [clientAddressHeader]: clientAddress,
    'x-request-id': requestId,
    traceparent,
    'content-type': request.headers['content-type'] ?? 'application/octet-stream',
    ...(authorization === undefined ? {} : { authorization }),
    ...(acceptLanguage === undefined ? {} : { 'accept-language': acceptLanguage }),
  }
  const options = {
    method: request.method,
    headers,
    redirect: 'error',
    signal: AbortSignal.timeout(transferMs),
  } as const
  if (request.method === 'GET') return fetch(url, options)
  const body = request.raw.pipe(noMoreThan(config.LIMIT_FILE_BYTES))
  request.raw.once('error', (error) => body.destroy(error))
  body.once('close', () => request.raw.unpipe(body).resume()) // a client that is refused early still reads why
  return fetch(url, { ...options, body: Readable.toWeb(body) as ReadableStream, duplex: 'half' })
}

class TooManyBytes extends Error {}

function noMoreThan(limit: number): Transform {
  let size = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.byteLength
      if (size > limit) done(new TooManyBytes())
      else done(null, chunk)
    },
  })
}

/** fetch wraps what its body failed with. */
function hasTooManyBytes(error: unknown): boolean {
  return error instanceof TooManyBytes || (error instanceof Error && error.cause instanceof TooManyBytes)
}

function refuseSize(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, body } = fileError('FILE_TOO_LARGE', languageOf(request.headers['accept-language']))
  return reply.code(status).send(body)
}
