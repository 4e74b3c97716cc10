import type { Server } from 'node:tls'
import { type Health, Histogram, type Logger, metrics, renewOnServer, type TlsSource } from '@erp/service-kit'
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify'
import type { GatewayConfig } from './config.ts'
import { httpError } from './format-error.ts'
import { currentRequest, factsOf, type RequestFacts } from './request-facts.ts'

const requestSeconds = new Histogram({
  name: 'erp_gateway_request_seconds',
  help: 'Time to answer a request of a client',
  labelNames: ['route', 'status'] as const,
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
  registers: [metrics],
})

/** A server with the operators' routes, exact CORS and ids on every answer. It accepts JSON bodies only. */
export function buildHttpServer(
  config: GatewayConfig,
  health: Health,
  logger: Logger,
  tls: TlsSource | undefined,
): FastifyInstance {
  const handlerTimeoutMs = config.SUBGRAPH_TIMEOUT_MS * 2
  const http: FastifyInstance = fastify({
    ...(tls ? { https: tls() } : {}),
    logger: false,
    bodyLimit: config.LIMIT_BODY_BYTES,
    trustProxy: config.TRUSTED_PROXIES.length > 0 ? config.TRUSTED_PROXIES : false,
    requestTimeout: 60_000, // ten megabytes over a line of two megabits
    connectionTimeout: handlerTimeoutMs + 15_000,
    handlerTimeout: handlerTimeoutMs,
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
  })
  if (tls) renewOnServer(http.server as unknown as Server, tls)
  http.removeContentTypeParser('text/plain')

  http.decorateRequest('facts', null)
  http.addHook('onRequest', (request, reply, done) => {
    const facts = factsOf(request)
    request.setDecorator<RequestFacts>('facts', facts)
    reply.header('x-request-id', facts.requestId)
    currentRequest.run({ requestId: facts.requestId, traceId: facts.traceId }, done)
  })
  http.addHook('onRequest', allowOrigins(config.CORS_ORIGINS))
  http.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    requestSeconds.observe({ route, status: String(reply.statusCode) }, reply.elapsedTime / 1_000)
  })

  http.get('/livez', async (_request, reply) => reply.type('text/plain').send('ok'))
  http.get('/readyz', async (_request, reply) => {
    const readiness = await health.readiness()
    return reply.code(readiness.ready ? 200 : 503).send(readiness)
  })
  http.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()))

  http.setNotFoundHandler((_request, reply) => reply.code(404).send(httpError('There is nothing here.', 'NOT_FOUND')))
  http.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500
    if (status >= 500 && status !== 503) logger.error({ err: error }, 'a request failed')
    const known = plainErrors[status]
    return reply
      .code(known ? status : 500)
      .send(known ? httpError(...known) : httpError('Internal error.', 'INTERNAL_SERVER_ERROR'))
  })
  return http
}

const plainErrors: Readonly<Record<number, readonly [message: string, code: string]>> = {
  400: ['The request is malformed.', 'BAD_REQUEST'],
  413: ['The request is too large.', 'PAYLOAD_TOO_LARGE'],
  415: ['The body must be application/json.', 'UNSUPPORTED_MEDIA_TYPE'],
  503: ['The server took too long or is stopping. Try again.', 'TIMEOUT'],
}

/** Browsers may call from the listed origins, and no other origin gets a CORS header. Cookies are never used. */
function allowOrigins(origins: readonly string[]) {
  const allowed = new Set(origins)
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const { origin } = request.headers
    if (origin === undefined) return undefined
    reply.header('vary', 'Origin')
    const isPreflight = request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined
    if (allowed.has(origin)) {
      reply
        .header('access-control-allow-origin', origin)
        .header('access-control-expose-headers', 'x-request-id, content-disposition')
      if (isPreflight) {
        reply
          .header('access-control-allow-methods', 'GET, POST, PUT')
          .header(
            'access-control-allow-headers',
            'authorization, content-type, accept-language, x-request-id, traceparent',
          )
          .header('access-control-max-age', '600')
      }
    }
    return isPreflight ? reply.code(204).send() : undefined
  }
}
