import type { Server } from 'node:tls'
import { type Health, Histogram, type Logger, metrics, renewOnServer, type TlsSource } from '@erp/service-kit'
import { type FastifyInstance, fastify } from 'fastify'

export interface HttpServerOptions {
  readonly health: Health
  readonly logger: Logger
  /** Bytes of one request body. */
  readonly bodyLimit: number
  /** How long answering one request may take. */
  readonly timeoutMs: number
  /** Answers over TLS, and only who shows a certificate of the authority; left out, it is plain. */
  readonly tls?: TlsSource | undefined
}

/** How a process is: for operators and what watches it. */
export const operatorRoutes: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics'])

const requestSeconds = new Histogram({
  name: 'erp_http_request_seconds',
  help: 'Time to answer an HTTP request',
  labelNames: ['route', 'status'] as const,
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
  registers: [metrics],
})

/** A server with the operators' routes. It accepts JSON bodies only, and keeps their bytes for the signature. */
export function buildHttpServer({ health, logger, bodyLimit, timeoutMs, tls }: HttpServerOptions): FastifyInstance {
  const server: FastifyInstance = fastify({
    ...(tls ? { https: { ...tls(), requestCert: true, rejectUnauthorized: true } } : {}),
    logger: false,
    bodyLimit,
    requestTimeout: 60_000, // ten megabytes over a line of two megabits
    connectionTimeout: timeoutMs + 15_000,
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
  })
  if (tls) renewOnServer(server.server as unknown as Server, tls)
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

  server.get('/livez', async (_request, reply) => reply.type('text/plain').send('ok'))
  server.get('/readyz', async (_request, reply) => {
    const readiness = await health.readiness()
    return reply.code(readiness.ready ? 200 : 503).send(readiness)
  })
  server.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()))

  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    requestSeconds.observe({ route, status: String(reply.statusCode) }, reply.elapsedTime / 1_000)
  })
  server.setNotFoundHandler((_request, reply) => reply.code(404).send(httpError('There is nothing here.', 'NOT_FOUND')))
  server.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500
    if (status >= 500) logger.error({ err: error }, 'a request failed')
    const known = plainErrors[status]
    return reply.code(known ? status : 500).send(known ?? httpError('Internal error.', 'INTERNAL_SERVER_ERROR'))
  })
  return server
}

/**
 * What `work` gives, or an error that is answered with 503. Fastify's own handler timeout is of no use here: it ends when
 * the body of the request has been read.
 */
export async function within<Result>(timeoutMs: number, work: () => Result | Promise<Result>): Promise<Result> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    late.reject(Object.assign(new Error(`No answer within ${timeoutMs} ms`), { statusCode: 503 }))
  }, timeoutMs)
  try {
    return await Promise.race([work(), late.promise])
  } finally {
    clearTimeout(timer)
  }
}

/** An error outside the graph, in the shape of a GraphQL answer so that clients need one parser. */
export function httpError(message: string, code: string, requestId?: string) {
  return { errors: [{ message, extensions: { code, ...(requestId === undefined ? {} : { requestId }) } }] }
}

const plainErrors: Readonly<Record<number, ReturnType<typeof httpError>>> = {
  400: httpError('The request is malformed.', 'BAD_REQUEST'),
  413: httpError('The request is too large.', 'PAYLOAD_TOO_LARGE'),
  415: httpError('The body must be application/json.', 'UNSUPPORTED_MEDIA_TYPE'),
  503: httpError('The service took too long or is stopping.', 'TIMEOUT'),
}
