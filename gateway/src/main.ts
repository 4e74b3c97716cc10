import { fastifyApolloHandler } from '@as-integrations/fastify'
import { createTokenVerifier } from '@erp/graphql-kit'
import { createHealth, createLogger, onShutdown, tlsSource } from '@erp/service-kit'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { readConfig } from './config.ts'
import { isAdmitted } from './edge-token.ts'
import { httpError } from './format-error.ts'
import { forwardFiles } from './forward-files.ts'
import { startGraph } from './graph.ts'
import { serveGraphiql } from './graphiql.ts'
import { buildHttpServer } from './http-server.ts'
import type { RequestFacts } from './request-facts.ts'
import { createSubgraphFetch } from './subgraph-fetch.ts'
import { createStandingCheck } from './user-standing.ts'

export interface RunningGateway {
  /** Without a trailing slash; the graph is at `/graphql` below it. */
  readonly url: string
  /** Reports unready, lets running requests end and closes the port. */
  stop(): Promise<void>
}

/** Starts the gateway. It needs no subgraph to start: one that is down costs only its fields. */
export async function startGateway(env: Readonly<Record<string, string | undefined>>): Promise<RunningGateway> {
  const config = readConfig(env)
  const logger = createLogger('gateway', config.LOG_LEVEL)
  const health = createHealth()
  const { TLS_OFF_REASON: offReason, PUBLIC_TLS_OFF_REASON: publicOffReason, publicFiles } = config
  if (offReason) logger.warn({ reason: offReason }, 'what goes to subgraphs is not encrypted by this process')
  if (publicOffReason) logger.warn({ reason: publicOffReason }, 'what clients send is not encrypted by this process')
  const http = buildHttpServer(config, health, logger, publicFiles && tlsSource(publicFiles))
  const fetchFrom = createSubgraphFetch(config)
  const verify = createTokenVerifier(config.TOKEN_JWKS_FILE)
  const stands = createStandingCheck({
    identityUrl: config.subgraphUrls.get('identity'),
    fetchFrom,
    signingKey: config.GATEWAY_SIGNING_KEY,
    logger,
  })
  const apollo = await startGraph(config, logger, http, fetchFrom)
  const handle = fastifyApolloHandler(apollo, {
    context: async (request) => ({ facts: request.getDecorator<RequestFacts>('facts') }),
  })

  const refuseBadTokens = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const { authorization } = request.getDecorator<RequestFacts>('facts')
    if (await isAdmitted(authorization, verify, stands)) return undefined
    return reply
      .code(401)
      .header('www-authenticate', 'Bearer error="invalid_token"')
      .send(httpError('The access token is not valid. Refresh the session or log in.', 'UNAUTHENTICATED'))
  }
  http.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    onRequest: refuseBadTokens,
    handler(request, reply) {
      reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff')
      return handle.call(this, request, reply)
    },
  })
  forwardFiles(http, { config, fetchFrom, refuseBadTokens, logger })
  if (config.GRAPHIQL === 'on') serveGraphiql(http)

  const url = await http.listen({ host: config.HOST, port: config.PORT })
  logger.info({ url }, 'gateway is listening')
  return {
    url,
    async stop() {
      health.drain()
      await apollo.stop()
    },
  }
}

if (import.meta.main) {
  const gateway = await startGateway(process.env)
  onShutdown(createLogger('gateway'), [['gateway', gateway.stop]])
}
